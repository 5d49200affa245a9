"""Sound as the motion network hears it: log-mel energies relative to a running speech level."""

from dataclasses import dataclass

import torch
from torch import Tensor, nn

from app.core.audio import MODEL_SAMPLE_RATE_HZ

MELS = 80
WINDOW_SAMPLES = 400  # 25 ms
HOP_SAMPLES = 160  # 10 ms
FFT_SAMPLES = 512
LOWEST_HZ, HIGHEST_HZ = 60.0, 7_600.0
POWER_FLOOR = 1e-10

# The running level jumps up with the voice and sinks slowly, so that quiet and loud recordings look alike.
LEVEL_FLOOR_DB = -65.0  # below this a recording counts as silent rather than as quiet
LEVEL_START_DB = -38.0  # of an ordinary recording; the background before the first word is then heard as quiet
LEVEL_RELEASE_DB = 0.015  # a frame, that is 1.5 dB a second
LEVEL_SMOOTHING = 8  # frames; a click of a few milliseconds does not set the level
FEATURE_SCALE_DB = 20.0
LOWEST_FEATURE = -3.0


@dataclass(frozen=True, slots=True)
class LevelState:
    """What the running level remembers between blocks: (B, LEVEL_SMOOTHING - 1) frame powers and (B,) level in dB."""

    powers: Tensor
    level_db: Tensor

    @staticmethod
    def initial(batch: int, device: torch.device) -> "LevelState":
        """Expect an ordinary recording."""
        powers = torch.zeros(batch, LEVEL_SMOOTHING - 1, device=device)
        return LevelState(powers, torch.full((batch,), LEVEL_START_DB, device=device))


class LogMel(nn.Module):
    """Mel spectrum of 16 kHz sound at 100 frames a second; frame i covers samples [160 i, 160 i + 400)."""

    window: Tensor
    filters: Tensor

    def __init__(self) -> None:
        super().__init__()
        self.register_buffer("window", torch.hann_window(WINDOW_SAMPLES), persistent=False)
        self.register_buffer("filters", mel_filters(), persistent=False)

    def spectrum(self, samples: Tensor) -> Tensor:
        """(B, n) samples -> (B, T, 257) power spectrum of every whole window."""
        frames = samples.unfold(-1, WINDOW_SAMPLES, HOP_SAMPLES) * self.window
        spectrum = torch.fft.rfft(frames, FFT_SAMPLES)
        return torch.view_as_real(spectrum).square().sum(-1) / WINDOW_SAMPLES

    def forward(self, samples: Tensor) -> Tensor:
        """(B, n) samples -> (B, T, 80) mel powers."""
        powers: Tensor = self.spectrum(samples) @ self.filters
        return powers


def relative_log_mel(mel_powers: Tensor, state: LevelState) -> tuple[Tensor, LevelState]:
    """(B, T, 80) mel powers -> (B, T, 80) features of about unit size, causally levelled, and the next state."""
    powers = torch.cat([state.powers, mel_powers.mean(-1)], 1)  # (B, T + 7)
    smooth_db = 10 * torch.log10(powers.unfold(1, LEVEL_SMOOTHING, 1).mean(-1) + POWER_FLOOR)  # (B, T)
    # level[t] = max(smooth[t], level[t - 1] - release), solved for the whole block by one running maximum
    sunk = LEVEL_RELEASE_DB * torch.arange(1, smooth_db.shape[1] + 1, device=smooth_db.device)
    raised = torch.cat([state.level_db[:, None], smooth_db + sunk], 1).cummax(1).values[:, 1:]
    level_db = (raised - sunk).clamp_min(LEVEL_FLOOR_DB)
    mel_db = 10 * torch.log10(mel_powers + POWER_FLOOR)
    features = ((mel_db - level_db[..., None]) / FEATURE_SCALE_DB).clamp_min(LOWEST_FEATURE)
    return features, LevelState(powers[:, -(LEVEL_SMOOTHING - 1) :], level_db[:, -1])


def mel_filters() -> Tensor:
    """(257, 80) triangular filters, equally spaced on the HTK mel scale, each summing to one."""
    bins_hz = torch.linspace(0, MODEL_SAMPLE_RATE_HZ / 2, FFT_SAMPLES // 2 + 1)
    lowest, highest = (2595 * torch.log10(1 + torch.tensor(hz) / 700) for hz in (LOWEST_HZ, HIGHEST_HZ))
    corners_hz = 700 * (10 ** (torch.linspace(float(lowest), float(highest), MELS + 2) / 2595) - 1)
    rising = (bins_hz[:, None] - corners_hz[:-2]) / (corners_hz[1:-1] - corners_hz[:-2])
    falling = (corners_hz[2:] - bins_hz[:, None]) / (corners_hz[2:] - corners_hz[1:-1])
    filters = torch.minimum(rising, falling).clamp_min(0)
    # the lowest filters are narrower than a bin: give each empty one its nearest bin
    empty = filters.sum(0) < 1e-3
    nearest = (bins_hz[:, None] - corners_hz[1:-1]).abs().argmin(0)
    filters[nearest[empty], empty.nonzero()[:, 0]] = 1.0
    return filters / filters.sum(0)

"""Features of the motion network: log-mel energies less the voice's running level and mean (mean normalisation).

Subtracting each band's mean over the voice is cepstral mean normalisation (CMN; Atal 1974) done on log bands: it takes
out the microphone, the room and the voice's own long-term spectrum. The mean is a running one, so that nothing waits.
"""

from dataclasses import dataclass, replace

import torch
from torch import Tensor, nn

from app.core.audio import MODEL_SAMPLE_RATE_HZ
from app.model.motion.phone_scores import PHONE_BANDS, phone_filters

MELS = 80
BANDS = MELS + PHONE_BANDS
FEATURES = BANDS + 1  # and how loud it is
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

# The running mean of a band counts frames that can be heard, the last ten seconds most; before them it expects the
# usual voice, with the weight of one second.
AUDIBLE_DB = -35.0  # relative to the level
MEAN_FRAMES, USUAL_FRAMES = 1000, 100
MEAN_BLOCK = 500  # frames solved at once
KNOWN_LEVEL_QUANTILE = 0.95
STEADY_DB = 0.2


@dataclass(frozen=True, slots=True)
class VoiceState:
    """What is known of a voice, besides its last frame powers (B, LEVEL_SMOOTHING - 1).

    level_db: (B,). sums, weights: (B, BANDS) and (B,), whose quotient is the mean of each band.
    """

    powers: Tensor
    level_db: Tensor
    sums: Tensor
    weights: Tensor

    @staticmethod
    def unknown(usual: Tensor, batch: int, frames: int = USUAL_FRAMES) -> "VoiceState":
        """Expect an ordinary recording of a voice with the mean bands `usual` (BANDS,), as if heard for `frames`."""
        device = usual.device
        powers = torch.zeros(batch, LEVEL_SMOOTHING - 1, device=device)
        level_db = torch.full((batch,), LEVEL_START_DB, device=device)
        weights = torch.full((batch,), float(frames), device=device)
        return VoiceState(powers, level_db, (usual * frames).expand(batch, -1), weights)

    @staticmethod
    def known(powers: Tensor, usual: Tensor) -> "VoiceState":
        """The voice of a sound that has been heard before, (B, T, BANDS) band powers."""
        start = VoiceState.unknown(usual, len(powers), frames=1)
        if powers.shape[1] == 0:
            return start
        level_db = 10 * torch.log10(powers[..., :MELS].mean(-1) + POWER_FLOOR)
        level_db = level_db.quantile(KNOWN_LEVEL_QUANTILE, 1).clamp_min(LEVEL_FLOOR_DB)
        _, learned = normalise(powers, replace(start, level_db=level_db))
        return replace(learned, powers=start.powers, level_db=level_db)


def is_steady(powers: Tensor) -> bool:
    """Whether (1, T, BANDS) powers are those of a tone that never changes: they tell nothing about a voice."""
    level_db = 10 * torch.log10(powers[..., :MELS].mean(-1) + POWER_FLOOR)
    return bool(level_db.quantile(0.95) - level_db.quantile(0.05) < STEADY_DB)


class LogMel(nn.Module):
    """Band powers of 16 kHz sound at 100 frames a second; frame i covers samples [160 i, 160 i + 400)."""

    window: Tensor
    filters: Tensor

    def __init__(self) -> None:
        super().__init__()
        self.register_buffer("window", torch.hann_window(WINDOW_SAMPLES), persistent=False)
        bins_hz = torch.linspace(0, MODEL_SAMPLE_RATE_HZ / 2, FFT_SAMPLES // 2 + 1)
        self.register_buffer("filters", torch.cat([mel_filters(), phone_filters(bins_hz)], 1), persistent=False)

    def spectrum(self, samples: Tensor) -> Tensor:
        """(B, n) samples -> (B, T, 257) power spectrum of every whole window."""
        frames = samples.unfold(-1, WINDOW_SAMPLES, HOP_SAMPLES) * self.window
        spectrum = torch.fft.rfft(frames, FFT_SAMPLES)
        return torch.view_as_real(spectrum).square().sum(-1) / WINDOW_SAMPLES

    def filters_for(self, warp: float) -> Tensor:
        """(257, BANDS) filters of spectra `warped` by that factor."""
        if warp == 1:
            return self.filters
        bins = torch.eye(len(self.filters), device=self.filters.device)[None]
        return warped(bins, torch.tensor([[warp]], device=self.filters.device))[0] @ self.filters

    def forward(self, samples: Tensor) -> Tensor:
        """(B, n) samples -> (B, T, BANDS) powers: mel bands, then the bands of the phone scores."""
        powers: Tensor = self.spectrum(samples) @ self.filters
        return powers


def warped(spectra: Tensor, factors: Tensor) -> Tensor:
    """(B, T, 257) spectra with their frequencies multiplied by (B, T) or (B, 1) factors, read linearly between bins.

    The linear warp of vocal-tract-length normalisation: a factor above 1 is a shorter tract.
    """
    last = spectra.shape[2] - 1
    place = (torch.arange(last + 1, device=spectra.device) / factors[..., None]).clamp_max(last)
    below = place.long().clamp_max(last - 1)
    part = place - below
    index = below.expand(-1, spectra.shape[1], -1)
    return spectra.gather(2, index) * (1 - part) + spectra.gather(2, index + 1) * part


def normalise(powers: Tensor, state: VoiceState) -> tuple[Tensor, VoiceState]:
    """(B, T, BANDS) powers -> (B, T, FEATURES) features of about unit size from the past alone, and the next state.

    Log bands in units of 20 dB less their running means, and last the loudness relative to the running level.
    """
    smoothed = torch.cat([state.powers, powers[..., :MELS].mean(-1)], 1)  # (B, T + 7)
    smooth_db = 10 * torch.log10(smoothed.unfold(1, LEVEL_SMOOTHING, 1).mean(-1) + POWER_FLOOR)  # (B, T)
    # level[t] = max(smooth[t], level[t - 1] - release), solved for the whole block by one running maximum
    sunk = LEVEL_RELEASE_DB * torch.arange(1, smooth_db.shape[1] + 1, device=smooth_db.device)
    raised = torch.cat([state.level_db[:, None], smooth_db + sunk], 1).cummax(1).values[:, 1:]
    level_db = (raised - sunk).clamp_min(LEVEL_FLOOR_DB)
    bands_db = 10 * torch.log10(powers + POWER_FLOOR)
    bands = ((bands_db - level_db[..., None]) / FEATURE_SCALE_DB).clamp_min(LOWEST_FEATURE)
    loudness = bands[..., :MELS].mean(-1)
    audible = (smooth_db > level_db + AUDIBLE_DB) & (smooth_db > LEVEL_FLOOR_DB)
    means, sums, weights = _running_means(bands, audible, state.sums, state.weights)
    features = torch.cat([bands - means, loudness[..., None]], 2)
    return features, VoiceState(smoothed[:, -(LEVEL_SMOOTHING - 1) :], level_db[:, -1], sums, weights)


def _running_means(bands: Tensor, audible: Tensor, sums: Tensor, weights: Tensor) -> tuple[Tensor, Tensor, Tensor]:
    """(B, T, BANDS), (B, T) bool, sums and weights so far -> (B, T, BANDS) means up to each frame, next sums, weights.

    Every audible frame makes the ones before it count less by 1 / MEAN_FRAMES.
    """
    means = []
    for block, counts in zip(
        torch.split(bands, MEAN_BLOCK, 1), torch.split(audible.to(bands.dtype), MEAN_BLOCK, 1), strict=True
    ):
        fade = (1 - 1 / MEAN_FRAMES) ** counts.cumsum(1)  # (B, t)
        added = counts / fade
        weight = fade * (weights[:, None] + added.cumsum(1))
        total = fade[..., None] * (sums[:, None] + (added[..., None] * block).cumsum(1))
        means.append(total / weight[..., None])
        sums, weights = total[:, -1], weight[:, -1]
    return torch.cat(means, 1), sums, weights


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

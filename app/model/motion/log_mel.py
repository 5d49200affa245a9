"""Log mel powers of sound, as the speech encoder takes them: decadic logarithms, of which one unit is 10 dB."""

import math

import torch
from torch import Tensor, nn

from app.core.audio import MODEL_SAMPLE_RATE_HZ
from app.model.motion.speech_encoder import MELS

WINDOW_SAMPLES, HOP_SAMPLES = 400, 160  # 25 and 10 ms
POWER_FLOOR = 1e-10
_ROWS_AT_ONCE = 6_000


class LogMel(nn.Module):
    """Whisper's front end: row i of the powers is of the 400 samples from sample 160 i on."""

    window: Tensor
    filters: Tensor

    def __init__(self) -> None:
        super().__init__()
        self.register_buffer("window", torch.hann_window(WINDOW_SAMPLES), persistent=False)
        self.register_buffer("filters", mel_filters(), persistent=False)

    def forward(self, samples: Tensor) -> Tensor:
        """(n,) samples at 16 kHz -> (T, 80) log powers of every whole window."""
        rows = torch.split(samples.unfold(0, WINDOW_SAMPLES, HOP_SAMPLES), _ROWS_AT_ONCE)
        powers = [torch.fft.rfft(piece * self.window).abs().square() @ self.filters for piece in rows]
        return torch.cat(powers).clamp_min(POWER_FLOOR).log10()


def mean_powers(log_mel: Tensor) -> Tensor:
    """(..., 80) log powers -> (...) the mean of the powers."""
    return torch.pow(10.0, log_mel).mean(-1)


def mel_filters() -> Tensor:
    """(201, 80) triangles of equal area on Slaney's mel scale (Auditory Toolbox, 1998), up to 8 kHz."""
    highest_mel = 15 + 27 * math.log(MODEL_SAMPLE_RATE_HZ / 2 / 1000) / math.log(6.4)
    mels = torch.linspace(0, highest_mel, MELS + 2, dtype=torch.float64)
    # straight up to 1 kHz, logarithmic above
    corners_hz = torch.where(mels < 15, mels * 200 / 3, 1000 * torch.exp((mels - 15) * math.log(6.4) / 27))
    bins_hz = torch.linspace(0, MODEL_SAMPLE_RATE_HZ / 2, WINDOW_SAMPLES // 2 + 1, dtype=torch.float64)[:, None]
    rising = (bins_hz - corners_hz[:-2]) / (corners_hz[1:-1] - corners_hz[:-2])
    falling = (corners_hz[2:] - bins_hz) / (corners_hz[2:] - corners_hz[1:-1])
    return (torch.minimum(rising, falling).clamp_min(0) * 2 / (corners_hz[2:] - corners_hz[:-2])).float()

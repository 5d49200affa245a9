"""Band powers of sound for the aligners: HTK mel bands, and the bands of the acoustic model's own front end."""

import math

import torch
from torch import Tensor, nn

from app.core.audio import MODEL_SAMPLE_RATE_HZ

MELS, PHONE_BANDS = 80, 25
WINDOW_SAMPLES, HOP_SAMPLES, FFT_SAMPLES = 400, 160, 512  # 25 and 10 ms
LOWEST_HZ, HIGHEST_HZ = 60.0, 7_600.0
LOWEST_BAND_HZ, HIGHEST_BAND_HZ = 130.0, 6_800.0
PRE_EMPHASIS = 0.97


class BandPowers(nn.Module):
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

    def forward(self, samples: Tensor) -> Tensor:
        """(B, n) samples -> (B, T, BANDS) powers: mel bands, then the bands of the phone scores."""
        powers: Tensor = self.spectrum(samples) @ self.filters
        return powers


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


def phone_filters(bins_hz: Tensor) -> Tensor:
    """(bins,) frequencies -> (bins, 25) weights for their powers: pre-emphasis and triangles, each summing to one."""
    lowest, highest = (2595 * math.log10(1 + hz / 700) for hz in (LOWEST_BAND_HZ, HIGHEST_BAND_HZ))
    corners_hz = 700 * (10 ** (torch.linspace(lowest, highest, PHONE_BANDS + 2) / 2595) - 1)
    corners_hz = (corners_hz / bins_hz[1]).round() * bins_hz[1]  # onto bins, as the model's own front end has them
    rising = (bins_hz[:, None] - corners_hz[:-2]) / (corners_hz[1:-1] - corners_hz[:-2])
    falling = (corners_hz[2:] - bins_hz[:, None]) / (corners_hz[2:] - corners_hz[1:-1])
    triangles = torch.minimum(rising, falling).clamp_min(0)
    emphasis = 1 + PRE_EMPHASIS**2 - 2 * PRE_EMPHASIS * torch.cos(math.pi * bins_hz / bins_hz[-1])
    return emphasis[:, None] * triangles / triangles.sum(0)

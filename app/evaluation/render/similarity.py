"""How alike two pictures are: PSNR and SSIM."""

import cv2
import numpy as np
from numpy.typing import NDArray

from app.core.face import Box

Floats = NDArray[np.float64]

PEAK = 255.0
LUMA = np.array([0.299, 0.587, 0.114])
WINDOW_PX, WINDOW_SIGMA = 11, 1.5  # Wang et al. 2004, section III-C, as are the constants
C1, C2 = (0.01 * PEAK) ** 2, (0.03 * PEAK) ** 2
IDENTICAL_DB = 100.0


def psnr(first: NDArray[np.uint8], second: NDArray[np.uint8]) -> float:
    """Peak signal-to-noise ratio in dB over all pixels and colours of two (h, w, 3) pictures; at most 100."""
    squared = float(((first.astype(np.float64) - second.astype(np.float64)) ** 2).mean())
    return min(IDENTICAL_DB, 10.0 * float(np.log10(PEAK**2 / squared))) if squared else IDENTICAL_DB


def ssim_map(first: NDArray[np.uint8], second: NDArray[np.uint8]) -> Floats:
    """(h, w) structural similarity of the lightness of two (h, w, 3) pictures (Wang et al. 2004, equation 13)."""
    x, y = first @ LUMA, second @ LUMA
    mean_x, mean_y = _window(x), _window(y)
    variance_x = _window(x * x) - mean_x**2
    variance_y = _window(y * y) - mean_y**2
    covariance = _window(x * y) - mean_x * mean_y
    likeness = (2 * mean_x * mean_y + C1) * (2 * covariance + C2)
    result: Floats = likeness / ((mean_x**2 + mean_y**2 + C1) * (variance_x + variance_y + C2))
    return result


def region_similarity(first: NDArray[np.uint8], second: NDArray[np.uint8], box: Box) -> tuple[float, float]:
    """(PSNR in dB, mean SSIM) inside a box of two pictures; windows at its border look beyond it."""
    inside = slice(box.top, box.bottom), slice(box.left, box.right)
    margin = WINDOW_PX // 2
    top, left = max(0, box.top - margin), max(0, box.left - margin)
    around = slice(top, box.bottom + margin), slice(left, box.right + margin)
    values = ssim_map(first[around], second[around])
    core = values[box.top - top :, box.left - left :][: box.height, : box.width]
    return psnr(first[inside], second[inside]), float(core.mean())


def _window(values: Floats) -> Floats:
    return np.asarray(cv2.GaussianBlur(values, (WINDOW_PX, WINDOW_PX), WINDOW_SIGMA, borderType=cv2.BORDER_REFLECT))

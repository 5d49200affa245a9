"""Inpainting by normalised convolution: known values carried smoothly into what is unknown."""

import cv2
import numpy as np
from numpy.typing import NDArray

Image = NDArray[np.float32]

# Normalised convolution (Knutsson and Westin 1993) at several widths: near known pixels the narrowest decides, far from
# them the wider ones take over, because a Gaussian falls off faster than these shares.
WIDTHS_AND_SHARES = ((1.0, 1.0), (3.0, 1e-3), (9.0, 1e-5), (81.0, 1e-8))
TINY = 1e-25


def inpaint(values: Image, known: NDArray[np.bool_], reach_px: float) -> Image:
    """(h, w, C) the mean of the known values around each pixel, over about reach_px where that holds any."""
    weight = known.astype(np.float32)
    stack = np.dstack([values * weight[..., None], weight])
    total = np.zeros_like(stack)
    for width, share in WIDTHS_AND_SHARES:
        total += share * _blurred(stack, width * reach_px)
    return np.asarray(total[..., :-1] / np.maximum(total[..., -1:], TINY), np.float32)


def _blurred(stack: Image, sigma_px: float) -> Image:
    """Gaussian blur of any number of channels; a wide one at a smaller size."""
    height, width = stack.shape[:2]
    shrink = max(1.0, sigma_px / 4)
    size = (max(1, round(width / shrink)), max(1, round(height / shrink)))
    parts = []
    for first in range(0, stack.shape[2], 4):
        part = cv2.resize(stack[..., first : first + 4], size, interpolation=cv2.INTER_AREA)
        part = cv2.GaussianBlur(part, (0, 0), sigma_px / shrink, borderType=cv2.BORDER_REPLICATE)
        part = cv2.resize(part, (width, height), interpolation=cv2.INTER_LINEAR)
        parts.append(part.reshape(height, width, -1))
    return np.concatenate(parts, axis=2)

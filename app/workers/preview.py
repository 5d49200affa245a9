"""Makes pictures small enough to be painted many times a second."""

import numpy as np
from numpy.typing import NDArray

# Painting a larger picture would hold the window's thread for too long, and hardly a screen shows more of it.
MAX_PREVIEW_SIDE_PX = 1280


def reduce_rgb(rgb: NDArray[np.uint8], longest_px: int = MAX_PREVIEW_SIDE_PX) -> NDArray[np.uint8]:
    """(H, W, 3) uint8 -> (h, w, 3) uint8 whose longer side is at most `longest_px`, averaged, not thinned out."""
    import cv2

    height, width = rgb.shape[:2]
    scale = longest_px / max(height, width)
    if scale >= 1.0:
        return rgb
    size = (max(1, round(width * scale)), max(1, round(height * scale)))
    small: NDArray[np.uint8] = np.ascontiguousarray(cv2.resize(rgb, size, interpolation=cv2.INTER_AREA))
    return small

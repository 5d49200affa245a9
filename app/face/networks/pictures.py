"""Pictures as the networks want them: a turned square of a picture, at their size, as floats.

Source: MediaPipe's image_to_tensor_calculator and image_to_tensor_converter_opencv.cc. Pixels are taken between
corners, not between centres, and not averaged, however much smaller the result is; the networks were trained so.
"""

from collections.abc import Sequence

import cv2
import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from app.face.crop import Roi


def square(rgb: NDArray[np.uint8], size_px: int, border: int, region: Roi | None = None) -> NDArray[np.uint8]:
    """A region of an (H, W, 3) picture, or the whole of a square one, as (size_px, size_px, 3).

    border: what is outside of the picture, as in cv2 (BORDER_CONSTANT, BORDER_REPLICATE).
    """
    height, width = rgb.shape[:2]
    if region is None:
        if height == width == size_px:
            return rgb
        region = Roi(width / 2, height / 2, height)
    half = region.axes() * (region.side / 2)
    corners = [(-1, 1), (-1, -1), (1, -1), (1, 1)]
    there = np.array([(region.x, region.y) + half @ corner for corner in corners], np.float32)
    here = np.array([(x + 1, y + 1) for x, y in corners], np.float32) * np.float32(size_px / 2)
    matrix = cv2.getPerspectiveTransform(there, here)
    return np.asarray(
        cv2.warpPerspective(rgb, matrix, (size_px, size_px), flags=cv2.INTER_LINEAR, borderMode=border), np.uint8
    )


def as_input(pictures: Sequence[NDArray[np.uint8]], lowest: float, device: torch.device) -> Tensor:
    """(H, W, 3) RGB pictures of one size -> (B, 3, H, W) float32 from `lowest` (0 or -1) to 1, channels last."""
    stacked = torch.from_numpy(np.stack(pictures)).to(device)
    scaled = stacked.to(torch.float32).mul_((1 - lowest) / 255)
    if lowest:
        scaled.add_(lowest)
    return scaled.permute(0, 3, 1, 2)

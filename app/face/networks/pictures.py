"""Pictures as the networks want them: a turned square of a picture, at their size, as floats.

Source: MediaPipe's image_to_tensor_calculator and image_to_tensor_converter_opencv.cc. Pixels are taken between
corners, not between centres, and not averaged, however much smaller the result is; the networks were trained so.
"""

from collections.abc import Sequence

import cv2
import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from app.face.crop import Roi, crop_to_picture

CACHED_PICTURES = 6


def square(rgb: NDArray[np.uint8], size_px: int, border: int, region: Roi | None = None) -> NDArray[np.uint8]:
    """A region of an (H, W, 3) picture, or the whole of a square one, as (size_px, size_px, 3).

    border: what is outside of the picture, as in cv2 (BORDER_CONSTANT, BORDER_REPLICATE).
    """
    height, width = rgb.shape[:2]
    if region is None:
        if height == width == size_px:
            return rgb
        region = Roi(width / 2, height / 2, height)
    to_picture = crop_to_picture(region, size_px)
    flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    return np.asarray(cv2.warpAffine(rgb, to_picture, (size_px, size_px), flags=flags, borderMode=border), np.uint8)


@torch.inference_mode()
def answers(
    network: nn.Module, pictures: Sequence[NDArray[np.uint8]], lowest: float, device: torch.device
) -> list[NDArray[np.float32]]:
    """What a network puts out for (H, W, 3) pictures of one size: each of its results, for all pictures.

    lowest: what black is to it, 0 or -1; white is 1. A processor takes a few pictures at a time: what lies between
    layers for more of them does not fit its cache, and a picture takes twice as long (measured).
    """
    if not pictures:
        return []
    count = CACHED_PICTURES if device.type == "cpu" else len(pictures)
    parts = []
    for first in range(0, len(pictures), count):
        results = network(as_input(pictures[first : first + count], lowest, device))
        results = results if isinstance(results, tuple) else (results,)
        parts.append([result.cpu().numpy() for result in results])
    return [np.concatenate(part) for part in zip(*parts, strict=True)]


def as_input(pictures: Sequence[NDArray[np.uint8]], lowest: float, device: torch.device) -> Tensor:
    """(H, W, 3) RGB pictures of one size -> (B, 3, H, W) float32 from `lowest` (0 or -1) to 1, channels last."""
    stacked = torch.from_numpy(np.stack(pictures)).to(device)
    scaled = stacked.to(torch.float32).mul_((1 - lowest) / 255)
    if lowest:
        scaled.add_(lowest)
    return scaled.permute(0, 3, 1, 2)

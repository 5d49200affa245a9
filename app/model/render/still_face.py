"""A portrait at the size at which it is rendered, and what is known of its face: all that is drawn begins from this."""

from dataclasses import dataclass
from typing import TypeVar

import cv2
import numpy as np
import torch
from numpy.typing import NDArray

from app.core.face import Face, Reference
from app.core.portrait import Portrait
from app.core.video_size import FrameSize
from app.model.render.geometry import FaceGeometry

Pixel = TypeVar("Pixel", np.uint8, np.float32)


@dataclass(frozen=True, slots=True, eq=False)
class StillFace:
    """One face of one portrait at one output size; prepared once.

    rgb, background: (H, W, 3) uint8, the portrait and what is behind the person. matte: (H, W) float32 in 0..1.
    geometry: where the face is in it. shape: (478, 3) float64, the face without its pose, inter-ocular units.
    references: other pictures of the person. device: that draws.
    """

    rgb: NDArray[np.uint8]
    background: NDArray[np.uint8]
    matte: NDArray[np.float32]
    geometry: FaceGeometry
    shape: NDArray[np.float64]
    references: tuple[Reference, ...]
    device: torch.device

    @classmethod
    def of(cls, portrait: Portrait, face: Face, size: FrameSize, device: torch.device) -> "StillFace":
        """Bring a prepared face and its portrait to the output size."""
        picture = (size.width, size.height)
        return cls(
            _resize(portrait.rgb, picture),
            _resize(face.background, picture),
            np.clip(_resize(face.matte, picture), 0.0, 1.0),
            FaceGeometry.of(face, size.width / portrait.width, size.height / portrait.height, picture),
            face.pose.to_canonical(face.landmarks, np.float64),
            face.references,
            device,
        )


def _resize(array: NDArray[Pixel], size: tuple[int, int]) -> NDArray[Pixel]:
    if (array.shape[1], array.shape[0]) == size:
        return np.ascontiguousarray(array)
    shrinking = size[0] < array.shape[1]
    interpolation = cv2.INTER_AREA if shrinking else cv2.INTER_CUBIC
    return np.asarray(cv2.resize(array, size, interpolation=interpolation), dtype=array.dtype)

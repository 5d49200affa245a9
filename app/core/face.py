"""A face found in a portrait, with what the renderer needs to know of it."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

LANDMARKS = 478  # MediaPipe Face Mesh with irises: 468 mesh vertices, then 5 points for each iris


@dataclass(frozen=True, slots=True)
class Box:
    """An upright rectangle in pixels of the portrait; right and bottom are exclusive."""

    left: int
    top: int
    right: int
    bottom: int

    @property
    def width(self) -> int:
        """Pixels across."""
        return self.right - self.left

    @property
    def height(self) -> int:
        """Pixels down."""
        return self.bottom - self.top

    def contains(self, x: float, y: float) -> bool:
        """Whether a point lies inside."""
        return self.left <= x < self.right and self.top <= y < self.bottom


@dataclass(frozen=True, slots=True)
class HeadPose:
    """How a head stands in its picture: pixels = scale * rotation @ canonical + translation.

    rotation: (3, 3) float32, right-handed with x right, y down, z away from the viewer.
    scale: pixels per inter-ocular unit (distance of the outer eye corners, landmarks 33 and 263).
    translation: (3,) float32 pixels.
    """

    rotation: NDArray[np.float32]
    scale: float
    translation: NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class FoundFace:
    """One face as the finder sees it.

    landmarks: (478, 3) float32; x and y in pixels of the portrait counted from its corner, z on
        x's scale, negative towards the viewer.
    box: bounds of the landmarks.
    """

    landmarks: NDArray[np.float32]
    box: Box


@dataclass(frozen=True, slots=True)
class Face:
    """A face ready to be rendered; computed once for a portrait and kept.

    landmarks: (478, 3) float32 as in FoundFace.
    pose: the head's pose.
    box: bounds of the face.
    matte: (H, W) float32 in [0, 1]; 1 on the person (hair, head, body), 0 on the background.
    background: (H, W, 3) uint8, the picture with the person's surroundings continued behind the silhouette.
    """

    landmarks: NDArray[np.float32]
    pose: HeadPose
    box: Box
    matte: NDArray[np.float32]
    background: NDArray[np.uint8]

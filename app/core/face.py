"""A face found in a portrait, with what the renderer needs to know of it."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from app.core.mesh import LOWER_LIP_MIDDLE, UPPER_LIP_MIDDLE

LANDMARKS = 478  # MediaPipe Face Mesh with irises: 468 mesh vertices, then 5 points for each iris
EYEBALL_RADIUS = 0.133  # inter-ocular units: 12 mm of the 90 mm between the outer eye corners
# Where a head turns, inter-ocular units below the bridge of the nose and behind the face's outline. The outer eye
# corners are about 9 cm apart (Farkas 1994), the chin lies about 1.2 below them.
NECK_PIVOT_DOWN, NECK_PIVOT_BACK = 1.75, 0.75


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

    def to_canonical(self, landmarks: NDArray[np.float32], dtype: type[np.floating[Any]] = np.float32) -> NDArray[Any]:
        """(..., 3) pixels -> (..., 3) inter-ocular units with the pose taken out, worked out in that precision."""
        away = (landmarks - self.translation).astype(dtype)
        shape: NDArray[Any] = (away @ self.rotation / self.scale).astype(dtype)
        return shape

    def to_picture(self, shape: NDArray[np.float32]) -> NDArray[np.float32]:
        """The inverse of `to_canonical`."""
        landmarks: NDArray[np.float32] = (self.scale * shape @ self.rotation.T + self.translation).astype(np.float32)
        return landmarks


@dataclass(frozen=True, slots=True)
class FoundFace:
    """One face as the finder sees it.

    landmarks: (478, 3) float32; x and y in pixels of the portrait counted from its corner, z on
        x's scale, negative towards the viewer.
    box: bounds of the landmarks.
    certainty: 0..1, how sure it is that this is a face; 1 where a person placed its points.
    mouth_contrast: how much of the eyes' contrast the mouth has; 1 where a person placed its points.
    """

    landmarks: NDArray[np.float32]
    box: Box
    certainty: float = 1.0
    mouth_contrast: float = 1.0


# 458 frames of 74 people have 0.86 and more, and so have paintings, pencil and grey ones; two dogs and a car taken for
# faces 0.54 to 0.69, a simple drawing of a face 0.81, portraits turned into black and white blots 0.71 to 0.84.
LEAST_CERTAINTY = 0.8
# 136 frames of GRID's speakers and four portraits have 0.37 and more; faces with a drawn mask or hand before the mouth
# 0.32 and less in nine of ten.
LEAST_MOUTH_CONTRAST = 0.34


def doubt(face: "FoundFace | Face", picture: str) -> str:
    """A sentence for the user about a face in a picture of that name that may be none, or whose mouth may be covered.

    Nothing about others.
    """
    remedy = "If it moves oddly, correct its points or try another picture."
    if face.certainty < LEAST_CERTAINTY:
        return f"What was found in {picture} may be no face. {remedy}"
    if face.mouth_contrast < LEAST_MOUTH_CONTRAST:
        return f"Something seems to cover the mouth in {picture}. {remedy}"
    return ""


@dataclass(frozen=True, slots=True)
class Reference:
    """Another picture of the person in a portrait, its colours brought to the portrait's.

    rgb: (h, w, 3) uint8, the part of it that holds the face.
    landmarks: (478, 3) float32 as in FoundFace, in pixels of rgb; pose: the head's pose there.
    warning: a sentence about how it fits badly, or nothing.
    """

    rgb: NDArray[np.uint8]
    landmarks: NDArray[np.float32]
    pose: HeadPose
    warning: str = ""

    @property
    def shape(self) -> NDArray[np.float64]:
        """(478, 3) the face with its pose taken out, inter-ocular units."""
        return self.pose.to_canonical(self.landmarks, np.float64)

    @property
    def has_parted_lips(self) -> bool:
        """Whether it shows the inside of the mouth."""
        return bool(lip_gap(self.shape) > PARTED_LIPS)

    @property
    def shut_eyes(self) -> tuple[bool, bool]:
        """Whether the left eye is closed in it, and the right one."""
        left, right = lid_gaps(self.shape)
        return left < CLOSED_LIDS, right < CLOSED_LIDS

    @property
    def shows(self) -> tuple[str, ...]:
        """In words what of it is used; nothing where it shows no more than any other picture."""
        parts: tuple[str, ...] = ("parted lips",) if self.has_parted_lips else ()
        if any(self.shut_eyes):
            parts += ("closed eyes" if all(self.shut_eyes) else "a closed eye",)
        return parts


# A picture adds to another one of the same person from this gap between the lips on, in inter-ocular units, and up to
# this gap between the lids, in widths of the eye (open eyes in GRID: 0.25 and more, closed ones up to 0.09).
PARTED_LIPS = 0.05
CLOSED_LIDS = 0.12
_LIDS = ((159, 145, 33, 133), (386, 374, 362, 263))  # upper and lower middle, corners; the picture's left eye first


def lip_gap(shapes: NDArray[np.floating[Any]]) -> NDArray[np.floating[Any]]:
    """(..., 478, 3) pose-free faces -> (...) gap between the inner lips, inter-ocular units; negative if they cross."""
    gap: NDArray[np.floating[Any]] = shapes[..., LOWER_LIP_MIDDLE, 1] - shapes[..., UPPER_LIP_MIDDLE, 1]
    return gap


def lid_gaps(shape: NDArray[np.floating[Any]]) -> tuple[float, float]:
    """The gaps between the lids of the left and the right eye, in widths of the eye."""
    left, right = (
        float((shape[lower, 1] - shape[upper, 1]) / np.linalg.norm(shape[one] - shape[other]))
        for upper, lower, one, other in _LIDS
    )
    return left, right


@dataclass(frozen=True, slots=True)
class Face:
    """A face ready to be rendered; computed once for a portrait and kept.

    landmarks: (478, 3) float32 as in FoundFace.
    pose: the head's pose.
    box: bounds of the face.
    matte: (H, W) float32 in [0, 1]; 1 on the person (hair, head, body), 0 on the background.
    background: (H, W, 3) uint8, the picture with the person's surroundings continued behind the silhouette.
    references: other pictures of the person, which show what this one hides.
    certainty, mouth_contrast: as in FoundFace.
    """

    landmarks: NDArray[np.float32]
    pose: HeadPose
    box: Box
    matte: NDArray[np.float32]
    background: NDArray[np.uint8]
    references: tuple[Reference, ...] = ()
    certainty: float = 1.0
    mouth_contrast: float = 1.0

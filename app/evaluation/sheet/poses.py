"""The poses of the contact sheet: ten mouth shapes, four lid states, five positions of the head, all at full amplitude.

Besides the opening, mouth shapes are not drawn by hand: they are the farthest that speech goes in one measure of lips.
"""

from dataclasses import dataclass
from enum import Enum

import numpy as np
from numpy.typing import NDArray

from app.core.face_basis import FaceBasis
from app.core.motion import CHANNEL_INDEX, MOUTH, Motion
from app.model.render import topology as mesh

Floats = NDArray[np.float32]

FARTHEST_SD = 2.5  # standard deviations of tracked speech
LEFT_CORNER, RIGHT_CORNER = mesh.LIP_CORNERS[-1]
UPPER_LIP_TOP, LOWER_LIP_BOTTOM = 0, 17


class FacePart(Enum):
    """What of the face a pose moves."""

    MOUTH = "mouth"
    LIDS = "lids"
    HEAD = "head"


@dataclass(frozen=True, slots=True)
class Pose:
    """One tile of the sheet. motion: a single frame."""

    name: str
    part: FacePart
    motion: Motion


def sheet_poses(basis: FaceBasis) -> tuple[Pose, ...]:
    """The nineteen poses, mouth first, then lids, then head."""
    wide, full = farthest(basis, _width(basis)), farthest(basis, _fullness(basis))
    low = farthest(basis, _lower_lip_drop(basis))
    mouths = (
        ("closed", 0.0, None),
        ("pressed (m)", 0.0, -full),
        ("slit", 0.04, None),
        ("half open (eh)", 0.14, None),
        ("open (ah)", 0.26, None),
        ("widest", 0.38, None),
        ("spread (ee)", 0.07, wide),
        ("round (oh)", 0.18, -wide),
        ("pursed (oo)", 0.03, -wide),
        ("lip up (f)", 0.03, -low),
    )
    lids = (("quarter", 0.25, 0.25), ("half", 0.5, 0.5), ("shut", 1.0, 1.0), ("wink", 1.0, 0.0))
    heads: tuple[tuple[str, dict[str, float]], ...] = (
        ("yaw +15°", {"yaw": 15}),
        ("yaw -15°", {"yaw": -15}),
        ("pitch +10°", {"pitch": 10}),
        ("pitch -10°", {"pitch": -10}),
        ("roll +10°", {"roll": 10}),
    )
    return (
        *(Pose(name, FacePart.MOUTH, _mouth(opening, shape)) for name, opening, shape in mouths),
        *(Pose(name, FacePart.LIDS, _one_frame(blink_left=left, blink_right=right)) for name, left, right in lids),
        *(
            Pose(name, FacePart.HEAD, _one_frame(**{axis: float(np.radians(angle)) for axis, angle in turn.items()}))
            for name, turn in heads
        ),
    )


def farthest(basis: FaceBasis, slope: Floats) -> Floats:
    """(11,) coefficients besides opening, 2.5 SD of speech away, where a measure with (11,) `slope` is largest."""
    scale = basis.mouth_scale[1:]
    spread = scale * slope
    result: Floats = FARTHEST_SD * scale * spread / np.linalg.norm(spread)
    return result


def _width(basis: FaceBasis) -> Floats:
    shapes = basis.mouth_basis[1:]
    width: Floats = shapes[:, RIGHT_CORNER, 0] - shapes[:, LEFT_CORNER, 0]
    return width


def _fullness(basis: FaceBasis) -> Floats:
    shapes = basis.mouth_basis[1:]
    fullness: Floats = shapes[:, LOWER_LIP_BOTTOM, 1] - shapes[:, UPPER_LIP_TOP, 1]
    return fullness


def _lower_lip_drop(basis: FaceBasis) -> Floats:
    drop: Floats = basis.mouth_basis[1:, LOWER_LIP_BOTTOM, 1]
    return drop


def _mouth(opening: float, shape: Floats | None) -> Motion:
    motion = _one_frame(opening=opening)
    if shape is not None:
        motion.coefficients[0, 1 : MOUTH.stop] = shape
    return motion


def _one_frame(**channels: float) -> Motion:
    motion = Motion.still(1)
    for name, value in channels.items():
        motion.coefficients[0, CHANNEL_INDEX[name]] = value
    return motion

"""Lines of the 478-point face mesh that the finder judges and the overlay draws. Left and right are the viewer's."""

import numpy as np

from app.core import mesh
from app.core.face import LANDMARKS
from app.core.mesh import LIP_CORNERS, LOWER_LIP_ROWS, UPPER_LIP_ROWS

FACE_OVAL = mesh.FACE_OVAL
OUTER_LIPS = (LIP_CORNERS[-1][0], *UPPER_LIP_ROWS[-1], LIP_CORNERS[-1][1], *reversed(LOWER_LIP_ROWS[-1]))
INNER_LIPS = (LIP_CORNERS[0][0], *UPPER_LIP_ROWS[0], LIP_CORNERS[0][1], *reversed(LOWER_LIP_ROWS[0]))
LEFT_LIDS = (*mesh.LEFT_EYE_UPPER, *reversed(mesh.LEFT_EYE_LOWER[1:-1]))
RIGHT_LIDS = (*mesh.RIGHT_EYE_UPPER, *reversed(mesh.RIGHT_EYE_LOWER[1:-1]))
LEFT_IRIS = mesh.LEFT_IRIS[1:]
RIGHT_IRIS = mesh.RIGHT_IRIS[1:]
LEFT_BROW = (70, 63, 105, 66, 107, 55, 65, 52, 53, 46)
RIGHT_BROW = (336, 296, 334, 293, 300, 276, 283, 282, 295, 285)
NOSE_BRIDGE = (168, 6, 197, 195, 5, 4, 1, 19, 94, 2)
NOSTRILS = (48, 64, 98, 97, 2, 326, 327, 294, 278)

CLOSED_LINES = (
    *(FACE_OVAL, OUTER_LIPS, INNER_LIPS, LEFT_LIDS, RIGHT_LIDS),
    *(LEFT_IRIS, RIGHT_IRIS, LEFT_BROW, RIGHT_BROW),
)
# What must lie inside the picture for a face to speak and blink.
EYES_AND_MOUTH = np.array([*OUTER_LIPS, *LEFT_LIDS, *RIGHT_LIDS])

_MIDLINE = (
    *(0, 1, 2, 4, 5, 6, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19),
    *(94, 151, 152, 164, 168, 175, 195, 197, 199, 200),
)


def _mirror_indices() -> tuple[int, ...]:
    """The mesh numbers one half before the other, in the same order; only the irises are listed around a circle."""
    partner = list(range(LANDMARKS))
    left = [index for index in range(248) if index not in _MIDLINE]
    pairs = [*zip(left, range(248, 468), strict=True), (468, 473), (469, 476), (470, 475), (471, 474), (472, 477)]
    for one, other in pairs:
        partner[one], partner[other] = other, one
    return tuple(partner)


# MIRROR[i] is the point of the other half of the face that corresponds to point i.
MIRROR = np.array(_mirror_indices())

"""Lines of the 478-point face mesh that the finder judges and the overlay draws. Left and right are the viewer's."""

import numpy as np

from app.core.face import LANDMARKS

FACE_OVAL = (
    *(10, 338, 297, 332, 284, 251, 389, 356, 454, 323, 361, 288, 397, 365, 379, 378, 400, 377),
    *(152, 148, 176, 149, 150, 136, 172, 58, 132, 93, 234, 127, 162, 21, 54, 103, 67, 109),
)
OUTER_LIPS = (61, 185, 40, 39, 37, 0, 267, 269, 270, 409, 291, 375, 321, 405, 314, 17, 84, 181, 91, 146)
INNER_LIPS = (78, 191, 80, 81, 82, 13, 312, 311, 310, 415, 308, 324, 318, 402, 317, 14, 87, 178, 88, 95)
LEFT_LIDS = (33, 246, 161, 160, 159, 158, 157, 173, 133, 155, 154, 153, 145, 144, 163, 7)
RIGHT_LIDS = (362, 398, 384, 385, 386, 387, 388, 466, 263, 249, 390, 373, 374, 380, 381, 382)
LEFT_IRIS = (469, 470, 471, 472)
RIGHT_IRIS = (474, 475, 476, 477)
LEFT_BROW = (70, 63, 105, 66, 107, 55, 65, 52, 53, 46)
RIGHT_BROW = (336, 296, 334, 293, 300, 276, 283, 282, 295, 285)
NOSE_BRIDGE = (168, 6, 197, 195, 5, 4, 1, 19, 94, 2)
NOSTRILS = (48, 64, 98, 97, 2, 326, 327, 294, 278)

CLOSED_LINES = (
    *(FACE_OVAL, OUTER_LIPS, INNER_LIPS, LEFT_LIDS, RIGHT_LIDS),
    *(LEFT_IRIS, RIGHT_IRIS, LEFT_BROW, RIGHT_BROW),
)
OPEN_LINES = (NOSE_BRIDGE, NOSTRILS)
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

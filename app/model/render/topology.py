"""Which vertices of the MediaPipe face mesh are what. Left and right are the viewer's."""

import numpy as np

from app.core import mesh
from app.core.mesh import (
    LEFT_BROW,
    LEFT_BROW_INNER,
    LEFT_EYE_LOWER,
    LEFT_EYE_UPPER,
    LEFT_IRIS,
    LIP_CORNERS,
    LOWER_LIP_ROWS,
    MESH_VERTICES,
    RIGHT_BROW,
    RIGHT_BROW_INNER,
    RIGHT_EYE_LOWER,
    RIGHT_EYE_UPPER,
    RIGHT_IRIS,
    UPPER_LIP_ROWS,
)

__all__ = [  # of what the core knows, besides what is named here
    "LEFT_BROW",
    "LEFT_BROW_INNER",
    "LEFT_EYE_LOWER",
    "LEFT_EYE_UPPER",
    "LEFT_IRIS",
    "LIP_CORNERS",
    "LOWER_LIP_ROWS",
    "MESH_VERTICES",
    "RIGHT_BROW",
    "RIGHT_BROW_INNER",
    "RIGHT_EYE_LOWER",
    "RIGHT_EYE_UPPER",
    "RIGHT_IRIS",
    "UPPER_LIP_ROWS",
]

INNER_LEFT_CORNER, INNER_RIGHT_CORNER = 78, 308
UPPER_LIP = np.array([vertex for row in UPPER_LIP_ROWS for vertex in row])
LOWER_LIP = np.array([vertex for row in LOWER_LIP_ROWS for vertex in row])
UPPER_MIDDLE, LOWER_MIDDLE = mesh.UPPER_LIP_MIDDLE, mesh.LOWER_LIP_MIDDLE

# Skin between the lower lip and the chin: it belongs to the jaw alone.
CHIN_SKIN = np.array([18, 83, 182, 106, 313, 406, 335, 200, 201, 421, 194, 418, 204, 424, 199, 208, 428, 175, 171, 396])
# Skin between the nose and the upper lip: it belongs to the skull alone.
PHILTRUM_SKIN = np.array([164, 167, 393, 165, 391, 92, 322, 2, 97, 326, 98, 327, 94, 19, 1])
CHIN_TIP = 152

FACE_OVAL = np.array(mesh.FACE_OVAL)

EYE_OUTLINES = ((LEFT_EYE_UPPER, LEFT_EYE_LOWER), (RIGHT_EYE_UPPER, RIGHT_EYE_LOWER))
FOREHEAD = (9, 151, 108, 337, 69, 299, 104, 333, 68, 298, 71, 301)
EYE_SURROUND = (*LEFT_EYE_UPPER, *LEFT_EYE_LOWER, *RIGHT_EYE_UPPER, *RIGHT_EYE_LOWER)

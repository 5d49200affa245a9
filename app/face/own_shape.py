"""The face that belongs to one person: what head pose is fitted to, and what stays when expressions are taken out."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from app.face.pose import OUTER_EYE_CORNERS, RIGID_POINTS, fit_pose

Floats = NDArray[np.float32]

POSE_ROUNDS = 4
MOST_FRAMES = 600
# The nose of the same person is rigid too and holds the pitch better than the flat forehead does.
OWN_RIGID_POINTS = np.concatenate([RIGID_POINTS, [1, 2, 4, 5, 19, 94, 195, 48, 278, 64, 294]])


def own_shape(frames: Sequence[Floats] | Floats, canonical: Floats) -> Floats:
    """(T, 478, 3) landmarks of one person -> (478, 3) mean shape, inter-ocular units.

    Shape and poses are fitted in turns (generalised Procrustes), over some hundred of the frames.
    canonical: (478, 3) gives the orientation that counts as looking straight ahead.
    """
    sample = frames[:: max(1, len(frames) // MOST_FRAMES)]
    own = canonical
    for _ in range(POSE_ROUNDS):
        own = np.median([fit_pose(frame, own, OWN_RIGID_POINTS).to_canonical(frame) for frame in sample], axis=0)
        own = normalised(fit_pose(own, canonical).to_canonical(own))
    return own


def normalised(shape: Floats) -> Floats:
    """(N, 3) shape with its origin midway between the outer eye corners, whose distance becomes 1; not rotated."""
    left, right = shape[OUTER_EYE_CORNERS[0]], shape[OUTER_EYE_CORNERS[1]]
    unit: Floats = ((shape - (left + right) / 2) / np.linalg.norm(right - left)).astype(np.float32)
    return unit

"""The moment at which a driving face is calm: what its movement is read against."""

import numpy as np
from numpy.typing import NDArray

from app.core.face import lid_gaps, lip_gap
from app.core.face_basis import FaceBasis
from app.face.movement import CalmFace
from app.face.own_shape import OWN_RIGID_POINTS, own_shape
from app.face.pose import euler_angles, fit_pose

Floats = NDArray[np.float32]

CLOSED_QUANTILE = 0.03
# The gap that the tracker reports of touching lips, inter-ocular units, is at most this (GRID, 22 people: -0.001 to
# 0.004); who shows more has not closed the mouth in all that time.
MOST_CLOSED_GAP = 0.01
CALM_S = 0.2  # of frames on either side of the calm one are averaged, as far as they are calm too
# How far from calm a frame is: each of these away from its best counts one.
LIPS_APART, LIDS_DOWN, TURNED = 0.03, 0.25, 0.25  # inter-ocular units, share of the open eye, radians
AHEAD = np.array([[-0.15, -np.inf, -0.15], [0.15, np.inf, 0.15]])  # yaw, pitch, roll in radians: least and most
TURNING = 0.5  # radians a second
CALM_ENOUGH = 1.0


def calm_face(landmarks: Floats, times_s: NDArray[np.float64], basis: FaceBasis, at_s: float | None = None) -> CalmFace:
    """What movement of this person is read against, from the first seconds of their face.

    landmarks: (T, 478, 3) pixels; times_s: (T,) when they were seen.
    at_s: the moment that is to count as calm; without one the first frame that is: lips closed, eyes open, head ahead
        and still; or the calmest, where none is.
    """
    own = own_shape(landmarks, basis.canonical)
    poses = [fit_pose(points, own, OWN_RIGID_POINTS) for points in landmarks]
    shapes = np.stack([pose.to_canonical(points) for points, pose in zip(landmarks, poses, strict=True)])
    gaps = lip_gap(shapes)
    closed_gap = min(float(np.quantile(gaps, CLOSED_QUANTILE)), MOST_CLOSED_GAP)
    lids = np.array([min(lid_gaps(shape)) for shape in shapes])
    angles = np.array([euler_angles(pose.rotation) for pose in poses])
    # A portrait mostly looks ahead: whoever does so now and then is calm when doing so. Pitch is as it usually is, for
    # where a face is level nobody can tell.
    ahead = np.clip(np.median(angles, axis=0), *AHEAD)
    speed = np.gradient(angles, times_s, axis=0) if len(times_s) > 1 else np.zeros_like(angles)
    unrest = (
        np.maximum(gaps - closed_gap, 0.0) / LIPS_APART
        + np.abs(1.0 - lids / np.median(lids)) / LIDS_DOWN
        + np.linalg.norm(angles - ahead, axis=1) / TURNED
        + np.linalg.norm(speed, axis=1) / TURNING
    )
    if at_s is not None:
        chosen = int(np.abs(times_s - at_s).argmin())
    else:
        calm = np.flatnonzero(unrest < max(CALM_ENOUGH, float(unrest.min()) + 1e-6))
        chosen = int(calm[0])
    near = (np.abs(times_s - times_s[chosen]) <= CALM_S) & (unrest <= max(unrest[chosen], CALM_ENOUGH))
    near[chosen] = True
    middle = poses[chosen]
    shape = np.median(shapes[near], axis=0).astype(np.float32)
    seen = CalmFace(middle.to_picture(shape), own, closed_gap, 0.0, float(times_s[chosen]))
    return seen.seen_as(seen.landmarks)

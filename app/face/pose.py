"""Head pose: the rigid part of a face's landmarks, taken from points that speech and expression hardly move."""

import numpy as np
from numpy.typing import NDArray

from app.core.face import HeadPose

# Forehead, temples, eye corners and nose bridge (MediaPipe topology).
RIGID_POINTS = np.array(
    [10, 67, 297, 109, 338, 103, 332, 54, 284, 21, 251, 162, 389, 127, 356, 33, 133, 362, 263, 168, 6, 197, 8, 9, 151]
)
OUTER_EYE_CORNERS = (33, 263)


def fit_pose(
    landmarks: NDArray[np.float32], canonical: NDArray[np.float32], points: NDArray[np.intp] = RIGID_POINTS
) -> HeadPose:
    """Least-squares similarity from canonical to picture over some points (Umeyama 1991, equations 40-42).

    landmarks: (478, 3) pixels. canonical: (478, 3) in inter-ocular units.
    """
    source = canonical[points].astype(np.float64)
    target = landmarks[points].astype(np.float64)
    source_mean, target_mean = source.mean(0), target.mean(0)
    source_centred, target_centred = source - source_mean, target - target_mean
    u, singular, vt = np.linalg.svd(target_centred.T @ source_centred / len(source))
    signs = np.array([1.0, 1.0, np.sign(np.linalg.det(u) * np.linalg.det(vt))])
    rotation = (u * signs) @ vt
    scale = float((singular * signs).sum() / (source_centred**2).sum(1).mean())
    translation = target_mean - scale * rotation @ source_mean
    return HeadPose(rotation.astype(np.float32), scale, translation.astype(np.float32))


def euler_angles(rotation: NDArray[np.float32]) -> tuple[float, float, float]:
    """(yaw, pitch, roll) in radians with the signs of the motion channels; inverse of `rotation_matrix`."""
    yaw = float(np.arcsin(np.clip(rotation[2, 0], -1.0, 1.0)))
    pitch = float(np.arctan2(rotation[2, 1], rotation[2, 2]))
    roll = float(np.arctan2(rotation[1, 0], rotation[0, 0]))
    return yaw, pitch, roll


def rotation_matrix(yaw: float, pitch: float, roll: float) -> NDArray[np.float32]:
    """Rotation that turns the nose (towards -z) right by yaw, down by pitch, and the head clockwise by roll."""
    cy, sy, cp, sp, cr, sr = np.cos(yaw), np.sin(yaw), np.cos(pitch), np.sin(pitch), np.cos(roll), np.sin(roll)
    about_y = np.array([[cy, 0, -sy], [0, 1, 0], [sy, 0, cy]])
    about_x = np.array([[1, 0, 0], [0, cp, -sp], [0, sp, cp]])
    about_z = np.array([[cr, -sr, 0], [sr, cr, 0], [0, 0, 1]])
    matrix: NDArray[np.float32] = (about_z @ about_y @ about_x).astype(np.float32)
    return matrix

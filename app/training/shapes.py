"""Take head pose and scale out of tracked landmarks, in each speaker's own inter-ocular units."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from app.core.face import lip_gap
from app.face.own_shape import OWN_RIGID_POINTS, own_shape
from app.face.pose import euler_angles, fit_pose
from app.training.tracking import Track

CLOSED_QUANTILE = 0.03
CLOSED_MARGIN = 0.006  # inter-ocular units above that quantile; the tracker's own noise on still lips


@dataclass(frozen=True, slots=True)
class ShapeTrack:
    """One clip with its head pose taken out.

    shapes: (T, 478, 3) float32, inter-ocular units of the speaker; NaN rows where no face was found.
    angles: (T, 3) float32 yaw, pitch, roll in radians.
    shifts: (T, 2) float32 head translation, right and down, inter-ocular units.
    """

    track: Track
    shapes: NDArray[np.float32]
    angles: NDArray[np.float32]
    shifts: NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class SpeakerShapes:
    """All clips of one speaker in one common frame.

    neutral: (478, 3) float32, median shape over frames with closed lips.
    closed_gap: the gap of points 13 and 14 that the tracker reports when this speaker's lips touch.
    """

    speaker: str
    clips: tuple[ShapeTrack, ...]
    neutral: NDArray[np.float32]
    closed_gap: float


def interpolated(rows: NDArray[np.float32]) -> NDArray[np.float32]:
    """(T, N) with unseen rows (NaN) drawn straight between seen ones."""
    seen = np.flatnonzero(np.isfinite(rows).all(1))
    columns = [np.interp(np.arange(len(rows)), seen, column[seen]) for column in rows.T]
    whole: NDArray[np.float32] = np.column_stack(columns).astype(np.float32)
    return whole


def speaker_shapes(tracks: Sequence[Track], canonical: NDArray[np.float32]) -> SpeakerShapes:
    """Fit the speaker's own mean shape, and every frame's pose against it.

    canonical: (478, 3) gives the orientation that counts as looking straight ahead.
    """
    frames = np.concatenate([track.landmarks[track.seen] for track in tracks])
    own = own_shape(frames, canonical)
    clips = tuple(_pose_free(track, own) for track in tracks)
    shapes = np.concatenate([clip.shapes[clip.track.seen] for clip in clips])
    gaps = lip_gap(shapes)
    closed_gap = float(np.quantile(gaps, CLOSED_QUANTILE))
    neutral = np.median(shapes[gaps <= closed_gap + CLOSED_MARGIN], axis=0).astype(np.float32)
    return SpeakerShapes(tracks[0].speaker, clips, neutral, float(lip_gap(neutral)))


def _pose_free(track: Track, own: NDArray[np.float32]) -> ShapeTrack:
    shapes = np.full_like(track.landmarks, np.nan)
    angles = np.full((len(shapes), 3), np.nan, np.float32)
    shifts = np.full((len(shapes), 2), np.nan, np.float32)
    for index in np.flatnonzero(track.seen):
        pose = fit_pose(track.landmarks[index], own, OWN_RIGID_POINTS)
        shapes[index] = pose.to_canonical(track.landmarks[index])
        angles[index] = euler_angles(pose.rotation)
        shifts[index] = pose.translation[:2] / pose.scale
    return ShapeTrack(track, shapes, angles, shifts)

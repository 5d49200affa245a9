"""Motion read off tracked landmarks, relative to a calm moment of the same person: what drives a portrait.

All of it is told in the person's own measures (the distance of their eyes, how far their lids are open), from their own
calm face, so that nothing of their shape comes along.
"""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from app.core import mesh
from app.core.face import EYEBALL_RADIUS, LANDMARKS, NECK_PIVOT_BACK, NECK_PIVOT_DOWN, lip_gap
from app.core.face_basis import FaceBasis
from app.core.motion import CHANNEL_INDEX, MOUTH, Motion
from app.face.mouth_shapes import mouth_coefficients
from app.face.own_shape import OWN_RIGID_POINTS
from app.face.pose import euler_angles, fit_pose

Floats = NDArray[np.float32]

SHUT = 0.5  # closure of the lids from which irises cannot be seen
CLOSED_LIDS_SHARE = 0.2  # of the open lids' gap that the tracker still sees between closed ones (blinks in GRID)
MAX_GAZE = 0.6
EYES = (
    ("blink_left", mesh.LEFT_EYE_UPPER, mesh.LEFT_EYE_LOWER, mesh.LEFT_IRIS),
    ("blink_right", mesh.RIGHT_EYE_UPPER, mesh.RIGHT_EYE_LOWER, mesh.RIGHT_IRIS),
)
MIDDLE_OF_LID = slice(2, 7)
GAZE = slice(CHANNEL_INDEX["gaze_x"], CHANNEL_INDEX["gaze_y"] + 1)


@dataclass(frozen=True, slots=True)
class CalmFace:
    """The face that is no movement, as the tracker sees it: in a re-enactment the frame that is the portrait.

    landmarks: (478, 3) pixels. own: (478, 3) the person's mean shape, inter-ocular units, that poses are fitted to.
    closed_gap: gap of points 13 and 14 that the tracker reports when this person's lips touch, inter-ocular units.
    rest_opening: the gap between its lips that counts as open, 0 for closed ones; in a re-enactment the gap that the
        renderer sees in the portrait.
    time_s: when it was seen.
    """

    landmarks: Floats
    own: Floats
    closed_gap: float
    rest_opening: float
    time_s: float = 0.0

    def seen_as(self, landmarks: Floats) -> "CalmFace":
        """The same moment of the same person, its landmarks seen more exactly; its lips are open as far as they are."""
        gap = float(lip_gap(fit_pose(landmarks, self.own, OWN_RIGID_POINTS).to_canonical(landmarks)))
        return replace(self, landmarks=landmarks, rest_opening=max(gap - self.closed_gap, 0.0))


class MovementReader:
    """Reads a face's movement frame after frame; the gaze is held while the lids are shut."""

    def __init__(self, calm: CalmFace, basis: FaceBasis) -> None:
        self._calm, self._basis = calm, basis
        self._gaze: Floats = np.zeros(2, np.float32)

    def read(self, landmarks: Floats) -> Floats:
        """(478, 3) landmarks in the next frame -> (M,) motion."""
        row: Floats = driving_motion(landmarks[None], self._calm, self._basis).coefficients[0]
        if max(row[CHANNEL_INDEX[name]] for name, *_ in EYES) < SHUT:
            self._gaze = row[GAZE].copy()
        row[GAZE] = self._gaze
        return row


def driving_motion(landmarks: Floats, calm: CalmFace, basis: FaceBasis) -> Motion:
    """(T, 478, 3) tracked landmarks in pixels -> the motion that takes the calm face to each of them.

    Zoom (a head that comes nearer) has no channel and is left out.
    """
    start = fit_pose(calm.landmarks, calm.own, OWN_RIGID_POINTS)
    rest = start.to_canonical(calm.landmarks)
    poses = [fit_pose(points, calm.own, OWN_RIGID_POINTS) for points in landmarks]
    shapes = np.stack([pose.to_canonical(points) for points, pose in zip(landmarks, poses, strict=True)])
    motion = Motion.still(len(landmarks))
    values = motion.coefficients
    gaps, rest_gap = lip_gap(shapes), float(lip_gap(rest))
    mouth = mouth_coefficients(shapes - rest, gaps - rest_gap, basis)
    values[:, MOUTH] = mouth
    values[:, 0] = _absolute_opening(gaps, rest_gap, calm)
    values[:, CHANNEL_INDEX["lips_seen"]] = 1.0
    for name, upper, lower, _ in EYES:
        values[:, CHANNEL_INDEX[name]] = _blink(shapes, rest, upper, lower)
    gaze = np.mean([_iris_place(shapes, *eye[1:]) - _iris_place(rest, *eye[1:]) for eye in EYES], axis=0)
    values[:, GAZE] = _angles(gaze)
    values[:, CHANNEL_INDEX["brow_raise"] : CHANNEL_INDEX["brow_frown"] + 1] = _brows(shapes - rest)
    for row, (points, pose) in enumerate(zip(landmarks, poses, strict=True)):
        turn = pose.rotation @ start.rotation.T
        first = CHANNEL_INDEX["yaw"]
        values[row, first : first + 3] = euler_angles(turn)
        values[row, first + 3 : first + 5] = _shift(points, turn, calm.landmarks, start.scale)
    return motion


def _absolute_opening(gaps: Floats, rest_gap: float, calm: CalmFace) -> Floats:
    """The tracked gap on the renderer's scale: 0 where the lips touch, `rest_opening` where the portrait is."""
    rest = calm.rest_opening
    if rest == 0.0:
        return np.asarray(np.maximum(gaps - rest_gap, 0.0), np.float32)
    below = rest * (gaps - calm.closed_gap) / max(rest_gap - calm.closed_gap, 1e-3)
    return np.asarray(np.where(gaps < rest_gap, np.maximum(below, 0.0), rest + gaps - rest_gap), np.float32)


def _blink(shapes: Floats, rest: Floats, upper: tuple[int, ...], lower: tuple[int, ...]) -> Floats:
    above, below = list(upper[MIDDLE_OF_LID]), list(lower[MIDDLE_OF_LID])
    gap = (shapes[:, below, 1] - shapes[:, above, 1]).mean(1)
    open_gap = float((rest[below, 1] - rest[above, 1]).mean())
    share: Floats = (1.0 - gap / max(open_gap, 0.01)) / (1.0 - CLOSED_LIDS_SHARE)
    return np.clip(share, 0.0, 1.0)


def _iris_place(shapes: Floats, upper: tuple[int, ...], lower: tuple[int, ...], iris: tuple[int, ...]) -> Floats:
    """(..., 478, 3) -> (..., 2) offset of an iris from the middle between the eye's corners, in the shapes' units."""
    corners = shapes[..., [upper[0], upper[-1]], :2].mean(-2)
    place: Floats = shapes[..., list(iris), :2].mean(-2) - corners
    return place


def _angles(gaze: Floats) -> Floats:
    turned: Floats = np.arcsin(np.clip(gaze / EYEBALL_RADIUS, -np.sin(MAX_GAZE), np.sin(MAX_GAZE)))
    return turned


def _brows(moves: Floats) -> Floats:
    """(T, 478, 3) -> (T, 2) raise and frown, least squares over the brows."""
    brows = [*mesh.LEFT_BROW, *mesh.RIGHT_BROW]
    fields = np.zeros((2, LANDMARKS, 2))
    fields[0, brows, 1] = -1.0
    for inner, inwards in ((mesh.LEFT_BROW_INNER, 1.0), (mesh.RIGHT_BROW_INNER, -1.0)):
        fields[1, list(inner)] = (0.7 * inwards, 0.7)
    table = fields[:, brows].reshape(2, -1)
    return np.asarray(moves[:, brows, :2].reshape(len(moves), -1) @ np.linalg.pinv(table), np.float32)


def _shift(points: Floats, turn: Floats, rest: Floats, unit: float) -> Floats:
    """(2,) shift of the head that its turn about the neck does not explain, right and down, inter-ocular units."""
    across = rest[263, :2] - rest[33, :2]
    right = across / np.linalg.norm(across)
    pivot = np.empty(3, np.float32)
    pivot[:2] = rest[168, :2] + NECK_PIVOT_DOWN * unit * np.array([-right[1], right[0]])
    pivot[2] = rest[list(mesh.FACE_OVAL), 2].mean() + NECK_PIVOT_BACK * unit
    turned = (rest - pivot) @ turn.T + pivot
    return np.asarray((points - turned)[OWN_RIGID_POINTS, :2].mean(0) / unit, np.float32)

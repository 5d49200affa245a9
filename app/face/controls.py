"""Faces that a person placed or corrected: the mesh of 478 landmarks follows a few named points."""

from collections.abc import Mapping, Sequence
from functools import cache

import numpy as np
from numpy.typing import NDArray

from app.core.errors import BadLandmarks, NoFaceFound
from app.core.face import LANDMARKS, Box, FoundFace
from app.core.face_basis import load_face_basis
from app.core.landmarks import CONTROL_POINTS, FaceControls, Point, control_points
from app.core.portrait import Portrait
from app.core.thin_plate import thin_plate
from app.face.contours import FACE_OVAL
from app.face.finder import MIN_FACE_PX, FaceFinder, box_around, face_size_px
from app.face.lids import LID_INDICES, round_irises, rounded_lids
from app.face.standing import stand_flat, stand_in_space

Floats = NDArray[np.float64]

LEAST_POINTS = 5  # without a found face: fewer do not say how large, turned and proportioned it is
LEAST_BREADTH = 0.02  # of the points, across their longest direction and in shares of it: else they are one line
MOVED_PX = 0.02  # files carry two digits behind the point
EXACT = 1e-9
PARTED = 0.25  # lips of the template, inter-ocular units
SAME_FACE = 0.35  # a placed face is a found one when their eyes and mouth are this near, in its size
BOX_HEIGHT = 0.92  # of a box, that the face oval fills


def default_controls(portrait: Portrait, box: Box | None = None) -> dict[str, Point]:
    """Where the points of an average face lie that fills a box, looking straight ahead.

    box: in pixels of the portrait, None for the middle of it. Raises WeightsMissing.
    """
    if box is None:
        side = 0.5 * min(portrait.width, portrait.height)
        middle = (portrait.width / 2, portrait.height / 2)
        box = Box(*(round(middle[axis] + sign * side / 2) for sign in (-1, 1) for axis in (0, 1)))
    average = load_face_basis().canonical[:, :2].astype(np.float64)
    low, high = average[list(FACE_OVAL)].min(0), average[list(FACE_OVAL)].max(0)
    scale = BOX_HEIGHT * min(box.width / (high[0] - low[0]), box.height / (high[1] - low[1]))
    centre = np.array([box.left + box.right, box.top + box.bottom]) / 2
    places = (average - (low + high) / 2) * scale + centre
    return {name: (float(places[index, 0]), float(places[index, 1])) for name, index in CONTROL_POINTS.items()}


def found_from_controls(portrait: Portrait, controls: Mapping[str, Point], base: FoundFace | None) -> FoundFace:
    """The face whose named points lie where they were put; takes 2 ms.

    controls: name -> (x, y) pixels. base: the found face that the other landmarks come from, None for the average face,
    which is turned as the points say. Raises BadLandmarks when no face can be made of them.
    """
    if base is not None:  # what is not named stays where it was seen
        controls = {**control_points(base), **controls}
    numbers = [CONTROL_POINTS[name] for name in controls]
    goal = np.array(list(controls.values()), np.float64)
    if base is not None and np.abs(base.landmarks[numbers, :2] - goal).max() <= MOVED_PX:
        return base
    _check_spread(portrait, goal, _template()[numbers])
    if base is not None:
        start = base.landmarks.astype(np.float64)
        standing = stand_flat(start[numbers, :2], goal)
    else:
        start = load_face_basis().canonical.astype(np.float64)
        standing = stand_in_space(start[numbers], goal)
    placed = standing.place(start)
    before = placed[:, :2].copy()
    pulled = _pulled(before, numbers, goal)
    wanted = np.concatenate([goal, rounded_lids(before, pulled)])
    both, first = np.unique([*numbers, *LID_INDICES], return_index=True)
    placed[:, :2] = _pulled(before, both.tolist(), wanted[first])
    round_irises(before, placed[:, :2])
    landmarks = placed.astype(np.float32)
    _check_size(portrait, landmarks)
    return FoundFace(landmarks, box_around(landmarks))


def faces_with_controls(
    portrait: Portrait, placed: Sequence[FaceControls], found: Sequence[FoundFace]
) -> list[FoundFace]:
    """The placed faces in their order, then the found ones that none of them means. Raises BadLandmarks.

    found: what the finder saw; nothing where it saw nothing.
    """
    left = list(found)
    faces = []
    for controls in placed:
        meant = next((face for face in left if _same(face, controls.points)), None)
        if meant is not None:
            left = [face for face in left if face is not meant]
        faces.append(found_from_controls(portrait, controls.points, None if controls.average else meant))
    return faces + left


def find_with_controls(finder: FaceFinder, portrait: Portrait, placed: Sequence[FaceControls]) -> list[FoundFace]:
    """The placed faces, then the others that the finder sees. Raises NoFaceFound, BadLandmarks."""
    try:
        found = finder.find(portrait)
    except NoFaceFound:
        if not placed:
            raise
        found = []
    return faces_with_controls(portrait, placed, found)


def _same(face: FoundFace, points: Mapping[str, Point]) -> bool:
    """Whether placed points mean a found face: half of them lie within SAME_FACE of its size from its own points."""
    own = control_points(face)
    away = np.median([np.hypot(points[name][0] - own[name][0], points[name][1] - own[name][1]) for name in points])
    return bool(away < SAME_FACE * face_size_px(face.landmarks))


def _pulled(points: Floats, numbers: list[int], goal: Floats) -> Floats:
    """(478, 2) the points when those numbers lie at the goal, (N, 2), and the others follow smoothly."""
    template = _template()
    followed: Floats = points + thin_plate(template[numbers], goal - points[numbers], template, EXACT)
    return followed


@cache
def _template() -> Floats:
    """(478, 2) the average face with parted lips, where points that touch in a picture lie apart."""
    basis = load_face_basis()
    opened = basis.canonical + PARTED * basis.mouth_basis[0]
    assert len(opened) == LANDMARKS
    return np.asarray(opened[:, :2], np.float64)


def _check_spread(portrait: Portrait, goal: Floats, nodes: Floats) -> None:
    """(N, 2) places in the picture and (N, 2) the same points of the template: both must span a face."""
    if len(goal) < LEAST_POINTS:
        raise BadLandmarks(
            f"{len(goal)} points are too few for a face that was not found in {portrait.name}. Place at least "
            f"{LEAST_POINTS}: the corners of the eyes and of the mouth, and the chin."
        )
    for points in (goal, nodes):
        long, short = np.linalg.svd(points - points.mean(0), compute_uv=False)[:2]
        if short <= LEAST_BREADTH * long:
            raise BadLandmarks(f"The points placed in {portrait.name} lie on one line. Place them as a face has them.")


def _check_size(portrait: Portrait, landmarks: NDArray[np.float32]) -> None:
    size_px = face_size_px(landmarks)
    if not np.isfinite(landmarks).all() or size_px < MIN_FACE_PX:
        raise BadLandmarks(
            f"The face placed in {portrait.name} is only {size_px:.0f} pixels wide; at least {MIN_FACE_PX} are needed. "
            "Use a larger copy of the picture."
        )
    middle = landmarks[list(CONTROL_POINTS.values()), :2].mean(0)
    if not ((middle > 0).all() and (middle < (portrait.width, portrait.height)).all()):
        raise BadLandmarks(
            f"The points placed for {portrait.name} lie outside it: it is {portrait.width} x {portrait.height} pixels."
        )

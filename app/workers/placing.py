"""Placing a face by hand: the points that are edited, and the jobs that fetch and try them."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from math import pi, sin

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, Signal

from app.core.errors import BadLandmarks
from app.core.face import Box, Face, FoundFace
from app.core.face_basis import load_face_basis
from app.core.frame import Frame
from app.core.landmarks import FaceControls, Point, control_points
from app.core.motion import CHANNEL_INDEX, FRAMES_PER_SECOND, Motion
from app.core.portrait import Portrait
from app.core.project import PortraitSource
from app.core.video_size import FrameSize
from app.workers.job import Job, PreviewJob
from app.workers.preview import reduce_rgb
from app.workers.room import EngineRoom
from app.workers.take import PortraitInfo

# The trial picture: small, so that it is made anew within half a second after each change.
TRIAL_SIDE_PX = 280
TRIAL_MARGIN = 0.15  # of the face's larger side, shown around it
# One round of the trial: the mouth opens twice, then the eyes blink.
TRIAL_ROUND_S = 3.0
_MOUTH_S, _BLINK_FROM_S, _BLINK_TO_S = 1.8, 2.1, 2.7
_OPENING = 0.22  # inter-ocular units, a wide ah


@dataclass(frozen=True, slots=True)
class PlacingStart:
    """A face to be placed by hand, before anything was moved.

    rgb: (h, w, 3) uint8, the picture reduced for the screen.
    base: the face as it was found; None where nothing was found, and the average face takes its place.
    points: name -> (x, y) in pixels of the portrait, where the points lie at first.
    source: the picture and its face as chosen before.
    """

    portrait: Portrait
    rgb: NDArray[np.uint8]
    base: FoundFace | None
    points: dict[str, Point]
    source: PortraitSource


class StartPlacing(Job[PlacingStart, None]):
    """Fetches the picture and the named points of its face."""

    def __init__(self, source: PortraitSource, now: PortraitInfo | None = None) -> None:
        """now: the loaded portrait whose face is to be placed; None where no face was found in the source's picture."""
        super().__init__()
        self._source = source
        self._now = now

    def run(self, room: EngineRoom, report: Callable[[None], None]) -> PlacingStart:
        """Start from the face that performs, or from an average face. Raises BadPicture, WeightsMissing."""
        from app.face.controls import default_controls
        from app.media.pictures.files import read_portrait

        kept = room.kept_portrait(self._now.key) if self._now else None
        portrait = kept.portrait if kept else read_portrait(self._source.picture)
        self.check()
        base = kept.faces[kept.number] if kept else None
        points = control_points(base) if base else default_controls(portrait)
        return PlacingStart(portrait, reduce_rgb(portrait.rgb), base, points, self._source)


class Placing(QObject):
    """The named points of a face while the user moves them. Lives on the window's thread."""

    changed = Signal()

    def __init__(self, start: PlacingStart, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.start = start
        self.points: dict[str, Point] = dict(start.points)

    @property
    def moved(self) -> bool:
        """Whether any point lies elsewhere than at first."""
        return self.points != self.start.points

    def set_points(self, points: dict[str, Point]) -> None:
        """Replace the points: name -> (x, y) in pixels of the portrait, clipped to the picture."""
        width, height = self.start.portrait.width, self.start.portrait.height
        self.points = {name: (min(max(x, 0.0), width), min(max(y, 0.0), height)) for name, (x, y) in points.items()}
        self.changed.emit()

    def face(self) -> FoundFace | None:
        """The mesh fitted to the points; None while they span no face (BadLandmarks)."""
        from app.face.controls import found_from_controls

        try:
            return found_from_controls(self.start.portrait, self.points, self.start.base)
        except BadLandmarks:
            return None

    def outlines(self) -> list[tuple[NDArray[np.float32], bool]]:
        """Lines of the face, each (n, 2) in pixels of the portrait and whether it is closed; empty without a face."""
        from app.face import contours

        face = self.face()
        if face is None:
            return []
        places = face.landmarks[:, :2]
        irises = (contours.LEFT_IRIS, contours.RIGHT_IRIS)  # of four points each: no line to look at
        lines = [(places[list(line)], True) for line in contours.CLOSED_LINES if line not in irises]
        return [*lines, (places[list(contours.NOSE_BRIDGE)], False)]

    def placed(self) -> PortraitSource:
        """The source with the face as it is placed now."""
        before = self.start.source
        controls = FaceControls(dict(self.points), average=self.start.base is None)
        if self.start.base is not None and before.number < len(before.placed):
            placed = list(before.placed)
            placed[before.number] = FaceControls(dict(self.points), before.placed[before.number].average)
            return replace(before, placed=tuple(placed))
        return replace(before, number=len(before.placed), placed=(*before.placed, controls))


class TryFace(PreviewJob[None, None]):
    """Draws a face that opens its mouth and blinks in a small picture, in a loop, until it is cancelled."""

    def __init__(self, portrait: Portrait, face: FoundFace) -> None:
        super().__init__()
        self._portrait = portrait
        self._face = face

    def run(self, room: EngineRoom, report: Callable[[None], None]) -> None:
        """Draw about 25 frames a second. Raises WeightsMissing."""
        portrait, face = _cut_out(self._portrait, self._face)
        self.check()
        size = FrameSize(portrait.width, portrait.height)
        renderer = room.animator().renderer(portrait, face, size)
        index = 0
        while True:
            self.check()
            self.show(Frame(renderer.render(trial_motion(index))[0], index))
            index += 1
            self.wait(1 / FRAMES_PER_SECOND)


def trial_motion(index: int) -> Motion:
    """The motion of frame `index` of the trial, one frame long; repeats every TRIAL_ROUND_S."""
    seconds = (index / FRAMES_PER_SECOND) % TRIAL_ROUND_S
    motion = Motion.still(1)
    if seconds < _MOUTH_S:
        motion.coefficients[0, CHANNEL_INDEX["opening"]] = _OPENING * sin(2 * pi * seconds / _MOUTH_S) ** 2
    elif _BLINK_FROM_S < seconds < _BLINK_TO_S:
        closed = sin(pi * (seconds - _BLINK_FROM_S) / (_BLINK_TO_S - _BLINK_FROM_S))
        for side in ("blink_left", "blink_right"):
            motion.coefficients[0, CHANNEL_INDEX[side]] = min(1.0, 1.6 * closed)
    return motion


def _cut_out(portrait: Portrait, found: FoundFace) -> tuple[Portrait, Face]:
    """The face with a margin, its longer side at most TRIAL_SIDE_PX; the matte is 1, for the head does not move."""
    from app.face.pose import fit_pose

    margin = round(TRIAL_MARGIN * max(found.box.width, found.box.height))
    left, top = max(0, found.box.left - margin), max(0, found.box.top - margin)
    right, bottom = min(portrait.width, found.box.right + margin), min(portrait.height, found.box.bottom + margin)
    scale = min(1.0, TRIAL_SIDE_PX / max(right - left, bottom - top))
    rgb = reduce_rgb(np.ascontiguousarray(portrait.rgb[top:bottom, left:right]), TRIAL_SIDE_PX)
    rgb = np.ascontiguousarray(rgb[: rgb.shape[0] // 2 * 2, : rgb.shape[1] // 2 * 2])
    landmarks = ((found.landmarks - np.array([left, top, 0], np.float32)) * scale).astype(np.float32)
    low, high = landmarks[:, :2].min(0), landmarks[:, :2].max(0)
    box = Box(int(low[0]), int(low[1]), int(high[0]) + 1, int(high[1]) + 1)
    pose = fit_pose(landmarks, load_face_basis().canonical)
    matte = np.ones(rgb.shape[:2], np.float32)
    return Portrait(rgb), Face(landmarks, pose, box, matte, rgb)

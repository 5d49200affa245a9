"""A face that drives a portrait: pictures of it in, movement out, from a video beforehand or from a camera live."""

from collections import deque
from collections.abc import Callable, Generator, Iterator
from contextlib import closing
from dataclasses import dataclass
from enum import Enum
from itertools import chain

import numpy as np
from numpy.typing import NDArray

from app.core.driving import Drive, FaceTrack
from app.core.errors import BadVideo
from app.core.face_basis import FaceBasis
from app.core.frame import TimedPicture
from app.core.motion import CHANNELS, FRAMES_PER_SECOND, Motion, frame_count
from app.core.settings import PerformanceSettings
from app.face.calm import CALM_S, calm_face
from app.face.meshing import mesh_face, region_around
from app.face.movement import CalmFace, MovementReader
from app.face.networks import FaceNetworks
from app.face.one_euro import OneEuroFilter
from app.face.steady import steadied, steadying_filter
from app.face.tracking import LEAST_PRESENCE, FaceTracker
from app.model.motion.driven import DrivenStrengths, at_strength, joined

Floats = NDArray[np.float32]
Seen = tuple[float, Floats | None]  # when, and (478, 3) landmarks or none

WINDOW_S = 10.0  # of a face, from which its calm moment and its own shape are taken
LIVE_WINDOW_S = 1.0
BRIDGED_S = 0.3  # a face that is lost for less is not missed
EASE_S = 0.4  # in which a face that is lost comes to rest, and one that is found takes over


class FaceState(Enum):
    """What is known of a face before the camera."""

    LOOKING = "looking"  # none was seen yet
    CALMING = "calming"  # its calm moment is being taken
    FOLLOWING = "following"
    LOST = "lost"  # it was seen, and is looked for


@dataclass(frozen=True, slots=True)
class LiveFaceFrame:
    """What a camera's picture makes of the portrait.

    motion: one frame, at the strengths of the settings. taken_at_s: the picture's own time.
    landmarks: (478, 3) in its pixels; None where no face was seen.
    """

    motion: Motion
    state: FaceState
    taken_at_s: float
    landmarks: Floats | None


class LiveFace:
    """A face before a camera, picture after picture; not thread-safe.

    The first second of it is taken for calm. While it is lost the portrait comes to rest.
    """

    def __init__(self, networks: FaceNetworks, basis: FaceBasis, settings: PerformanceSettings) -> None:
        self._basis = basis
        self._tracker = FaceTracker(networks, mirrored=True)
        self._strengths = DrivenStrengths(settings)
        self._reader: MovementReader | None = None
        self._first: list[tuple[float, Floats]] = []
        self._filter: OneEuroFilter = steadying_filter()
        self._row: Floats = np.zeros(len(CHANNELS), np.float32)
        self._weight = 0.0
        self._last_s: float | None = None
        self._seen_at_s: float | None = None

    def direct(self, settings: PerformanceSettings) -> None:
        """Use other settings from the next picture on."""
        self._strengths.retune(settings)

    def calm_down(self) -> None:
        """Take the next second of the face for calm."""
        self._reader, self._first = None, []

    def see(self, picture: TimedPicture) -> LiveFaceFrame:
        """The next picture -> the portrait's movement."""
        landmarks, time_s = self._tracker.follow(picture.rgb), picture.time_s
        if landmarks is not None:
            self._take_in(landmarks, time_s)
        passed_s = 0.0 if self._last_s is None else max(time_s - self._last_s, 0.0)
        self._last_s = time_s
        missing_s = 0.0 if self._seen_at_s is None else time_s - self._seen_at_s
        goal = float(self._reader is not None and missing_s <= BRIDGED_S)
        self._weight += float(np.clip(goal - self._weight, -passed_s / EASE_S, passed_s / EASE_S))
        motion = self._strengths.push(Motion((self._weight * self._row[None]).astype(np.float32)))
        return LiveFaceFrame(motion, self._state(missing_s), time_s, landmarks)

    def _take_in(self, landmarks: Floats, time_s: float) -> None:
        self._seen_at_s = time_s
        if self._reader is None:
            self._first.append((time_s, landmarks))
            if time_s - self._first[0][0] >= LIVE_WINDOW_S:
                times_s, seen = zip(*self._first, strict=True)
                calm = calm_face(np.stack(seen), np.array(times_s), self._basis)
                self._reader = MovementReader(calm, self._basis)
                self._first, self._filter = [], steadying_filter()
        if self._reader is not None:
            self._row = self._filter.push(self._reader.read(landmarks), time_s)

    def _state(self, missing_s: float) -> FaceState:
        if self._seen_at_s is None:
            return FaceState.LOOKING
        if missing_s > BRIDGED_S:
            return FaceState.LOST
        return FaceState.CALMING if self._reader is None else FaceState.FOLLOWING


def follow_face(
    networks: FaceNetworks,
    basis: FaceBasis,
    pictures: Callable[[], Generator[TimedPicture]],
    name: str,
    number: int,
    calm_s: float | None,
    seen: Callable[[int], None],
) -> FaceTrack:
    """Read the movement of a face off a video, from its start to its end. Raises BadVideo where there is none.

    Only a few seconds of landmarks are held at once, however long the video is.
    pictures: opens it and gives its pictures; called again for its calm moment.
    name: of the video, for sentences. number: of the face, the largest first.
    calm_s: the moment at which the face counts as calm; None for the first that is.
    seen: told after each picture how many there were; may raise to stop.
    """
    tracker = FaceTracker(networks, number, mirrored=True)
    looks = _looks(tracker, pictures(), seen)
    first = _window(looks, calm_s)
    known = [(time_s, landmarks) for time_s, landmarks in first if landmarks is not None]
    if calm_s is not None and first and first[-1][0] < calm_s - CALM_S:
        raise BadVideo(f"{name} ends after {first[-1][0]:.1f} seconds; its calm moment cannot be at {calm_s:g}.")
    if not known:
        raise BadVideo(_why_no_face(name, number, tracker.most_seen, calm_s))
    times, landmarks_known = zip(*known, strict=True)
    calm = calm_face(np.stack(landmarks_known), np.array(times), basis, calm_s)
    reader = MovementReader(_looked_at_closely(calm, pictures, networks), basis)
    if calm_s is not None and calm_s > WINDOW_S:  # the window has moved on: begin again
        tracker = FaceTracker(networks, number, mirrored=True)
        looks, first = _looks(tracker, pictures(), seen), deque()
    times_s: list[float] = []
    rows: list[Floats] = []
    rows_at: list[float] = []
    for time_s, landmarks in chain(first, looks):
        times_s.append(time_s)
        if landmarks is not None:
            rows.append(reader.read(landmarks))
            rows_at.append(time_s)
    at = np.array(rows_at)
    ordinary_s = (times_s[-1] - times_s[0]) / max(len(times_s) - 1, 1) or 1 / FRAMES_PER_SECOND
    ticks = np.arange(frame_count(times_s[-1] + ordinary_s)) / FRAMES_PER_SECOND
    motion = Motion(_at_ticks(steadied(np.stack(rows), at), at, ticks))
    return FaceTrack(motion, _held(at, ticks, ordinary_s), tracker.most_seen)


def driven(pieces: Iterator[Motion], drive: Drive, settings: PerformanceSettings) -> Iterator[Motion]:
    """Consecutive pieces of a voice's movement -> the same, moved by a face as far as it is seen."""
    track = FaceTrack(at_strength(drive.track.motion, settings), drive.track.seen)
    strong, done = Drive(track, drive.lips, drive.first_frame), 0
    for piece in pieces:
        face, seen = strong.part(done, done + len(piece))
        done += len(piece)
        yield joined(piece, face, seen, drive.lips)


def _looks(tracker: FaceTracker, pictures: Iterator[TimedPicture], seen: Callable[[int], None]) -> Iterator[Seen]:
    for count, picture in enumerate(pictures, 1):
        yield picture.time_s, tracker.follow(picture.rgb)
        seen(count)


def _window(looks: Iterator[Seen], calm_s: float | None) -> deque[Seen]:
    """The first seconds in which the face is seen; with a calm moment far in, those up to a little behind it."""
    window: deque[Seen] = deque()
    begun_s: float | None = None
    for look in looks:
        window.append(look)
        time_s = look[0]
        if calm_s is not None and calm_s > WINDOW_S:
            while time_s - window[0][0] > WINDOW_S:
                window.popleft()
            if time_s > calm_s + CALM_S:
                break
            continue
        if begun_s is None and look[1] is not None:
            begun_s = time_s
        if begun_s is not None and time_s - begun_s >= WINDOW_S:
            break
    return window


def _looked_at_closely(
    calm: CalmFace, pictures: Callable[[], Generator[TimedPicture]], networks: FaceNetworks
) -> CalmFace:
    """The calm face by several more looks at it: everything is read against it, and its jitter would be in all."""
    with closing(pictures()) as again:
        picture = next((picture for picture in again if picture.time_s >= calm.time_s), None)
    region = region_around(calm.landmarks)
    face = None if picture is None else mesh_face(networks, picture.rgb, region, LEAST_PRESENCE)
    return calm if face is None else calm.seen_as(face.landmarks)


def _at_ticks(rows: Floats, times_s: NDArray[np.float64], ticks_s: NDArray[np.float64]) -> Floats:
    """(n, M) rows seen at (n,) times -> (T, M) at other times, drawn straight between them."""
    columns = [np.interp(ticks_s, times_s, column) for column in rows.T]
    return np.ascontiguousarray(np.stack(columns, 1), np.float32)


def _held(times_s: NDArray[np.float64], ticks_s: NDArray[np.float64], ordinary_s: float) -> Floats:
    """(T,) 1 where the face was seen about then, 0 where it was not, eased between."""
    after = np.searchsorted(times_s, ticks_s)
    left = times_s[np.maximum(after - 1, 0)]
    right = times_s[np.minimum(after, len(times_s) - 1)]
    inside = (ticks_s >= times_s[0] - BRIDGED_S) & (ticks_s <= times_s[-1] + ordinary_s + BRIDGED_S)
    held = inside & (right - left <= max(BRIDGED_S, 2 * ordinary_s))
    width = round(EASE_S * FRAMES_PER_SECOND / 2) * 2 + 1
    padded = np.pad(held.astype(np.float64), width // 2, mode="edge")
    eased: Floats = np.clip(np.convolve(padded, np.full(width, 1 / width), "valid").round(6), 0, 1).astype(np.float32)
    return eased


def _why_no_face(name: str, number: int, most_seen: int, calm_s: float | None) -> str:
    if most_seen and number >= most_seen:
        have = "one face" if most_seen == 1 else f"{most_seen} faces at once"
        return f"{name} shows {have}; there is no face number {number + 1}. Choose a smaller number."
    where = "" if calm_s is None else f" up to second {calm_s:g}"
    return (
        f"No face was found in {name}{where}. Choose a video in which one looks towards the camera and is not covered."
    )

"""From a portrait and a voice to frames: the whole chain without files or windows."""

import os
from collections import deque
from collections.abc import Callable, Generator, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import AbstractContextManager, nullcontext
from dataclasses import replace
from threading import Lock, RLock
from typing import Protocol, TypeVar

import numpy as np
import torch
from numpy.typing import NDArray

from app.core.audio import AudioClip
from app.core.driving import Drive, FaceTrack
from app.core.errors import NoFaceFound
from app.core.face import Face, FoundFace, Reference
from app.core.face_basis import FaceBasis, load_face_basis
from app.core.frame import Frame, TimedPicture
from app.core.landmarks import FaceControls
from app.core.motion import FRAMES_PER_SECOND, Motion, frame_count
from app.core.portrait import Portrait
from app.core.settings import PerformanceSettings
from app.core.stopwatch import Stopwatch
from app.core.video_size import FrameSize
from app.engine.driving import LiveFace, driven, follow_face
from app.engine.group import GroupPerformance, GroupRenderer, equally_long
from app.engine.live import LivePerformer
from app.engine.performance import Performance, PerformanceAtRate
from app.face.controls import find_with_controls
from app.face.finder import FaceFinder
from app.face.prepare import prepare_face
from app.face.references import find_references
from app.model.motion.emotion import with_emotion
from app.model.motion.known_lips import KnownLips
from app.model.motion.performer import MotionPerformer
from app.model.render.renderer import PortraitRenderer

# Enough to keep a GPU busy; on a CPU enough that a frame's many small steps are few in one (a third of the time at 512
# pixels), few enough that a cancel is answered at once, and fewer for large pictures, to hold little memory.
FRAMES_PER_CHUNK = {"cpu": 4, "cuda": 16, "mps": 8}
PIXELS_PER_CHUNK_ON_CPU = 3_000_000
MOST_FRAMES_AT_ONCE = 4


Movement = TypeVar("Movement")
MovementIn = TypeVar("MovementIn", contravariant=True)
MovementOut = TypeVar("MovementOut", covariant=True)


class Draws(Protocol[MovementIn]):
    """Anything that renders motion: a renderer of one face or of several."""

    @property
    def still(self) -> NDArray[np.uint8]:
        """(H, W, 3) uint8, the portrait at the size of the pictures."""
        ...

    def render(self, motion: MovementIn, watch: Stopwatch | None = None) -> NDArray[np.uint8]:
        """T frames of motion -> (T, H, W, 3) uint8 sRGB; counts the stages "render" and "composite"."""
        ...


class Performs(Protocol[MovementOut]):
    """Anything that gives the movement of a take: of one face or of several."""

    frame_count: int

    def motion(self, start: int, stop: int) -> MovementOut:
        """The movement of frames [start, stop)."""
        ...


class Animator:
    """Owns the networks; makes faces, performances and frames from them.

    Faces are found on one thread; performing and drawing may go on on several at once.
    """

    def __init__(self, finder: FaceFinder, performer: MotionPerformer, basis: FaceBasis, device: torch.device) -> None:
        self._finder = finder
        self._performer = performer
        self._lips: KnownLips | None = None
        self._lips_of: AudioClip | None = None
        self._performing = Lock()  # known lips, which performances share, grow while they are read
        # A GPU works for one thread at a time: Metal's encoders do not bear two, and CUDA gains nothing from them.
        self._turn: AbstractContextManager[object] = nullcontext() if device.type == "cpu" else RLock()
        self._basis = basis
        self.device = device

    @classmethod
    def load(cls, device: torch.device) -> "Animator":
        """Read the shipped weights. Raises WeightsMissing."""
        return cls(FaceFinder(), MotionPerformer.load(device), load_face_basis(), device)

    def find_faces(self, portrait: Portrait, placed: Sequence[FaceControls] = ()) -> list[FoundFace]:
        """All faces that can be animated, those placed by hand first, then largest first.

        Raises NoFaceFound, saying why, and BadLandmarks.
        """
        return find_with_controls(self._finder, portrait, placed)

    def references(self, portrait: Portrait, found: FoundFace, also: Sequence[Portrait]) -> list[Reference]:
        """The references that other pictures of the person give, for `prepare_face`. Raises NoFaceFound."""
        return find_references(self._finder, portrait, found, also)

    def prepare(self, portrait: Portrait, number: int = 0, placed: Sequence[FaceControls] = ()) -> Face:
        """The face with that index, as `find_faces` orders them, ready to be rendered. Raises NoFaceFound."""
        return self.prepare_several(portrait, [number], placed)[0]

    def prepare_several(
        self,
        portrait: Portrait,
        numbers: Sequence[int],
        placed: Sequence[FaceControls] = (),
        *,
        others: bool = False,
        also: Sequence[Portrait] = (),
    ) -> list[Face]:
        """The faces with those indices, and if wanted all others behind them; see `prepare`.

        also: more pictures of the first one's person.
        """
        faces = self.find_faces(portrait, placed)
        missing = next((number for number in numbers if not 0 <= number < len(faces)), None)
        if missing is not None:
            have = "one face" if len(faces) == 1 else f"{len(faces)} faces"
            raise NoFaceFound(f"{portrait.name} has {have}; there is no face number {missing + 1}.")
        rest = [number for number in range(len(faces)) if number not in numbers] if others else []
        first = self.references(portrait, faces[numbers[0]], also)
        return [
            prepare_face(portrait, faces[number], faces, first if number == numbers[0] else ())
            for number in [*numbers, *rest]
        ]

    def follow_face(
        self,
        pictures: Callable[[], Generator[TimedPicture]],
        name: str,
        number: int = 0,
        calm_s: float | None = None,
        seen: Callable[[int], None] = lambda count: None,
    ) -> FaceTrack:
        """Read the movement of a face off a video; see `driving.follow_face`. Raises BadVideo."""
        return follow_face(self._finder.networks, self._basis, pictures, name, number, calm_s, seen)

    def live_face(self, settings: PerformanceSettings) -> LiveFace:
        """A face before a camera that drives a portrait."""
        return LiveFace(self._finder.networks, self._basis, settings)

    def perform(self, clip: AudioClip, settings: PerformanceSettings, drive: Drive | None = None) -> Performance:
        """The movement for a sound, or of a face that drives; computed as frames are asked for.

        The lips of the last sound are kept: another head, gaze or seed costs little.
        """
        with self._performing, self._turn:
            if self._lips is None or self._lips_of is not clip:
                self._lips, self._lips_of = self._performer.lips(clip), clip
            pieces = self._performer.perform(clip, settings, self._lips)
        if drive is not None:
            pieces = driven(pieces, drive, settings)
        return Performance(
            frame_count(clip.duration_s), settings, _one_at_a_time(pieces, self._performing, self._turn), _coloured
        )

    def live(self, settings: PerformanceSettings, sample_rate_hz: int) -> LivePerformer:
        """A performer for sound of that rate that is still being spoken."""
        return LivePerformer(self._performer.stream(settings), settings, sample_rate_hz)

    def perform_together(
        self,
        clips: Sequence[AudioClip | None],
        settings: PerformanceSettings,
        frames_per_second: int = FRAMES_PER_SECOND,
        drive: Drive | None = None,
    ) -> GroupPerformance:
        """The movement of several faces, as long as the longest clip; one without a clip listens.

        Each has a seed of its own, or all would blink at once. drive: what moves the first of them.
        """
        whole = equally_long(clips)
        own = [replace(settings, seed=settings.seed + number) for number in range(len(clips))]
        drives = [drive, *[None] * (len(clips) - 1)]
        return GroupPerformance(
            [self._perform_at(*each, frames_per_second) for each in zip(whole, own, drives, strict=True)]
        )

    def take(
        self,
        portrait: Portrait,
        faces: Sequence[Face],
        clips: Sequence[AudioClip],
        settings: PerformanceSettings,
        size: FrameSize,
        frames_per_second: int = FRAMES_PER_SECOND,
        watch: Stopwatch | None = None,
        drive: Drive | None = None,
    ) -> tuple[int, Iterator[Frame]]:
        """The number of frames of a take, and an iterator that draws them. Faces beyond the clips only listen.

        drive: a face that moves the first one.
        """
        if len(faces) == 1:
            alone = self._perform_at(clips[0], settings, drive, frames_per_second)
            return alone.frame_count, self.frames(self.renderer(portrait, faces[0], size), alone, watch=watch)
        listening = [None] * (len(faces) - len(clips))
        together = self.perform_together([*clips, *listening], settings, frames_per_second, drive)
        return together.frame_count, self.frames(self.group_renderer(portrait, faces, size), together, watch=watch)

    def _perform_at(
        self, clip: AudioClip, settings: PerformanceSettings, drive: Drive | None, frames_per_second: int
    ) -> Performance | PerformanceAtRate:
        """The performance of a clip, resampled where the rate is not 25 frames a second."""
        performance = self.perform(clip, settings, drive)
        if frames_per_second == FRAMES_PER_SECOND:
            return performance
        return PerformanceAtRate(performance, frames_per_second, frame_count(clip.duration_s, frames_per_second))

    def group_renderer(self, portrait: Portrait, faces: Sequence[Face], size: FrameSize) -> GroupRenderer:
        """A renderer for several faces of one portrait, in the order of the faces."""
        return GroupRenderer([self.renderer(portrait, face, size) for face in faces], faces)

    def renderer(self, portrait: Portrait, face: Face, size: FrameSize) -> PortraitRenderer:
        """A renderer for one face at one output size; slow to make (under a second), quick to use."""
        with self._turn:
            return PortraitRenderer(portrait, face, size, self._basis, self.device)

    def frames(
        self,
        renderer: Draws[Movement],
        performance: Performs[Movement],
        start: int = 0,
        watch: Stopwatch | None = None,
    ) -> Iterator[Frame]:
        """Frames from `start` to the end, in order. To stop is to stop iterating.

        watch: counts the stages "motion", "render" (the time waited for it) and "composite".
        """
        watch = watch or Stopwatch()
        first = start
        for pictures in self._pictures(renderer, performance, start, watch):
            for offset, rgb in enumerate(pictures):
                yield Frame(rgb, first + offset)
            first += len(pictures)

    def _pictures(
        self, renderer: Draws[Movement], performance: Performs[Movement], start: int, watch: Stopwatch
    ) -> Iterator[NDArray[np.uint8]]:
        """(T, H, W, 3) uint8 chunks in order, on the CPU a few of them rendered at once; the first holds one frame."""
        step = FRAMES_PER_CHUNK[self.device.type]
        if self.device.type == "cpu":
            step = max(1, min(step, PIXELS_PER_CHUNK_ON_CPU // (renderer.still.size // 3)))
        # A frame's many small steps gain nothing from several cores; several frames at once do.
        at_once = min(MOST_FRAMES_AT_ONCE, os.cpu_count() or 1) if self.device.type == "cpu" else 1
        coming: deque[Future[tuple[NDArray[np.uint8], float]]] = deque()
        executor = ThreadPoolExecutor(at_once, "render")
        try:
            # The first frame comes alone, so that it comes soon.
            indices = range(start, performance.frame_count)
            for first in (*indices[:1], *indices[1::step]):
                with watch.stage("motion"):
                    motion = performance.motion(first, first + (step if first > start else 1))
                coming.append(executor.submit(_render, renderer, motion, self._turn))
                if len(coming) > at_once:
                    yield _next(coming, watch)
            while coming:
                yield _next(coming, watch)
        finally:
            executor.shutdown(wait=False, cancel_futures=True)  # do not wait for frames that nobody wants any more

    def frame(self, renderer: PortraitRenderer, performance: Performance, index: int) -> Frame:
        """One frame by its position in the take."""
        motion = performance.motion(index, index + 1)
        with self._turn:
            return Frame(renderer.render(motion)[0], index)

    def still(self, renderer: PortraitRenderer, settings: PerformanceSettings) -> Frame:
        """The portrait at rest, with the emotion that the take begins with."""
        motion = with_emotion(Motion.still(1), settings.emotion, 0, settings.head)
        with self._turn:
            return Frame(renderer.render(motion)[0], 0)


def _one_at_a_time(
    pieces: Iterator[Motion], performing: Lock, turn: AbstractContextManager[object]
) -> Iterator[Motion]:
    """The same pieces, computed under both locks, so that no other performance computes at the same time."""
    while True:
        with performing, turn:
            piece = next(pieces, None)
        if piece is None:
            return
        yield piece


def _coloured(motion: Motion, first_frame: int, settings: PerformanceSettings) -> Motion:
    return with_emotion(motion, settings.emotion, first_frame, settings.head)


def _render(
    renderer: Draws[Movement], motion: Movement, turn: AbstractContextManager[object]
) -> tuple[NDArray[np.uint8], float]:
    """(T, H, W, 3) uint8, and the seconds that the stage "composite" took."""
    watch = Stopwatch()
    with turn:
        pictures = renderer.render(motion, watch)
    return pictures, watch.seconds["composite"]


def _next(coming: "deque[Future[tuple[NDArray[np.uint8], float]]]", watch: Stopwatch) -> NDArray[np.uint8]:
    with watch.stage("render"):
        pictures, composite_s = coming.popleft().result()
    watch.add("composite", composite_s)
    return pictures

"""The job that listens to the microphone, watches the camera, and draws the frame that goes with them."""

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, replace
from time import perf_counter
from typing import TYPE_CHECKING

from app.core.driving import Lips
from app.core.errors import NoMicrophone
from app.core.frame import Frame
from app.core.motion import Motion
from app.core.settings import PerformanceSettings
from app.media.devices.ear import Ear
from app.media.devices.microphone import Microphone
from app.media.sound.level import Level, LevelMeter
from app.workers.job import ShowingJob
from app.workers.live.eye import Eye, OpenCamera, open_live_camera
from app.workers.live.figures import FrameTimes
from app.workers.live.gate import Gate
from app.workers.live.recent import RecentSound
from app.workers.live.silence import Silence
from app.workers.preview_size import PreviewShrunk, PreviewSize
from app.workers.room import EngineRoom, Loaded
from app.workers.take import PortraitInfo

if TYPE_CHECKING:
    from app.engine.driving import FaceState
    from app.engine.live import LiveFrame, LivePerformer

MICROPHONE_LATENCY_S = 0.02
LOOK_EVERY_S = 0.002
# Sound may come in lumps, or the machine be held up for a moment: up to so many frames then wait to be drawn one after
# the other; the oldest beyond that are dropped.
MOST_WAITING = 5
REMEMBERED_FRAMES = 64
OPEN_LIPS = 0.03  # inter-ocular units

_NOTHING = "Without a microphone and a camera nothing drives the portrait. Connect one of them."
_FACE_ALONE = "Until then only your face drives the portrait."
_GONE = "The microphone has gone, so the portrait rests. Connect it again, or choose another one."

OpenMicrophone = Callable[[str | None, float], Microphone]


@dataclass(frozen=True, slots=True)
class Listening:
    """Reported when the microphone has been opened. name: of the device."""

    name: str


@dataclass(frozen=True, slots=True)
class Missing:
    """Reported when the performance goes on without one of its devices. reason: why, as a sentence.

    camera: it is the camera; else the microphone.
    """

    reason: str
    camera: bool


LiveNews = Listening | Missing | PreviewShrunk


class PlayLive(ShowingJob[None, LiveNews]):
    """Draws the portrait as the microphone and the camera drive it, until it is cancelled or neither is left.

    `settings`, `open` (whether the microphone is let through), `camera` (whether a face before it drives) and `lips`
    (whose, then) may be replaced by the window while it runs.
    """

    def __init__(
        self,
        portrait: PortraitInfo,
        settings: PerformanceSettings,
        device: str | None,
        recent: RecentSound,
        open_microphone: OpenMicrophone = Microphone,
        open_camera: OpenCamera = open_live_camera,
    ) -> None:
        """device: a name from input_devices(), None for the system's choice. recent: is given the sound let through."""
        super().__init__()
        self._portrait = portrait
        self.settings = settings
        self.open = True
        self.camera = False
        self.lips = Lips.FACE
        self.face: FaceState | None = None  # before the camera, for the window to read; None while no picture drives
        self.level = Level()  # of what is let through; for the window to read
        self._device = device
        self._recent = recent
        self._open_microphone, self._open_camera = open_microphone, open_camera
        self._ear: Ear | None = None
        self._times = [FrameTimes(0, 0.0, 0.0, 0.0)] * REMEMBERED_FRAMES  # each at its index % REMEMBERED_FRAMES

    def times(self, frame: Frame) -> FrameTimes:
        """When a frame passed each stage; known for the last REMEMBERED_FRAMES frames."""
        return self._times[frame.index % REMEMBERED_FRAMES]

    @property
    def interruptions(self) -> int:
        """How often sound from the microphone was lost; see `Ear`."""
        return self._ear.interruptions if self._ear else 0

    def run(self, room: EngineRoom, report: Callable[[LiveNews], None]) -> None:
        """Perform until cancelled. Raises NoMicrophone if it cannot be opened or is lost, and no camera drives."""
        loaded = room.loaded(self._portrait.key)
        loaded.restore_preview()  # everything slow happens before the microphone is opened
        room.animator().still(loaded.preview.renderer, self.settings)
        microphone = self._opened(report)
        try:
            with PreviewSize(room, loaded) as size:
                self._follow(room, loaded, microphone, size, report)
        finally:
            microphone.close()

    def _opened(self, report: Callable[[LiveNews], None]) -> Microphone:
        try:
            return self._open_microphone(self._device, MICROPHONE_LATENCY_S)
        except NoMicrophone as error:
            if not self.camera:
                raise
            report(Missing(f"{error} {_FACE_ALONE}", camera=False))
            return Silence()

    def _follow(
        self,
        room: EngineRoom,
        loaded: Loaded,
        microphone: Microphone,
        size: PreviewSize,
        report: Callable[[LiveNews], None],
    ) -> None:
        rate_hz = microphone.sample_rate_hz
        self._ear = ear = Ear(rate_hz)
        gate = Gate(rate_hz, is_open=self.open)
        performer, directed = room.animator().live(self.settings, rate_hz), self.settings
        meter = LevelMeter(rate_hz)
        waiting: deque[tuple[LiveFrame, float]] = deque(maxlen=MOST_WAITING)
        self._recent.begin(rate_hz)
        microphone.start(ear.hear)
        report(Listening(microphone.name))
        watch = _Watch(self, room, report)
        try:
            while True:
                self.check()
                if self.settings is not directed:
                    directed = self.settings
                    performer.direct(directed)
                began_s = perf_counter()
                drawn = watch.draw(loaded, performer)  # first: a face is expected to follow at once
                samples, captured_at_s = ear.take_timed()
                if len(samples):
                    samples = gate.pass_through(samples, is_open=self.open)
                    self._recent.write(samples)
                    self.level = meter.push(samples)
                    if watch.drives and self.lips is Lips.FACE:
                        performer.pass_over(samples, captured_at_s)
                    else:
                        frames = performer.hear(samples, captured_at_s)
                        known_at_s = perf_counter()
                        waiting.extend((frame, known_at_s) for frame in frames)
                if watch.drives:
                    waiting.clear()  # the performer knows the last of them
                elif waiting:
                    began_s = perf_counter()
                    self._draw(loaded, *waiting.popleft())
                    drawn = True
                if drawn and (shrunk := size.adapt(perf_counter() - began_s)):
                    report(shrunk)
                if not drawn and not len(samples):
                    if not microphone.running or (isinstance(microphone, Silence) and not self.camera):
                        microphone = self._do_without(microphone, ear, report)
                    self.wait(LOOK_EVERY_S)
        finally:
            watch.close()
            if isinstance(microphone, Silence):
                microphone.close()

    def _do_without(self, microphone: Microphone, ear: Ear, report: Callable[[LiveNews], None]) -> Microphone:
        """Silence in place of a microphone that has gone, if a camera drives. Raises NoMicrophone if none does."""
        if not self.camera:
            raise NoMicrophone(_NOTHING if isinstance(microphone, Silence) else _GONE)
        report(Missing(f"The microphone has gone. Connect it again. {_FACE_ALONE}", camera=False))
        silence = Silence(microphone.sample_rate_hz)
        silence.start(ear.hear)
        return silence

    def _draw(self, loaded: Loaded, live: "LiveFrame", known_at_s: float) -> None:
        self.show_at(loaded, live.motion, FrameTimes(live.index, live.heard_at_s, known_at_s, 0.0))

    def show_at(self, loaded: Loaded, motion: Motion, times: FrameTimes) -> None:
        """Draw one frame of movement and show it; `times` lacks when it is drawn."""
        picture = loaded.preview.renderer.render(motion)[0]
        if motion.channel("opening")[0] > OPEN_LIPS:
            self._recent.note_voice(times.sensed_at_s)
        self._times[times.index % REMEMBERED_FRAMES] = replace(times, drawn_at_s=perf_counter())
        self.show(Frame(picture, times.index))


class _Watch:
    """The camera while a performance wants it. drives: whether its pictures move the portrait, from the first on."""

    def __init__(self, job: PlayLive, room: EngineRoom, report: Callable[[LiveNews], None]) -> None:
        self._job, self._room, self._report = job, room, report
        self._eye: Eye | None = None
        self.drives = False

    def draw(self, loaded: Loaded, performer: "LivePerformer") -> bool:
        """Draw what the face does in the newest picture, opening or closing the camera first; False without one."""
        job, eye = self._job, self._eye
        if eye is not None and eye.failure:
            self._report(Missing(eye.failure, camera=True))
            job.camera = False
        if job.camera != (eye is not None):
            self.close()
            if job.camera:
                self._eye = Eye(self._room.animator().live_face(job.settings), job.settings, job._open_camera)
        if self._eye is None:
            return False
        self._eye.settings = job.settings
        newest = self._eye.take()
        if newest is None:
            return False
        number, seen = newest
        self.drives, job.face = True, seen.state
        motion, known_at_s = performer.with_face(seen.motion, job.lips), perf_counter()
        job.show_at(loaded, motion, FrameTimes(number, seen.taken_at_s, known_at_s, 0.0, by_face=True))
        return True

    def close(self) -> None:
        """Close the camera."""
        if self._eye is not None:
            self._eye.close()
        self._eye, self.drives, self._job.face = None, False, None

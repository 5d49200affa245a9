"""The job that listens to the microphone and draws the frame that goes with what it hears."""

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from time import perf_counter
from typing import TYPE_CHECKING

from app.core.errors import NoMicrophone
from app.core.frame import Frame
from app.core.settings import PerformanceSettings
from app.media.devices.ear import Ear
from app.media.devices.microphone import Microphone
from app.media.sound.level import Level, LevelMeter
from app.workers.job import ShowingJob
from app.workers.live.figures import FrameTimes
from app.workers.live.gate import Gate
from app.workers.live.recent import RecentSound
from app.workers.preview_size import PreviewShrunk, PreviewSize
from app.workers.room import EngineRoom, Loaded
from app.workers.take import PortraitInfo

if TYPE_CHECKING:
    from app.engine.live import LiveFrame

MICROPHONE_LATENCY_S = 0.02
LOOK_EVERY_S = 0.002
# Sound may come in lumps, or the machine be held up for a moment: up to so many frames then wait to be drawn one after
# the other; the oldest beyond that are dropped.
MOST_WAITING = 5
REMEMBERED_FRAMES = 64
OPEN_LIPS = 0.03  # inter-ocular units

_GONE = "The microphone has gone, so the portrait rests. Connect it again, or choose another one."

OpenMicrophone = Callable[[str | None, float], Microphone]


@dataclass(frozen=True, slots=True)
class Listening:
    """Reported when the microphone has been opened. name: of the device."""

    name: str


class PlayLive(ShowingJob[None, Listening | PreviewShrunk]):
    """Listens to the microphone and draws the portrait speaking, until it is cancelled or the microphone is lost.

    `settings` and `open` (whether the microphone is let through) may be replaced by the window while it runs.
    """

    def __init__(
        self,
        portrait: PortraitInfo,
        settings: PerformanceSettings,
        device: str | None,
        recent: RecentSound,
        open_microphone: OpenMicrophone = Microphone,
    ) -> None:
        """device: a name from input_devices(), None for the system's choice. recent: is given the sound let through."""
        super().__init__()
        self._portrait = portrait
        self.settings = settings
        self.open = True
        self.level = Level()  # of what is let through; for the window to read
        self._device = device
        self._recent = recent
        self._open_microphone = open_microphone
        self._ear: Ear | None = None
        self._times = [FrameTimes(0, 0.0, 0.0, 0.0)] * REMEMBERED_FRAMES  # each at its index % REMEMBERED_FRAMES

    def times(self, frame: Frame) -> FrameTimes:
        """When a frame passed each stage; known for the last REMEMBERED_FRAMES frames."""
        return self._times[frame.index % REMEMBERED_FRAMES]

    @property
    def interruptions(self) -> int:
        """How often sound from the microphone was lost; see `Ear`."""
        return self._ear.interruptions if self._ear else 0

    def run(self, room: EngineRoom, report: Callable[[Listening | PreviewShrunk], None]) -> None:
        """Perform until cancelled. Raises NoMicrophone if it cannot be opened or is lost on the way."""
        loaded = room.loaded(self._portrait.key)
        loaded.restore_preview()  # everything slow happens before the microphone is opened
        room.animator().still(loaded.preview.renderer, self.settings)
        microphone = self._open_microphone(self._device, MICROPHONE_LATENCY_S)
        try:
            with PreviewSize(room, loaded) as size:
                self._follow(room, loaded, microphone, size, report)
        finally:
            microphone.close()

    def _follow(
        self,
        room: EngineRoom,
        loaded: Loaded,
        microphone: Microphone,
        size: PreviewSize,
        report: Callable[[Listening | PreviewShrunk], None],
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
        while True:
            self.check()
            if self.settings is not directed:
                directed = self.settings
                performer.direct(directed)
            samples, captured_at_s = ear.take_timed()
            if len(samples):
                samples = gate.pass_through(samples, is_open=self.open)
                self._recent.write(samples)
                self.level = meter.push(samples)
                frames = performer.hear(samples, captured_at_s)
                known_at_s = perf_counter()
                waiting.extend((frame, known_at_s) for frame in frames)
            if waiting:
                began_s = perf_counter()
                self._draw(loaded, *waiting.popleft())
                if shrunk := size.adapt(perf_counter() - began_s):
                    report(shrunk)
            elif not len(samples):
                if not microphone.running:
                    raise NoMicrophone(_GONE)
                self.wait(LOOK_EVERY_S)

    def _draw(self, loaded: Loaded, live: "LiveFrame", known_at_s: float) -> None:
        picture = loaded.preview.renderer.render(live.motion)[0]
        if live.motion.channel("opening")[0] > OPEN_LIPS:
            self._recent.note_voice(live.heard_at_s)
        times = FrameTimes(live.index, live.heard_at_s, known_at_s, perf_counter())
        self._times[live.index % REMEMBERED_FRAMES] = times
        self.show(Frame(picture, live.index))

"""The job that listens to the microphone and draws the frame that goes with what it hears."""

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from time import perf_counter
from typing import TYPE_CHECKING

from app.core.errors import NoMicrophone
from app.core.frame import Frame
from app.core.settings import PerformanceSettings
from app.media.ear import Ear
from app.media.microphone import Microphone
from app.workers.job import Report, ShowingJob
from app.workers.live.gate import Gate
from app.workers.live.pace import Pace
from app.workers.live.recent import RecentSound
from app.workers.room import EngineRoom

if TYPE_CHECKING:
    from app.engine.live import LiveFrame

MICROPHONE_LATENCY_S = 0.02
LOOK_EVERY_S = 0.002
# Sound may come in lumps, or the machine be held up for a moment: so many frames are then shown one after the other.
MOST_WAITING = 3
REMEMBERED_FRAMES = 64

_GONE = "The microphone has gone, so the portrait rests. Connect it again, or choose another one."

OpenMicrophone = Callable[[str | None, float], Microphone]


@dataclass(frozen=True, slots=True)
class Listening:
    """Sent when the microphone has been opened. name: of the device."""

    name: str


@dataclass(frozen=True, slots=True)
class PreviewShrunk:
    """Sent when the picture is drawn smaller to keep up. short_side: in pixels."""

    short_side: int


class PlayLive(ShowingJob):
    """Draws until it is cancelled, or the microphone goes.

    `settings` and `open` (whether the microphone is let through) may be replaced by the window while it runs.
    """

    def __init__(
        self,
        announce: Callable[[], None],
        settings: PerformanceSettings,
        device: str | None,
        recent: RecentSound,
        open_microphone: OpenMicrophone = Microphone,
    ) -> None:
        """device: a name from input_devices(), None for the system's choice. recent: takes in what is said."""
        super().__init__(announce)
        self.settings = settings
        self.open = True
        self._device = device
        self._recent = recent
        self._open_microphone = open_microphone
        self._heard_at_s = [0.0] * REMEMBERED_FRAMES  # of the last frames, each at its index modulo their number

    def heard_at_s(self, frame: Frame) -> float:
        """When the sound of a frame that has just been shown reached the microphone, on perf_counter's clock."""
        return self._heard_at_s[frame.index % REMEMBERED_FRAMES]

    def run(self, room: EngineRoom, report: Report) -> None:
        """Raises NothingLoaded, NoMicrophone."""
        renderer = room.loaded().preview
        room.animator().still(renderer, self.settings)  # everything slow happens before the microphone is opened
        microphone = self._open_microphone(self._device, MICROPHONE_LATENCY_S)
        try:
            self._follow(room, microphone, report)
        finally:
            microphone.close()

    def _follow(self, room: EngineRoom, microphone: Microphone, report: Report) -> None:
        rate_hz = microphone.sample_rate_hz
        ear, gate = Ear(rate_hz), Gate(rate_hz, is_open=self.open)
        performer, directed = room.animator().live(self.settings, rate_hz), self.settings
        pace = Pace()
        waiting: deque[LiveFrame] = deque(maxlen=MOST_WAITING)
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
                waiting.extend(performer.hear(samples, captured_at_s))
            if waiting:
                began_s = perf_counter()
                self._draw(room, waiting.popleft())
                if pace.too_slow(perf_counter() - began_s) and room.shrink_preview():
                    pace = Pace()
                    report(PreviewShrunk(room.preview_short_side))
            elif not len(samples):
                if not microphone.running:
                    raise NoMicrophone(_GONE)
                self.wait(LOOK_EVERY_S)

    def _draw(self, room: EngineRoom, live: "LiveFrame") -> None:
        picture = room.loaded().preview.render(live.motion)[0]
        self._heard_at_s[live.index % REMEMBERED_FRAMES] = live.heard_at_s
        self.show(Frame(picture, live.index))

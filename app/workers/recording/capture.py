"""The job that listens to the microphone and writes a recording."""

import threading
from collections.abc import Callable
from dataclasses import dataclass
from time import perf_counter, sleep
from typing import TYPE_CHECKING

from app.core.errors import CannotWrite, NoMicrophone
from app.media.devices.ear import Ear
from app.media.devices.microphone import Microphone
from app.media.devices.speaker import NoSpeaker
from app.media.recordings.library import RecordingLibrary
from app.media.recordings.recording_file import Recording
from app.media.recordings.writer import RecordingWriter
from app.media.sound.level import Level, LevelMeter
from app.workers.job import Job
from app.workers.room import EngineRoom

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from app.media.devices.monitor import Monitor

LOOK_EVERY_S = 0.03
TAIL_S = 0.3  # what was said before the button was pressed may take this long to come out of the device

_GONE = "The microphone has gone. Connect it again, or choose another one."
_GONE_MEANWHILE = "The microphone has gone, so the recording was stopped."

OpenMicrophone = Callable[[str | None], Microphone]


@dataclass(frozen=True, slots=True)
class Capturing:
    """Reported about 30 times a second. level: of the microphone. seconds: recorded so far; 0 before `begin`."""

    level: Level
    seconds: float


@dataclass(frozen=True, slots=True)
class MonitorRefused:
    """Reported when the voice cannot be monitored for want of a loudspeaker. reason: a sentence."""

    reason: str


@dataclass(frozen=True, slots=True)
class Recorded:
    """How a recording ended.

    recording: None when nothing came in. interruptions: places at which sound is missing.
    reason: why it stopped by itself, as a sentence; None when it was asked to.
    """

    recording: Recording | None
    interruptions: int
    reason: str | None


class RecordVoice(Job[Recorded, Capturing | MonitorRefused]):
    """Opens the microphone and meters it; writes a recording from `begin` to `stop`.

    Whatever ends it, what was written is kept. `begin`, `stop` and `cancel` may be called from any thread.
    """

    def __init__(
        self, library: RecordingLibrary, device: str | None, open_microphone: OpenMicrophone = Microphone
    ) -> None:
        """device: a name from input_devices(), None for the system's choice."""
        super().__init__()
        self.monitored = False  # may be switched at any time
        self._library = library
        self._device = device
        self._open = open_microphone
        self._begun = threading.Event()
        self._stopped = threading.Event()

    def begin(self) -> None:
        """Start writing the recording."""
        self._begun.set()

    def stop(self) -> None:
        """End the recording; `run` then waits for sound that is still in the device, and finishes the file."""
        self._stopped.set()

    def cancel(self) -> None:
        """Before `begin`: end the job without a recording. After it: as `stop`."""
        super().cancel()
        self._stopped.set()

    def run(self, room: EngineRoom, report: Callable[[Capturing | MonitorRefused], None]) -> Recorded:
        """Record until stopped. Raises NoMicrophone before `begin`, and CannotWrite if nothing can be kept."""
        microphone = self._open(self._device)
        listener = _Listener(self, microphone, report)
        try:
            listener.start()
            while not self._begun.wait(LOOK_EVERY_S):
                self.check()
                if not microphone.running:
                    raise NoMicrophone(_GONE)
                listener.listen(0.0)
            return self._record(listener, self._library.begin(microphone.sample_rate_hz))
        finally:
            listener.close()

    def _record(self, listener: "_Listener", writer: RecordingWriter) -> Recorded:
        before = listener.ear.interruptions
        reason: str | None = None
        try:
            while not self._stopped.wait(LOOK_EVERY_S) and listener.microphone.running:
                writer.write(listener.listen(writer.duration_s))
            if not self._stopped.is_set():
                reason = _GONE_MEANWHILE
            self._wait_for_the_tail(listener)
            writer.write(listener.listen(writer.duration_s))
        except CannotWrite as refusal:
            reason = str(refusal)
        return Recorded(writer.finish(), listener.ear.interruptions - before, reason)

    def _wait_for_the_tail(self, listener: "_Listener") -> None:
        """Wait until sound spoken before now has arrived, at most TAIL_S; also when cancelled, for it is kept."""
        microphone, ear, said_s = listener.microphone, listener.ear, perf_counter()
        while microphone.running and ear.heard_until_s < said_s and perf_counter() < said_s + TAIL_S:
            sleep(LOOK_EVERY_S / 3)


class _Listener:
    """A microphone with its buffer, level meter and, if wanted, monitor."""

    def __init__(
        self, job: RecordVoice, microphone: Microphone, report: Callable[[Capturing | MonitorRefused], None]
    ) -> None:
        self.microphone = microphone
        self.ear = Ear(microphone.sample_rate_hz)
        self._job = job
        self._report = report
        self._meter = LevelMeter(microphone.sample_rate_hz)
        self._monitor: Monitor | None = None

    def start(self) -> None:
        """Start the microphone. Raises NoMicrophone."""
        self.microphone.start(self.ear.hear)

    def listen(self, seconds: float) -> "NDArray[np.float32]":
        """(n,) float32 samples captured since the last call; reports their level, and plays them if monitored."""
        self._switch_monitor()
        block = self.ear.take()
        if self._monitor:
            self._monitor.push(block)
        self._report(Capturing(self._meter.push(block), seconds))
        return block

    def close(self) -> None:
        """Close the microphone and the monitor."""
        self.microphone.close()
        if self._monitor:
            self._monitor.close()

    def _switch_monitor(self) -> None:
        if self._job.monitored == (self._monitor is not None):
            return
        if self._monitor:
            self._monitor.close()
            self._monitor = None
            return
        from app.media.devices.monitor import Monitor

        try:
            self._monitor = Monitor(self.microphone.sample_rate_hz)
        except NoSpeaker as refusal:
            self._job.monitored = False
            self._report(MonitorRefused(str(refusal)))

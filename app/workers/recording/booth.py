"""The recording booth: counts down, records, and plays recordings. It can be driven without a window."""

import logging
from enum import Enum
from functools import partial
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, QTimer, Signal, Slot

from app.core.errors import CannotWrite
from app.media.devices.input_devices import InputDevice
from app.media.devices.microphone import Microphone
from app.media.recordings.recording_file import Recording
from app.workers.recording.capture import Capturing, MonitorRefused, OpenMicrophone, Recorded, RecordVoice
from app.workers.recording.jobs import KeepSound, ListDevices, PlayingRecording, PlayRecording
from app.workers.recording.shelf import RecordingShelf
from app.workers.room import EngineRoom
from app.workers.status import Message, Subject, Tone
from app.workers.thread import WorkerThread

log = logging.getLogger(__name__)

COUNT = 3
SECOND_MS = 1000


class BoothState(Enum):
    """What the booth does: nothing, opening the microphone, counting down, recording, or finishing the file."""

    IDLE = "idle"
    OPENING = "opening"
    COUNTING = "counting"
    RECORDING = "recording"
    SAVING = "saving"


class RecordingBooth(QObject):
    """Counts down, records and plays recordings.

    Lives on the window's thread, and owns a thread on which devices are opened and files are written.
    """

    state_changed = Signal(object)  # BoothState
    count_changed = Signal(int)  # 3, 2, 1; 0 when nobody counts
    captured = Signal(object)  # Capturing
    devices_changed = Signal(object)  # tuple[InputDevice, ...]
    monitor_changed = Signal(bool)
    heard_changed = Signal(object)  # path of the recording that is being played, or None
    recorded = Signal(object)  # Recording
    told = Signal(object)  # Message

    def __init__(
        self,
        shelf: RecordingShelf,
        open_microphone: OpenMicrophone = Microphone,
        room: EngineRoom | None = None,
        second_ms: int = SECOND_MS,
        parent: QObject | None = None,
    ) -> None:
        """second_ms: length of one count of the countdown."""
        super().__init__(parent)
        self.shelf = shelf
        self.state = BoothState.IDLE
        self.devices: tuple[InputDevice, ...] = ()
        self.device: str | None = None
        self.monitored = False
        self.volume = 0.8
        self.open_microphone = open_microphone
        self._job: RecordVoice | None = None
        self._heard: PlayRecording | None = None
        self._count = 0
        self._tick = QTimer(self, interval=second_ms)
        self._tick.timeout.connect(self._on_tick)
        self._thread = WorkerThread(room or EngineRoom(), self, "rhapsode-recording")

    def start(self) -> None:
        """Start the thread, list the microphones, and read the recordings."""
        self._thread.start()
        self.look_for_devices()
        self.shelf.open()

    def close(self) -> None:
        """End a recording (it is kept), and wait until the thread has ended."""
        self._tick.stop()
        self._thread.close()
        self.shelf.close()

    @property
    def busy(self) -> bool:
        """Whether the microphone is in use, or is about to be."""
        return self.state is not BoothState.IDLE

    # What the user wants

    def look_for_devices(self) -> None:
        """List the microphones that are connected now, by `devices_changed`; nothing happens while recording."""
        if not self.busy and not self._thread.has(ListDevices):
            self._thread.submit(ListDevices(), done=self._show_devices, failed=self._tell_failure)

    def choose_device(self, name: str | None) -> None:
        """Record from the microphone of this name from now on; None for the system's choice."""
        self.device = name

    def set_monitored(self, monitored: bool) -> None:
        """Choose whether the voice is played through the loudspeaker while it is recorded."""
        self.monitored = monitored
        if self._job:
            self._job.monitored = monitored

    def record(self) -> None:
        """Open the microphone, count down, and record."""
        if self.busy:
            return
        self.stop_hearing()
        self._job = RecordVoice(self.shelf.library, self.device, self.open_microphone)
        self._job.monitored = self.monitored
        self._set_state(BoothState.OPENING)
        self._thread.submit(
            self._job,
            done=self._on_recorded,
            failed=self._on_refused,
            cancelled=self._end,
            progressed=self._on_captured,
        )

    def stop(self) -> None:
        """End the recording and keep it, or give the countdown up."""
        if not self._job:
            return
        if self.state is BoothState.RECORDING:
            self._set_state(BoothState.SAVING)
            self._job.stop()
        elif self.state is not BoothState.SAVING:
            self._job.cancel()
            self._stop_counting()

    def keep(self, samples: NDArray[np.float32], sample_rate_hz: int) -> None:
        """Make a recording of (n,) float32 mono samples that were captured elsewhere, as during a live performance."""
        job = KeepSound(self.shelf.library, samples, sample_rate_hz)
        self._thread.submit(job, done=self._on_kept, failed=self._tell_failure)

    def keep_at_the_end(self, samples: NDArray[np.float32], sample_rate_hz: int) -> None:
        """The same while the window closes: at once, and what goes wrong is logged, for nobody reads it any more."""
        try:
            self.shelf.library.keep(samples, sample_rate_hz)
        except CannotWrite as error:
            log.warning("what was said live could not be kept: %s", error)

    def hear(self, path: Path) -> None:
        """Play the recording in this file, in place of another that plays; nothing happens while recording."""
        recording = self.shelf.find(path)
        if recording and not self.busy:
            self.stop_hearing()
            self._heard = job = PlayRecording(recording, self.volume)
            self._thread.submit(
                job,
                done=lambda _: self._fall_silent(job),
                failed=partial(self._on_unheard, job),
                progressed=partial(self._on_heard, job),
            )
            self.heard_changed.emit(path)

    def stop_hearing(self) -> None:
        """Stop the recording that is being played."""
        if self._heard:
            self._heard.cancel()
            self._heard = None
            self.heard_changed.emit(None)

    @property
    def heard(self) -> Path | None:
        """Path of the recording that is being played, or None."""
        return self._heard.recording.path if self._heard else None

    # Answers of the jobs

    def _show_devices(self, found: tuple[InputDevice, ...]) -> None:
        self.devices = found
        self.devices_changed.emit(found)

    def _on_captured(self, value: Capturing | MonitorRefused) -> None:
        if isinstance(value, MonitorRefused):
            self.monitored = False
            self.monitor_changed.emit(False)
            self.told.emit(Message(Tone.INFO, value.reason))
            return
        if self.state is BoothState.OPENING and not self._count:
            self._set_state(BoothState.COUNTING)
            self._set_count(COUNT)
            self._tick.start()
        self.captured.emit(value)

    def _on_recorded(self, recorded: Recorded) -> None:
        self._end()
        self._tell_recorded(recorded)

    def _on_refused(self, sentence: str) -> None:
        self._end()
        self.told.emit(Message(Tone.ERROR, sentence, about=Subject.MICROPHONE))

    def _on_kept(self, recording: Recording) -> None:
        self.shelf.refresh()
        self.recorded.emit(recording)

    def _on_heard(self, job: PlayRecording, playing: PlayingRecording) -> None:
        if playing.silent_reason and job is self._heard:
            self.told.emit(Message(Tone.INFO, playing.silent_reason))
            self.stop_hearing()

    def _on_unheard(self, job: PlayRecording, sentence: str) -> None:
        self._fall_silent(job)
        self._tell_failure(sentence)

    def _fall_silent(self, job: PlayRecording) -> None:
        """Tell that this job's recording plays no more; ignored if another one has taken its place."""
        if job is self._heard:
            self._heard = None
            self.heard_changed.emit(None)

    def _tell_failure(self, sentence: str) -> None:
        self.told.emit(Message(Tone.ERROR, sentence))

    @Slot()
    def _on_tick(self) -> None:
        self._set_count(self._count - 1)
        if not self._count and self._job:
            self._tick.stop()
            self._job.begin()
            self._set_state(BoothState.RECORDING)

    # Small steps

    def _end(self) -> None:
        self._job = None
        self._stop_counting()
        self._set_state(BoothState.IDLE)

    def _stop_counting(self) -> None:
        self._tick.stop()
        self._set_count(0)

    def _tell_recorded(self, result: Recorded) -> None:
        self.shelf.refresh()
        kept = f" What was recorded until then is kept as {result.recording.name}." if result.recording else ""
        if result.reason:
            self.told.emit(Message(Tone.WARNING, result.reason + kept, about=Subject.MICROPHONE))
        elif result.interruptions:
            places = "one place" if result.interruptions == 1 else f"{result.interruptions} places"
            text = f"The computer was too busy: sound is missing at {places}. Close other programs, and record again."
            self.told.emit(Message(Tone.WARNING, text))
        if result.recording:
            self.recorded.emit(result.recording)

    def _set_state(self, state: BoothState) -> None:
        if state is not self.state:
            self.state = state
            self.state_changed.emit(state)

    def _set_count(self, count: int) -> None:
        if count != self._count:
            self._count = count
            self.count_changed.emit(count)

"""The other jobs of recording: list microphones, play a recording, keep sound of a live performance."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from app.core.audio import MODEL_SAMPLE_RATE_HZ, AudioClip
from app.core.errors import NoMicrophone
from app.media.devices.input_devices import InputDevice, input_devices
from app.media.recordings.library import RecordingLibrary
from app.media.recordings.recording_file import Recording
from app.workers.job import Job
from app.workers.room import EngineRoom

LOOK_EVERY_S = 0.05


class ListDevices(Job[tuple[InputDevice, ...], None]):
    """Lists the microphones."""

    def run(self, room: EngineRoom, report: Callable[[None], None]) -> tuple[InputDevice, ...]:
        """The connected ones, the system's choice first; none without PortAudio, which recording then explains."""
        try:
            return tuple(input_devices())
        except NoMicrophone:
            return ()


@dataclass(frozen=True, slots=True)
class PlayingRecording:
    """Reported 20 times a second while a recording is played. silent_reason: why it is not heard, as a sentence."""

    position_s: float
    silent_reason: str | None


class PlayRecording(Job[None, PlayingRecording]):
    """Plays a recording as it is, without the portrait."""

    def __init__(self, recording: Recording, volume: float) -> None:
        super().__init__()
        self.recording = recording
        self._volume = volume

    def run(self, room: EngineRoom, report: Callable[[PlayingRecording], None]) -> None:
        """Play to the end of the recording."""
        player = room.player()
        # The player takes the sound from the file; the samples tell the length alone, and need no memory.
        length = round(self.recording.duration_s * MODEL_SAMPLE_RATE_HZ)
        clip = AudioClip(np.broadcast_to(np.float32(0.0), (length,)), self.recording.path)
        player.volume = self._volume
        try:
            player.play(clip)
            while not player.ended:
                report(PlayingRecording(player.position_s(), player.silent_reason))
                self.wait(LOOK_EVERY_S)
        finally:
            player.stop()


class KeepSound(Job[Recording, None]):
    """Writes sound that is in memory as a recording."""

    def __init__(self, library: RecordingLibrary, samples: NDArray[np.float32], sample_rate_hz: int) -> None:
        """samples: (n,) float32 in [-1, 1], mono."""
        super().__init__()
        self._library = library
        self._samples = samples
        self._rate_hz = sample_rate_hz

    def run(self, room: EngineRoom, report: Callable[[None], None]) -> Recording:
        """Write the recording. Raises CannotWrite."""
        return self._library.keep(self._samples, self._rate_hz)

"""What microphone and loudspeaker have in common: one stream, and whether its device is still there."""

from abc import ABC, abstractmethod
from collections.abc import Callable
from time import perf_counter
from typing import Any, ClassVar, TypeVar

import numpy as np
from numpy.typing import NDArray

from app.media.devices.portaudio import PortAudioMissing, StreamRefused, ask, close_stream, open_stream

LOST_AFTER_S = 1.5  # without a call from the device

Answer = TypeVar("Answer")

# (n, C) float32 to read or to fill, valid during the call alone; n; PortAudio's times of the block; its flags; and when
# it called, on perf_counter's clock.
Call = Callable[[NDArray[np.float32], int, Any, Any, float], None]


class AudioDevice(ABC):
    """A PortAudio stream of an input or an output, at the device's own sample rate.

    refusal: the exception raised when it cannot be used, with a sentence for the user.
    without: words for `missing`: what cannot be done without PortAudio.
    """

    refusal: ClassVar[type[Exception]]
    without: ClassVar[str]
    sample_rate_hz: int
    channels: int

    def __init__(self, latency_s: float) -> None:
        self._latency_s = latency_s
        self._called_s = perf_counter()
        self._stream: Any = None

    @property
    def running(self) -> bool:
        """Whether the stream runs: False before the start, and once it has not called for LOST_AFTER_S."""
        stream = self._stream
        return stream is not None and bool(stream.active) and perf_counter() - self._called_s < LOST_AFTER_S

    def close(self) -> None:
        """End the stream at once and close the device."""
        stream, self._stream = self._stream, None
        if stream is not None:
            close_stream(stream)

    def _open(self, call: Call) -> None:
        """Start a stream that calls `call` for every block on PortAudio's own thread. Raises `refusal`.

        The call may only copy and return: no lock, log or signal.
        """

        def callback(block: NDArray[np.float32], frames: int, time: Any, status: Any) -> None:
            self._called_s = perf_counter()
            call(block, frames, time, status, self._called_s)

        def make(sounddevice: Any) -> Any:
            return self._make(
                sounddevice,
                samplerate=self.sample_rate_hz,
                channels=self.channels,
                dtype="float32",
                latency=self._latency_s,
                callback=callback,
            )

        try:
            self._stream = open_stream(make)
        except PortAudioMissing as error:
            raise self.refusal(missing(self.without)) from error
        except StreamRefused as error:
            raise self.refusal(self._why_refused(error)) from error
        self._called_s = perf_counter()

    @classmethod
    def _ask(cls, question: Callable[[Any], Answer], refused: Answer, *, anew: bool = False) -> Answer:
        """As `portaudio.ask`, but raises `refusal` where PortAudio is missing."""
        try:
            return ask(question, refused, anew=anew)
        except PortAudioMissing as error:
            raise cls.refusal(missing(cls.without)) from error

    @abstractmethod
    def _make(self, sounddevice: Any, **options: Any) -> Any:
        """Make a sounddevice stream with these options, not started yet. Raises PortAudioError."""

    @abstractmethod
    def _why_refused(self, error: StreamRefused) -> str:
        """The sentence for a device that could not be opened."""


def missing(without: str) -> str:
    """The sentence for a system without PortAudio. without: what cannot be done there."""
    return (
        f"The sound library PortAudio is missing, so nothing {without}. "
        "On Debian and Ubuntu install the package libportaudio2."
    )

"""The default loudspeaker, through PortAudio."""

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from app.media.devices.portaudio import PortAudioMissing, StreamRefused, ask, close_stream, open_stream

# Long enough for a busy machine, on which the callback may have to wait for Python's own lock and for a free core. It
# delays neither the start nor the end, only a change of volume; the audio clock takes it into account.
LATENCY_S = 0.2

_PORTAUDIO_MISSING = (
    "The sound library PortAudio is missing, so nothing will be heard. "
    "On Debian and Ubuntu install the package libportaudio2."
)
_NO_DEVICE = "No sound device was found, so nothing will be heard. Connect one and play again."

# (n, C) float32 to fill, seconds until its first sample is heard, and whether the device ran dry before it.
Fill = Callable[[NDArray[np.float32], float, bool], None]


class NoSpeaker(Exception):
    """Nothing can be heard; the text says why, as a sentence for the user."""


class Speaker:
    """The system's default output with its own rate, in mono or stereo."""

    def __init__(self, latency_s: float = LATENCY_S) -> None:
        """Raises NoSpeaker."""
        try:
            device = ask(lambda sounddevice: sounddevice.query_devices(kind="output"), None)
        except PortAudioMissing as error:
            raise NoSpeaker(_PORTAUDIO_MISSING) from error
        if device is None:
            raise NoSpeaker(_NO_DEVICE)
        self._latency_s = latency_s
        self.sample_rate_hz: int = round(device["default_samplerate"])
        self.channels: int = min(2, int(device["max_output_channels"]))
        self._stream: Any = None

    @property
    def running(self) -> bool:
        """False once the device has gone."""
        return self._stream is not None and bool(self._stream.active)

    def start(self, fill: Fill) -> None:
        """Have `fill` called for every block, from PortAudio's own thread. Raises NoSpeaker."""

        def callback(out: NDArray[np.float32], frames: int, time: Any, status: Any) -> None:
            # Some host interfaces leave the times empty: then the latency that was asked for has to do.
            heard_in_s = time.outputBufferDacTime - time.currentTime
            fill(out, heard_in_s if 0.0 <= heard_in_s < 1.0 else self._latency_s, status.output_underflow)

        def make(sounddevice: Any) -> Any:
            return sounddevice.OutputStream(
                samplerate=self.sample_rate_hz,
                channels=self.channels,
                dtype="float32",
                latency=self._latency_s,
                callback=callback,
            )

        try:
            self._stream = open_stream(make)
        except PortAudioMissing as error:
            raise NoSpeaker(_PORTAUDIO_MISSING) from error
        except StreamRefused as error:
            raise NoSpeaker(
                "The sound device could not be opened, so nothing will be heard. Close other programs that use it, or "
                "choose another one in the system's settings."
            ) from error

    def close(self) -> None:
        """Fall silent at once and let go of the device."""
        stream, self._stream = self._stream, None
        if stream is not None:
            close_stream(stream)

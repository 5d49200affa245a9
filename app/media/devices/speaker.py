"""The default loudspeaker, through PortAudio."""

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from app.media.devices.device import AudioDevice
from app.media.devices.portaudio import StreamRefused

# Long enough for a busy machine, on which the callback may have to wait for Python's own lock and for a free core. It
# delays neither the start nor the end, only a change of volume; the audio clock takes it into account.
LATENCY_S = 0.2

# (n, C) float32 to fill, seconds until its first sample is heard, and whether the device ran dry before it.
Fill = Callable[[NDArray[np.float32], float, bool], None]


class NoSpeaker(Exception):
    """Nothing can be heard; the text says why, as a sentence for the user."""


class Speaker(AudioDevice):
    """The system's default output with its own rate, in mono or stereo."""

    refusal = NoSpeaker
    without = "will be heard"

    def __init__(self, latency_s: float = LATENCY_S) -> None:
        """Find the default output, without opening it. Raises NoSpeaker."""
        super().__init__(latency_s)
        device = self._ask(lambda sounddevice: sounddevice.query_devices(kind="output"), None)
        if device is None:
            raise NoSpeaker("No sound device was found, so nothing will be heard. Connect one and play again.")
        self.sample_rate_hz = round(device["default_samplerate"])
        self.channels = min(2, int(device["max_output_channels"]))

    def start(self, fill: Fill) -> None:
        """Start calling `fill` for every block on PortAudio's own thread. Raises NoSpeaker."""

        def call(out: NDArray[np.float32], frames: int, time: Any, status: Any, called_s: float) -> None:
            # Some host interfaces leave the times empty: then the latency that was asked for has to do.
            heard_in_s = time.outputBufferDacTime - time.currentTime
            fill(out, heard_in_s if 0.0 <= heard_in_s < 1.0 else self._latency_s, status.output_underflow)

        self._open(call)

    def _make(self, sounddevice: Any, **options: Any) -> Any:
        return sounddevice.OutputStream(**options)

    def _why_refused(self, error: StreamRefused) -> str:
        return (
            "The sound device could not be opened, so nothing will be heard. Close other programs that use it, or "
            "choose another one in the system's settings."
        )

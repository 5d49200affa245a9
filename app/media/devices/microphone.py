"""A microphone, through PortAudio."""

from collections.abc import Callable
from time import perf_counter
from typing import Any

import numpy as np
from numpy.typing import NDArray

from app.core.errors import NoMicrophone
from app.media.devices.input_devices import PORTAUDIO_MISSING, InputDevice, listed
from app.media.devices.portaudio import PortAudioMissing, StreamRefused, ask, close_stream, open_stream

# Sound comes in blocks of a quarter to a half of this; the rest is room for a callback that has to wait.
LATENCY_S = 0.1
LOST_AFTER_S = 1.5  # without a call from the device

# (n,) float32 mono in [-1, 1], valid during the call alone; when its first sample was captured on perf_counter's clock;
# whether sound was lost before it.
Hear = Callable[[NDArray[np.float32], float, bool], None]

_UNAVAILABLE = -9985  # paDeviceUnavailable
_HOST_ERROR = -9999  # paUnanticipatedHostError
_FORBIDDEN = (-13, 13, -1, 1, -2147024891)  # EACCES, EPERM, and E_ACCESSDENIED as Windows numbers it


class Microphone:
    """One input in mono, at its own rate."""

    def __init__(self, device: str | None = None, latency_s: float = LATENCY_S) -> None:
        """device: a name from input_devices(), None for the system's choice. Raises NoMicrophone."""
        found = _find(device)
        self.name: str = found.name
        self.sample_rate_hz: int = found.sample_rate_hz
        self._default = device is None
        self._latency_s = latency_s
        self._called_s = perf_counter()
        self._stream: Any = None

    @property
    def running(self) -> bool:
        """False before the start, and once the device has gone."""
        if self._stream is None or not self._stream.active:
            return False
        return perf_counter() - self._called_s < LOST_AFTER_S

    def start(self, hear: Hear) -> None:
        """Have `hear` called for every block, from PortAudio's own thread: copy and return. Raises NoMicrophone."""

        def callback(block: NDArray[np.float32], frames: int, time: Any, status: Any) -> None:
            self._called_s = perf_counter()
            # The host tells how long ago the block began, or only how old its end is, or nothing.
            age_s = max(time.currentTime - time.inputBufferAdcTime, frames / self.sample_rate_hz)
            captured_at_s = self._called_s - (age_s if age_s < 1.0 else frames / self.sample_rate_hz)
            hear(block[:, 0], captured_at_s, status.input_overflow)

        def make(sounddevice: Any) -> Any:
            return sounddevice.InputStream(
                device=None if self._default else _index(listed(sounddevice), self.name),
                samplerate=self.sample_rate_hz,
                channels=1,
                dtype="float32",
                latency=self._latency_s,
                callback=callback,
            )

        try:
            self._stream = open_stream(make)
        except PortAudioMissing as error:
            raise NoMicrophone(PORTAUDIO_MISSING) from error
        except StreamRefused as error:
            raise NoMicrophone(_refusal(error, "The microphone" if self._default else self.name)) from error
        self._called_s = perf_counter()

    def close(self) -> None:
        """Let go of the device."""
        stream, self._stream = self._stream, None
        if stream is not None:
            close_stream(stream)


def _find(name: str | None) -> InputDevice:
    nothing: list[InputDevice] = []
    try:
        devices = ask(listed, nothing)
        if _index(devices, name) is None:
            devices = ask(listed, nothing, anew=True)  # it may have been plugged in a moment ago
    except PortAudioMissing as error:
        raise NoMicrophone(PORTAUDIO_MISSING) from error
    if not devices:
        raise NoMicrophone("No microphone was found. Connect one, and try again.")
    number = _index(devices, name)
    if number is None:
        raise NoMicrophone(f"The microphone “{name}” is not connected. Connect it again, or choose another one.")
    return next(device for device in devices if device.index == number)


def _index(devices: list[InputDevice], name: str | None) -> int | None:
    """PortAudio's number of the device of this name; of the system's choice, or else of the first, without one."""
    if name is None:
        return devices[0].index if devices else None
    return next((device.index for device in devices if device.name == name), None)


def _refusal(error: StreamRefused, name: str) -> str:
    """Why a device could not be opened, as far as PortAudio tells."""
    if error.code == _UNAVAILABLE:
        return f"{name} is used by another program. Close that program, or choose another microphone."
    if error.code == _HOST_ERROR and error.host_code in _FORBIDDEN:
        return f"{name} may not be used: the system forbids it. Allow the microphone in the system's privacy settings."
    return (
        f"{name} could not be opened. It may be unplugged, used by another program, or forbidden in the system's "
        "privacy settings."
    )

"""A microphone, through PortAudio."""

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from app.core.errors import NoMicrophone
from app.media.devices.device import AudioDevice
from app.media.devices.input_devices import WITHOUT, InputDevice, listed
from app.media.devices.portaudio import StreamRefused

# Sound comes in blocks of a quarter to a half of this; the rest is room for a callback that has to wait.
LATENCY_S = 0.1

# (n,) float32 mono in [-1, 1], valid during the call alone; when its first sample was captured on perf_counter's clock;
# whether sound was lost before it.
Hear = Callable[[NDArray[np.float32], float, bool], None]

_UNAVAILABLE = -9985  # paDeviceUnavailable
_HOST_ERROR = -9999  # paUnanticipatedHostError
_FORBIDDEN = (-13, 13, -1, 1, -2147024891)  # EACCES, EPERM, and E_ACCESSDENIED as Windows numbers it


class Microphone(AudioDevice):
    """One input in mono, at its own rate."""

    refusal = NoMicrophone
    without = WITHOUT
    channels = 1

    def __init__(self, device: str | None = None, latency_s: float = LATENCY_S) -> None:
        """device: a name from input_devices(), None for the system's choice. Raises NoMicrophone."""
        super().__init__(latency_s)
        found = self._find(device)
        self.name: str = found.name
        self.sample_rate_hz = found.sample_rate_hz
        self._default = device is None

    def start(self, hear: Hear) -> None:
        """Start calling `hear` with every block on PortAudio's own thread; it may only copy. Raises NoMicrophone."""

        def call(block: NDArray[np.float32], frames: int, time: Any, status: Any, called_s: float) -> None:
            # The host tells how long ago the block began, or only how old its end is, or nothing.
            age_s = max(time.currentTime - time.inputBufferAdcTime, frames / self.sample_rate_hz)
            captured_at_s = called_s - (age_s if age_s < 1.0 else frames / self.sample_rate_hz)
            hear(block[:, 0], captured_at_s, status.input_overflow)

        self._open(call)

    def _make(self, sounddevice: Any, **options: Any) -> Any:
        device = None if self._default else _index(listed(sounddevice), self.name)
        return sounddevice.InputStream(device=device, **options)

    def _why_refused(self, error: StreamRefused) -> str:
        """The sentence for a device that could not be opened, as far as PortAudio tells why."""
        name = "The microphone" if self._default else self.name
        if error.code == _UNAVAILABLE:
            return f"{name} is used by another program. Close that program, or choose another microphone."
        if error.code == _HOST_ERROR and error.host_code in _FORBIDDEN:
            return (
                f"{name} may not be used: the system forbids it. Allow the microphone in the system's privacy settings."
            )
        return (
            f"{name} could not be opened. It may be unplugged, used by another program, or forbidden in the system's "
            "privacy settings."
        )

    @classmethod
    def _find(cls, name: str | None) -> InputDevice:
        nothing: list[InputDevice] = []
        devices = cls._ask(listed, nothing)
        if _index(devices, name) is None:
            devices = cls._ask(listed, nothing, anew=True)  # it may have been plugged in a moment ago
        if not devices:
            raise NoMicrophone("No microphone was found. Connect one, and try again.")
        number = _index(devices, name)
        if number is None:
            raise NoMicrophone(f"The microphone “{name}” is not connected. Connect it again, or choose another one.")
        return next(device for device in devices if device.index == number)


def _index(devices: list[InputDevice], name: str | None) -> int | None:
    """PortAudio's number of the device of this name, without one of the first in the list; None where there is none."""
    if name is None:
        return devices[0].index if devices else None
    return next((device.index for device in devices if device.name == name), None)

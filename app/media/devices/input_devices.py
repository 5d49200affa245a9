"""The list of connected microphones."""

from dataclasses import dataclass
from typing import Any

from app.core.errors import NoMicrophone
from app.media.devices.device import missing
from app.media.devices.portaudio import PortAudioMissing, ask

WITHOUT = "can be recorded"  # where PortAudio is missing

# Names under which ALSA offers its own converters; they lead to the default device or nowhere.
_CONVERTERS = {"sysdefault", "samplerate", "speexrate", "upmix", "vdownmix", "lavrate", "null", "oss", "jack", "dmix"}
_CONVERTERS |= {"front", "rear", "side", "surround", "iec958", "spdif", "speex", "dsnoop", "usbstream"}


@dataclass(frozen=True, slots=True)
class InputDevice:
    """An input that can be recorded from.

    name: as the system calls it; what Microphone takes.
    index: PortAudio's number, valid until the devices are looked for again.
    default: whether the system would choose it.
    sample_rate_hz: its own rate.
    """

    name: str
    index: int
    default: bool
    sample_rate_hz: int


def input_devices() -> list[InputDevice]:
    """The microphones that are connected now, the system's choice first. Raises NoMicrophone without PortAudio."""
    try:
        return ask(listed, [], anew=True)
    except PortAudioMissing as error:
        raise NoMicrophone(missing(WITHOUT)) from error


def listed(sounddevice: Any) -> list[InputDevice]:
    """The inputs that PortAudio knows of, the default first, each name once."""
    default = _default_index(sounddevice)
    devices = sounddevice.query_devices()
    # Windows offers each device through several interfaces: the default one's list is complete.
    interface = devices[default]["hostapi"] if default is not None else sounddevice.default.hostapi
    found: dict[str, InputDevice] = {}
    order = sorted(range(len(devices)), key=lambda index: index != default)
    for index in order:
        device = devices[index]
        name = str(device["name"]).strip()
        if device["max_input_channels"] < 1 or (interface is not None and device["hostapi"] != interface):
            continue
        if index != default and name.split(":")[0].rstrip("0123456789") in _CONVERTERS:
            continue
        found.setdefault(name, InputDevice(name, index, index == default, round(device["default_samplerate"])))
    return list(found.values())


def _default_index(sounddevice: Any) -> int | None:
    try:
        return int(sounddevice.query_devices(kind="input")["index"])
    except sounddevice.PortAudioError:
        return None

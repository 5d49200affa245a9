"""A real input stream, into which a real sound is played."""

import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from time import perf_counter

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy.signal import correlate

from app.core.errors import NoMicrophone
from app.media.devices.input_devices import input_devices
from app.media.devices.microphone import Microphone
from app.media.devices.speaker import NoSpeaker, Speaker
from tests.support.pulse import PulseServer, no_sound_devices, pulse_server, until

ROOT = Path(__file__).resolve().parents[3]
WriteSound = Callable[..., Path]
Babble = Callable[[float, int], NDArray[np.float32]]


class Heard:
    """Keeps everything that a microphone gives."""

    def __init__(self) -> None:
        self.blocks: list[NDArray[np.float32]] = []
        self.captured_at_s: list[float] = []
        self.overflows = 0

    def __call__(self, block: NDArray[np.float32], captured_at_s: float, overflowed: bool) -> None:
        self.blocks.append(block.copy())
        self.captured_at_s.append(captured_at_s)
        self.overflows += overflowed

    @property
    def samples(self) -> NDArray[np.float32]:
        return np.concatenate(self.blocks)


@pytest.fixture(scope="module")
def pulse() -> Iterator[PulseServer]:
    with pulse_server() as server:
        yield server


def listening(name: str | None = None) -> tuple[Microphone, Heard]:
    microphone, heard = Microphone(name), Heard()
    microphone.start(heard)
    until(lambda: len(heard.blocks) > 2)
    return microphone, heard


def test_what_is_spoken_is_heard_whole_and_in_time(pulse: PulseServer, babble: Babble, write_sound: WriteSound) -> None:
    for _ in range(3):  # other work on the machine may spoil a take or two
        microphone, heard = listening()
        rate_hz = microphone.sample_rate_hz
        voice = babble(2.0, rate_hz)
        path = write_sound("a.wav", voice[None], rate_hz, "pcm_s16le")
        began_s = perf_counter()
        pulse.speak(path)
        ended_s = perf_counter()
        until(lambda heard=heard, end_s=ended_s: heard.captured_at_s[-1] > end_s)
        assert microphone.running
        microphone.close()
        assert not microphone.running
        samples = heard.samples
        place = int(correlate(samples.astype(np.float64), voice.astype(np.float64), "valid", "fft").argmax())
        match = float(np.corrcoef(samples[place : place + len(voice)], voice)[0, 1])
        if match >= 0.95 and not heard.overflows:
            break
    assert match >= 0.95
    assert heard.overflows == 0
    starts = np.cumsum([0, *(len(block) for block in heard.blocks)])
    block = int(np.searchsorted(starts, place, "right")) - 1
    spoken_at_s = heard.captured_at_s[block] + (place - starts[block]) / rate_hz
    assert began_s < spoken_at_s < ended_s - 1.5  # paplay itself needs a moment to start and to end


def test_devices_are_listed_and_can_be_chosen(pulse: PulseServer) -> None:
    devices = input_devices()
    assert [device.default for device in devices] == [True] + [False] * (len(devices) - 1)
    assert all(device.sample_rate_hz >= 8000 for device in devices)
    for device in devices:
        microphone, _ = listening(device.name)
        assert microphone.name == device.name
        microphone.close()


def test_looking_for_devices_leaves_an_open_microphone_alone(pulse: PulseServer) -> None:
    microphone, heard = listening()
    count = len(heard.blocks)
    assert input_devices()
    with pytest.raises(NoMicrophone, match="“Nobody’s” is not connected"):
        Microphone("Nobody’s")
    until(lambda: len(heard.blocks) > count + 3)
    assert microphone.running
    microphone.close()


def test_a_microphone_plugged_in_later_is_found() -> None:
    with no_sound_devices():
        assert input_devices() == []
        with pytest.raises(NoMicrophone, match="No microphone was found"):
            Microphone()
        with pytest.raises(NoSpeaker):
            Speaker()
    with pulse_server():
        assert input_devices()
        microphone, _ = listening()
        microphone.close()


@pytest.mark.parametrize("how", ["unplug", "kill"])
def test_a_microphone_that_is_unplugged_stops_running(how: str) -> None:
    with pulse_server() as server:
        microphone, _ = listening()
        getattr(server, how)()
        until(lambda: not microphone.running)
        microphone.close()


def test_a_microphone_that_vanishes_before_it_is_opened_gets_a_sentence() -> None:
    with pulse_server() as server:
        microphone = Microphone()
        server.unplug()
        with pytest.raises(NoMicrophone, match="could not be opened"):
            microphone.start(Heard())
        assert not microphone.running
        microphone.close()


def test_without_portaudio_the_reason_says_what_to_install(tmp_path: Path) -> None:
    (tmp_path / "sounddevice.py").write_text('raise OSError("PortAudio library not found")\n')
    script = (
        "import sys\n"
        f"sys.path[:0] = [{str(tmp_path)!r}, {str(ROOT)!r}]\n"
        "from app.core.errors import NoMicrophone\n"
        "from app.media.devices.input_devices import input_devices\n"
        "from app.media.devices.microphone import Microphone\n"
        "for attempt in (input_devices, Microphone):\n"
        "    try:\n"
        "        attempt()\n"
        "    except NoMicrophone as reason:\n"
        "        print(reason)\n"
    )
    told = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True).stdout
    assert told.count("PortAudio is missing") == 2

"""A sound server without hardware: a loudspeaker that can be listened to, and a microphone that can be spoken into."""

import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from app.bench.sound_server import can_serve, sound_server
from app.media.devices.portaudio import look_again

RATE_HZ = 48000
START_S = 10.0


@dataclass(frozen=True)
class PulseServer:
    """A running PulseAudio server with null sinks `vspk` (default output) and `vmic` (its monitor: default input)."""

    process: subprocess.Popen[bytes]
    folder: Path

    def kill(self) -> None:
        """As if every sound device were unplugged at once."""
        self.process.kill()
        self.process.wait()

    def unplug(self) -> None:
        """Take every device away; the server goes on."""
        subprocess.run(["pactl", "unload-module", "module-null-sink"], check=True)

    @contextmanager
    def speaking(self, path: Path) -> Iterator[subprocess.Popen[bytes]]:
        """A sound file plays into the microphone meanwhile, with a buffer that a busy machine does not run dry."""
        with subprocess.Popen(["paplay", "--device=vmic", "--latency-msec=400", str(path)]) as process:
            try:
                yield process
            finally:
                process.kill()

    def speak(self, path: Path) -> None:
        """Play a sound file into the microphone, to its end, which is met within a few milliseconds."""
        subprocess.run(["paplay", "--device=vmic", "--latency-msec=30", str(path)], check=True)

    @contextmanager
    def captured(self, channels: int = 2) -> Iterator["Capture"]:
        """Record what the loudspeaker plays; it has begun when the block is entered."""
        path = self.folder / f"capture-{time.monotonic_ns()}.raw"
        command = ["parec", "--device=vspk.monitor", "--format=float32le", f"--rate={RATE_HZ}"]
        command += [f"--channels={channels}", "--latency-msec=20", "--raw", str(path)]
        recorder = subprocess.Popen(command)
        try:
            until(lambda: path.exists() and path.stat().st_size > 0)
            yield Capture(path, channels)
        finally:
            recorder.terminate()
            recorder.wait()


@dataclass(frozen=True)
class Capture:
    """What a loudspeaker played, as far as it has been written."""

    path: Path
    channels: int

    def samples(self) -> NDArray[np.float32]:
        """(C, n) at RATE_HZ"""
        raw = self.path.read_bytes()
        frame_bytes = 4 * self.channels
        return np.frombuffer(raw[: len(raw) // frame_bytes * frame_bytes], "<f4").reshape(-1, self.channels).T


@contextmanager
def pulse_server() -> Iterator[PulseServer]:
    """Start a server and make it the one that PortAudio finds."""
    if not can_serve():
        pytest.skip("SKIPPED ALOUD: needs the Debian packages pulseaudio and pulseaudio-utils")
    with sound_server() as server, pytest.MonkeyPatch.context() as environment:
        for name, value in server.environment.items():
            environment.setenv(name, value)
        look_again()
        yield PulseServer(server.process, server.folder)
    look_again()


@contextmanager
def no_sound_devices() -> Iterator[None]:
    """PortAudio as it is on a machine without any device."""
    import sounddevice

    with pytest.MonkeyPatch.context() as environment:
        environment.delenv("ALSA_CONFIG_PATH", raising=False)
        environment.setenv("PULSE_SERVER", "unix:/nowhere")
        look_again()
        if any(device["max_output_channels"] for device in sounddevice.query_devices()):
            pytest.skip("SKIPPED ALOUD: this machine has a sound device, which cannot be hidden")
        yield
    look_again()


def until(happened: Callable[[], bool], within_s: float = START_S) -> None:
    """Wait for something that a device or another thread is about to do."""
    deadline, pause = time.monotonic() + within_s, threading.Event()
    while not happened():
        assert time.monotonic() < deadline, f"did not happen within {within_s} s"
        pause.wait(0.01)

"""What is heard where there is no microphone, while a camera drives the portrait."""

import threading
from time import perf_counter

import numpy as np

from app.core.audio import MODEL_SAMPLE_RATE_HZ
from app.media.devices.microphone import Hear, Microphone

BLOCK_S = 0.02


class Silence(Microphone):
    """A microphone that hears nothing, in real time; without a device."""

    def __init__(self, sample_rate_hz: int = MODEL_SAMPLE_RATE_HZ) -> None:
        self.name = ""
        self.sample_rate_hz = sample_rate_hz
        self._ended = threading.Event()
        self._thread: threading.Thread | None = None

    @property
    def running(self) -> bool:
        """Always: it cannot be unplugged."""
        return True

    def start(self, hear: Hear) -> None:
        """Start calling `hear` with blocks of zeros, on a thread of its own."""
        self._thread = threading.Thread(target=self._be_silent, args=(hear,), name="rhapsode-silence")
        self._thread.start()

    def close(self) -> None:
        """End, and wait until the thread has."""
        self._ended.set()
        if self._thread:
            self._thread.join()

    def _be_silent(self, hear: Hear) -> None:
        begun_s, samples = perf_counter(), 0
        while not self._ended.wait(BLOCK_S):
            due = round((perf_counter() - begun_s) * self.sample_rate_hz)
            hear(np.zeros(due - samples, np.float32), begun_s + samples / self.sample_rate_hz, False)
            samples = due

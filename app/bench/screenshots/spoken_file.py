"""A sound file in the place of a microphone, for pictures of the window on a machine that has none."""

import threading
from pathlib import Path
from time import perf_counter

from app.core.audio import MODEL_SAMPLE_RATE_HZ
from app.media.devices.microphone import Hear, Microphone
from app.media.sound.load import load_clip

BLOCK_S = 0.05


class SpokenFile(Microphone):
    """A microphone that hears a file again and again, in real time."""

    def __init__(self, path: Path) -> None:
        """Read the file. Raises BadSound."""
        self.name = path.name
        self.sample_rate_hz = MODEL_SAMPLE_RATE_HZ
        self._samples = load_clip(path).samples
        self._ended = threading.Event()
        self._thread: threading.Thread | None = None

    @property
    def running(self) -> bool:
        """Whether the file is being spoken: from start to close."""
        return self._thread is not None and self._thread.is_alive()

    def start(self, hear: Hear) -> None:
        """Speak from the beginning, on a thread of its own that calls `hear` for each block of BLOCK_S."""
        self._thread = threading.Thread(target=self._speak, args=(hear,), name="spoken file", daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Stop speaking, and wait until the thread has ended."""
        self._ended.set()
        if self._thread:
            self._thread.join()

    def _speak(self, hear: Hear) -> None:
        length, place = round(BLOCK_S * self.sample_rate_hz), 0
        began_s = perf_counter()
        while not self._ended.wait(max(0.0, began_s + (place + length) / self.sample_rate_hz - perf_counter())):
            start = place % (len(self._samples) - length)
            hear(self._samples[start : start + length], began_s + place / self.sample_rate_hz, False)
            place += length

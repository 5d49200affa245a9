"""A buffer between the microphone's callback and the thread that uses what was heard."""

import numpy as np
from numpy.typing import NDArray

from app.media.sound.ring import SoundRing

# A disk that is busy with something else may keep the reader waiting this long.
RING_S = 20.0


class Ear:
    """Buffers mono sound of a microphone: PortAudio's callback calls `hear`, one other thread `take`.

    interruptions: how often sound was lost, because the machine was too busy to take it from the device, or to empty
        the ring.
    """

    def __init__(self, sample_rate_hz: int) -> None:
        self._ring = SoundRing(round(RING_S * sample_rate_hz), 1)
        self._rate_hz = sample_rate_hz
        self.interruptions = 0
        self._taken = 0
        self._mark = (0, 0.0)  # so many samples had been heard at that time, on perf_counter's clock

    def hear(self, block: NDArray[np.float32], captured_at_s: float, overflowed: bool) -> None:
        """Copy (n,) float32 samples into the ring; a `Hear` callback, which never waits.

        captured_at_s: of the first sample, on perf_counter's clock. overflowed: sound was lost before it.
        """
        written = self._ring.write(block[None])
        self._mark = (self._mark[0] + written, captured_at_s + len(block) / self._rate_hz)
        if overflowed or written < len(block):
            self.interruptions += 1

    def take(self) -> NDArray[np.float32]:
        """(n,) float32 samples: all that came since the last call."""
        samples = np.empty((self._ring.filled, 1), np.float32)
        self._taken += self._ring.read_into(samples)
        return samples[:, 0]

    def take_timed(self) -> tuple[NDArray[np.float32], float]:
        """(n,) samples as `take`, and when the first of them was captured, on perf_counter's clock."""
        samples = self.take()
        heard, heard_until_s = self._mark
        return samples, heard_until_s - (heard - self._taken + len(samples)) / self._rate_hz

    @property
    def heard_until_s(self) -> float:
        """When the last sample was captured, on perf_counter's clock; 0 before the first."""
        return self._mark[1]

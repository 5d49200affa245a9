"""What a microphone gives, on its way from PortAudio's thread to the one that writes it down."""

import numpy as np
from numpy.typing import NDArray

from app.media.ring import SoundRing

# A disk that is busy with something else may keep the reader waiting this long.
RING_S = 20.0


class Ear:
    """`hear` is for the microphone's callback and only copies; `take` is for one other thread.

    interruptions: how often sound was lost, because the machine was too busy to take it from the device, or to empty
        the ring.
    """

    def __init__(self, sample_rate_hz: int) -> None:
        self._ring = SoundRing(round(RING_S * sample_rate_hz), 1)
        self._rate_hz = sample_rate_hz
        self.interruptions = 0
        self.heard_until_s = 0.0  # on perf_counter's clock

    def hear(self, block: NDArray[np.float32], captured_at_s: float, overflowed: bool) -> None:
        """Copy (n,) samples."""
        written = self._ring.write(block[None])
        self.heard_until_s = captured_at_s + len(block) / self._rate_hz
        if overflowed or written < len(block):
            self.interruptions += 1

    def take(self) -> NDArray[np.float32]:
        """(n,) all that came since the last time."""
        samples = np.empty((self._ring.filled, 1), np.float32)
        self._ring.read_into(samples)
        return samples[:, 0]

"""A preallocated ring between the thread that decodes and the callback that plays."""

import numpy as np
from numpy.typing import NDArray


class SoundRing:
    """One thread writes, one reads; neither waits for the other or allocates memory for samples.

    Each side advances its own counter only after it is done with the samples; no other synchronisation is needed.
    """

    def __init__(self, capacity: int, channels: int) -> None:
        self._buffer = np.zeros((capacity, channels), np.float32)
        self._written = 0
        self._read = 0

    @property
    def filled(self) -> int:
        """Samples per channel that wait to be read."""
        return self._written - self._read

    def write(self, samples: NDArray[np.float32]) -> int:
        """Take as much of (C, n) as there is room for; returns how much that was."""
        capacity = len(self._buffer)
        count: int = min(samples.shape[1], capacity - self.filled)
        place = self._written % capacity
        before_the_end = min(count, capacity - place)
        self._buffer[place : place + before_the_end] = samples[:, :before_the_end].T
        self._buffer[: count - before_the_end] = samples[:, before_the_end:count].T
        self._written += count
        return count

    def read_into(self, out: NDArray[np.float32]) -> int:
        """Fill (n, C) with what waits, and the rest with silence; returns how much was there."""
        capacity = len(self._buffer)
        count = min(len(out), self.filled)
        place = self._read % capacity
        before_the_end = min(count, capacity - place)
        out[:before_the_end] = self._buffer[place : place + before_the_end]
        out[before_the_end:count] = self._buffer[: count - before_the_end]
        out[count:] = 0.0
        self._read += count
        return count

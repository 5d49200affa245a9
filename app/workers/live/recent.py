"""What was said during the last minutes, in memory that never grows."""

import threading
from time import perf_counter

import numpy as np
from numpy.typing import NDArray

KEPT_S = 300.0
_FULL_SCALE = 32767.0
_LIPS_HOME_S = 0.5  # lips that said something before it was forgotten close a little later


class RecentSound:
    """A ring of 16 bit samples, 29 MB for five minutes at 48 kHz. One thread writes, another may copy it out."""

    def __init__(self, kept_s: float = KEPT_S) -> None:
        self._kept_s = kept_s
        self._lock = threading.Lock()
        self._ring = np.zeros(0, np.int16)
        self._written = 0
        self.sample_rate_hz = 0
        self.holds_voice = False  # somebody spoke in the sound that is kept
        self._forgot_at_s = 0.0

    def begin(self, sample_rate_hz: int) -> None:
        """Prepare for sound of this rate; sound that is kept already stays only if it has the same rate."""
        if sample_rate_hz == self.sample_rate_hz:
            return
        with self._lock:
            # Filled, not zeros: memory that is only promised would look like a leak while it comes into use.
            self._ring = np.full(round(self._kept_s * sample_rate_hz), 0, np.int16)
            self._written = 0
            self.sample_rate_hz = sample_rate_hz

    def forget(self) -> None:
        """Drop all sound that is kept, and the note that somebody spoke."""
        with self._lock:
            self._written = 0
            self.holds_voice = False
            self._forgot_at_s = perf_counter()

    def note_voice(self, heard_at_s: float) -> None:
        """Note that somebody spoke: the lips move for sound heard at this time (perf_counter).

        Ignored for sound that was forgotten since, and for the half second in which its lips still close.
        """
        with self._lock:
            self.holds_voice |= heard_at_s > self._forgot_at_s + _LIPS_HOME_S

    @property
    def duration_s(self) -> float:
        """Length of the sound that is kept."""
        return min(self._written, len(self._ring)) / self.sample_rate_hz if self.sample_rate_hz else 0.0

    def write(self, samples: NDArray[np.float32]) -> None:
        """Add (n,) samples in [-1, 1]; beyond `kept_s` the oldest are overwritten."""
        with self._lock:
            samples = samples[-len(self._ring) :]
            place = self._written % len(self._ring)
            before_the_end = min(len(samples), len(self._ring) - place)
            sixteen_bit = np.rint(np.clip(samples, -1.0, 1.0) * _FULL_SCALE).astype(np.int16)
            self._ring[place : place + before_the_end] = sixteen_bit[:before_the_end]
            self._ring[: len(samples) - before_the_end] = sixteen_bit[before_the_end:]
            self._written += len(samples)

    def copy(self) -> NDArray[np.float32]:
        """(n,) float32 samples in [-1, 1]: all that is kept, the oldest first."""
        with self._lock:
            if self._written <= len(self._ring):
                kept = self._ring[: self._written].copy()
            else:
                kept = np.roll(self._ring, -(self._written % len(self._ring)))
        return kept.astype(np.float32) / np.float32(_FULL_SCALE)

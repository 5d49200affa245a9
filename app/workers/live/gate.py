"""Passes the microphone's sound on, or silence of the same length."""

import numpy as np
from numpy.typing import NDArray

FADE_S = 0.01  # a switch in the middle of a sound would click


class Gate:
    """Mutes a mono sound block by block; opens and shuts with a linear fade of FADE_S.

    As many samples come out as went in: while it is shut they are zeros, so that the sound's clock goes on.
    """

    def __init__(self, sample_rate_hz: int, *, is_open: bool) -> None:
        self._step = 1.0 / (FADE_S * sample_rate_hz)
        self._gain = 1.0 if is_open else 0.0

    def pass_through(self, samples: NDArray[np.float32], *, is_open: bool) -> NDArray[np.float32]:
        """(n,) samples -> (n,) samples, faded towards open or shut from where the last block left off."""
        goal = 1.0 if is_open else 0.0
        if self._gain == goal:
            return samples if is_open else np.zeros_like(samples)
        steps = np.arange(1, len(samples) + 1, dtype=np.float32) * self._step
        gains = np.minimum(1.0, self._gain + steps) if is_open else np.maximum(0.0, self._gain - steps)
        self._gain = float(gains[-1]) if len(gains) else self._gain
        passed: NDArray[np.float32] = (samples * gains).astype(np.float32)
        return passed

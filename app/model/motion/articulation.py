"""Amplitude and smoothing of the mouth coefficients, the first of which opens the jaw, as the settings ask.

Closed lips stay closed.
"""

import numpy as np
from numpy.typing import NDArray

from app.core.motion import MOUTH, SPOKEN
from app.core.settings import PerformanceSettings
from app.core.smoothstep import smoothstep

NEIGHBOUR_SHARE = 0.3  # of each frame beside, at full smoothing: lets 3 Hz pass at 0.84, 5 Hz at 0.59, 8 Hz at 0.15
SHUT, PARTED = 0.02, 0.08  # openings up to SHUT count as closed and are kept; from PARTED on they are changed in full


class Articulation:
    """Applies the settings `mouth` and `smoothing` to mouth coefficients, frame after frame.

    Smoothing looks `delay_frames` ahead: so many frames come out later than they went in.
    """

    def __init__(self, settings: PerformanceSettings) -> None:
        self._strength = settings.mouth
        self._beside = NEIGHBOUR_SHARE * settings.smoothing
        self.delay_frames = 1 if settings.smoothing > 0 else 0
        # As far as they are still needed: the last frame that came out, and behind it one that is held back.
        self._waiting = np.zeros((1, SPOKEN.stop), np.float32)

    def retune(self, settings: PerformanceSettings) -> None:
        """Go on with other settings; where smoothing begins, no frame comes out of the next one that goes in."""
        self._strength = settings.mouth
        self._beside = NEIGHBOUR_SHARE * settings.smoothing
        self.delay_frames = 1 if settings.smoothing > 0 else 0

    def push(self, mouth: NDArray[np.float32]) -> NDArray[np.float32]:
        """(T, 14) more channels `SPOKEN` -> (T', 14) changed ones; T' is smaller at the start by `delay_frames`."""
        rows = np.concatenate([self._waiting, mouth])
        if self.delay_frames:
            self._waiting = rows[-2:]
            return self._widened(self._smoothed(rows))
        self._waiting = rows[-1:]
        return self._widened(rows[1:])

    def _smoothed(self, rows: NDArray[np.float32]) -> NDArray[np.float32]:
        """(T + 2, 14) -> (T, 14) weighted means of each inner frame and its two neighbours."""
        before, here, after = rows[:-2], rows[1:-1], rows[2:]
        smooth: NDArray[np.float32] = here + self._beside * (before - 2 * here + after)
        smooth[:, 0] = here[:, 0] + (smooth[:, 0] - here[:, 0]) * parted(here[:, 0])
        return smooth

    def _widened(self, mouth: NDArray[np.float32]) -> NDArray[np.float32]:
        changed = mouth.copy()
        changed[:, MOUTH] *= np.float32(self._strength)
        if self._strength > 1:
            changed[:, 0] = mouth[:, 0] * (1 + (self._strength - 1) * parted(mouth[:, 0]))
        return changed


def parted(opening: NDArray[np.float32]) -> NDArray[np.float32]:
    """(T,) 0 where lips are shut .. 1 where they are clearly open, eased between."""
    return smoothstep(SHUT, PARTED, opening)

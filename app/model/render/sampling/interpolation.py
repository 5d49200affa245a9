"""Smooth curves between known values."""

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


def smoothstep(low: float, high: float, value: Floats) -> Floats:
    """0 below low, 1 above high, an S-curve between."""
    t = np.clip((value - low) / (high - low), 0.0, 1.0)
    curve: Floats = t * t * (3.0 - 2.0 * t)
    return curve

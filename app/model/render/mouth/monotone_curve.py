"""A smooth curve through points that keeps their ups and downs."""

from typing import Self

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


class MonotoneCurve:
    """v(u): cubics between points, monotone where these are, so without overshoot (Fritsch and Butland 1984).

    The very numbers of SciPy's PchipInterpolator, whose import takes 45 MB and a third of a second.
    """

    def __init__(self, u: Floats, v: Floats) -> None:
        """(n,) increasing places and (n,) values; n at least 2."""
        step = np.diff(u)
        slope = np.diff(v) / step
        tangent = _tangents(step, slope)
        bend = (tangent[:-1] + tangent[1:] - 2 * slope) / step
        self._u = u
        self._powers = [bend / step, (slope - tangent[:-1]) / step - bend, tangent[:-1], v[:-1]]  # the highest first

    def derivative(self) -> Self:
        """The slope of the curve, as a curve."""
        slope = object.__new__(type(self))
        slope._u = self._u
        slope._powers = [power * (len(self._powers) - 1 - place) for place, power in enumerate(self._powers[:-1])]
        return slope

    def __call__(self, u: Floats) -> Floats:
        """(...) places -> (...) values; beyond the ends the outermost cubics go on."""
        piece = np.clip(np.searchsorted(self._u, u, side="right") - 1, 0, len(self._u) - 2)
        beyond = u - self._u[piece]
        value, power = np.zeros_like(beyond), np.ones_like(beyond)
        for factor in reversed(self._powers):
            value = value + factor[piece] * power
            power = power * beyond
        return value


def _tangents(step: Floats, slope: Floats) -> Floats:
    """(n,) slopes at the points, from (n - 1,) distances and slopes between them."""
    if len(slope) == 1:
        return np.repeat(slope, 2)
    before, after = slope[:-1], slope[1:]
    turns = (np.sign(after) != np.sign(before)) | (after == 0) | (before == 0)
    weight, other = 2 * step[1:] + step[:-1], step[1:] + 2 * step[:-1]
    with np.errstate(divide="ignore", invalid="ignore"):
        mean = (weight / before + other / after) / (weight + other)
        inner = np.where(turns, 0.0, 1.0 / mean)
    return np.concatenate([[_end(*step[:2], *slope[:2])], inner, [_end(*step[:-3:-1], *slope[:-3:-1])]])


def _end(step: float, next_step: float, slope: float, next_slope: float) -> float:
    """The slope at an end point: of a parabola through three points, unless it would overshoot."""
    tangent = ((2 * step + next_step) * slope - step * next_slope) / (step + next_step)
    if np.sign(tangent) != np.sign(slope):
        return 0.0
    if np.sign(slope) != np.sign(next_slope) and abs(tangent) > 3 * abs(slope):
        return 3 * slope
    return tangent

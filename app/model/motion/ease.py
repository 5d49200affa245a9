"""Smooth movement over time: band-limited noise and springs, one frame at a time."""

import math

import numpy as np
from numpy.random import Generator

from app.core.motion import FRAMES_PER_SECOND

FRAME_S = 1 / FRAMES_PER_SECOND
NOISE_ORDER = 3  # poles; speed and acceleration of the noise stay continuous to the eye


class SmoothNoise:
    """Noise of unit standard deviation, low-passed so that it wanders and never jitters; starts at rest at zero."""

    def __init__(self, rng: Generator, time_s: float) -> None:
        self._rng = rng
        self._keep = math.exp(-FRAME_S / time_s)
        self._poles = [0.0] * NOISE_ORDER
        self._gain = 1 / _filtered_sd(self._keep)

    def step(self) -> float:
        """Value of the next frame."""
        value = float(self._rng.standard_normal())
        for index, pole in enumerate(self._poles):
            value = self._poles[index] = pole * self._keep + value * (1 - self._keep)
        return value * self._gain


class Spring:
    """Critically damped follower: eases towards a goal without overshoot, exact for a goal held over the frame."""

    def __init__(self, frequency_hz: float, value: float = 0.0) -> None:
        self._omega = 2 * math.pi * frequency_hz
        self._decay = math.exp(-self._omega * FRAME_S)
        self.value = value
        self._speed = 0.0

    def step(self, goal: float) -> float:
        """Value of the next frame."""
        away = self.value - goal
        pull = self._speed + self._omega * away
        self.value = goal + (away + pull * FRAME_S) * self._decay
        self._speed = (self._speed - self._omega * pull * FRAME_S) * self._decay
        return self.value


def smoothstep(value: float) -> float:
    """0 below 0, 1 above 1, eased between."""
    held = min(max(value, 0.0), 1.0)
    return held * held * (3 - 2 * held)


def _filtered_sd(keep: float) -> float:
    """Standard deviation of unit white noise after the poles."""
    length = int(60 / (1 - keep))
    response = np.zeros(length)
    response[0] = 1.0
    for _ in range(NOISE_ORDER):
        value = 0.0
        for index in range(length):
            value = value * keep + response[index] * (1 - keep)
            response[index] = value
    return float(np.sqrt((response**2).sum()))

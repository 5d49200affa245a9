"""Smooth movement over time, one frame at a time."""

import math

from app.core.motion import FRAMES_PER_SECOND

VESTIBULAR_GAIN = 0.85  # eyes stay on the viewer while the head turns
FRAME_S = 1 / FRAMES_PER_SECOND


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

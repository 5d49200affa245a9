"""A critically damped spring, one frame of 40 ms at a time."""

import math

from app.core.motion import FRAMES_PER_SECOND

FRAME_S = 1 / FRAMES_PER_SECOND


class Spring:
    """Critically damped follower: eases towards a goal without overshoot, exact for a goal held over the frame."""

    def __init__(self, frequency_hz: float, value: float = 0.0) -> None:
        self._omega = 2 * math.pi * frequency_hz
        self._decay = math.exp(-self._omega * FRAME_S)
        self.value = value
        self._speed = 0.0

    def step(self, goal: float) -> float:
        """Value in the next frame, moved towards the goal."""
        away = self.value - goal
        pull = self._speed + self._omega * away
        self.value = goal + (away + pull * FRAME_S) * self._decay
        self._speed = (self._speed - self._omega * pull * FRAME_S) * self._decay
        return self.value

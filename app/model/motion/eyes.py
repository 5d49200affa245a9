"""Trajectories of blinks (closure 0 to 1) and saccades (radians) once they have been decided on."""

import math

from app.core.smoothstep import ease
from app.model.motion.noise import IdleFigures
from app.model.motion.spring import FRAME_S, Spring

VESTIBULAR_GAIN = 0.85  # of a turn of the head is taken back by the eyes, which stay on the viewer
SHORTEST_BLINK, LONGEST_BLINK = 0.75, 1.3  # times the usual length; 0.25 to 0.45 s of which the lids move
SACCADE_HZ = 9.0  # a saccade is over within two or three frames
LONGEST_GAZE = 0.16  # radians


class Lids:
    """0 open .. 1 closed; lids shut fast and open slowly."""

    def __init__(self, figures: IdleFigures) -> None:
        self._figures = figures
        self._since_s = math.inf
        self._closing_s = self._hold_s = self._opening_s = 0.0

    def blink(self, log_length: float) -> None:
        """Begin to shut, unless a blink is under way. log_length: logarithm of the length against the usual one."""
        if self._since_s < self._closing_s + self._hold_s + self._opening_s:
            return
        factor = min(max(math.exp(log_length), SHORTEST_BLINK), LONGEST_BLINK)
        self._closing_s = self._figures.blink_closing_s * factor
        self._hold_s = FRAME_S * factor  # one frame at least shows closed eyes
        self._opening_s = self._figures.blink_opening_s * factor
        self._since_s = 0.0

    def step(self) -> float:
        """Closure of the next frame."""
        self._since_s += FRAME_S
        if self._since_s < self._closing_s:
            return ease(self._since_s / self._closing_s)
        opened = self._since_s - self._closing_s - self._hold_s
        return 1 - ease(opened / self._opening_s) if opened < self._opening_s else 0.0


class Eyes:
    """Gaze that jumps to where it is sent and holds still there, the head's turns taken back."""

    def __init__(self) -> None:
        self._goal = (0.0, 0.0)
        self._x, self._y = Spring(SACCADE_HZ), Spring(SACCADE_HZ)

    def look(self, x: float, y: float) -> None:
        """Begin a saccade to these angles from the viewer, in radians."""
        self._goal = (x, y)

    def step(self, yaw: float, pitch: float) -> tuple[float, float]:
        """(gaze_x, gaze_y) of the next frame."""
        x, y = self._x.step(self._goal[0]), self._y.step(self._goal[1])
        return _held(x - VESTIBULAR_GAIN * yaw), _held(y - VESTIBULAR_GAIN * pitch)


def _held(angle: float) -> float:
    return LONGEST_GAZE * math.tanh(angle / LONGEST_GAZE)

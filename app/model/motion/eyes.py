"""Blinks and gaze."""

import math

from numpy.random import Generator

from app.model.motion.cues import Cue
from app.model.motion.ease import FRAME_S, Spring, smoothstep
from app.model.motion.idle_figures import IdleFigures

# Blinks in conversation come at gamma-like intervals and gather at phrase ends (Bentivoglio et al. 1997; Cummins 2012).
INTERVAL_SHAPE = 2.0  # coefficient of variation 0.7
REGULAR_SHARE = 0.62  # of the measured rate; the rest are blinks at phrase ends and double ones
PHRASE_END_CHANCE = 0.45
SHORTEST_INTERVAL_S = 0.8
DOUBLE_CHANCE = 0.07

GLANCE_CHANCE = 0.08  # of fixations that leave the viewer, while nothing is said
HOME_CHANCE = 0.5
FIXATION_SHARE = 0.35  # of the measured spread; acted glances are part of that
LONGEST_GAZE = 0.16  # radians
VESTIBULAR_GAIN = 0.85  # eyes stay on the viewer while the head turns


class Blinks:
    """0 open .. 1 closed; closes fast, opens slowly."""

    def __init__(self, figures: IdleFigures, strength: float, rng: Generator) -> None:
        """strength: times the natural rate."""
        self._figures = figures
        self._strength = strength
        self._rng = rng
        self._time_s = 0.0
        self._began_s = -10.0
        self._closing_s = self._hold_s = self._opening_s = 0.1
        self._next_s = self._interval()

    def retune(self, strength: float) -> None:
        """Another rate; the blink that was to come next comes accordingly sooner or later."""
        if self._strength > 0 and strength > 0:
            self._next_s = self._time_s + (self._next_s - self._time_s) * self._strength / strength
            self._strength = strength
        elif strength != self._strength:
            self._strength = strength
            self._next_s = self._time_s + self._interval()

    def step(self, cue: Cue) -> float:
        """Closure of the next frame."""
        self._time_s += FRAME_S
        rested = self._time_s - self._began_s > SHORTEST_INTERVAL_S
        if cue.phrase_end and rested and self._rng.random() < PHRASE_END_CHANCE * self._strength:
            self._next_s = min(self._next_s, self._time_s + self._rng.uniform(0.0, 0.25))
        if self._time_s >= self._next_s:
            self._begin()
        since = self._time_s - self._began_s
        if since < self._closing_s:
            return smoothstep(since / self._closing_s)
        return 1 - smoothstep((since - self._closing_s - self._hold_s) / self._opening_s)

    def _begin(self) -> None:
        self._began_s = self._next_s
        self._closing_s = self._figures.blink_closing_s * self._rng.uniform(0.75, 1.1)
        self._hold_s = FRAME_S * self._rng.uniform(1.0, 1.4)  # at least one frame shows closed eyes
        self._opening_s = self._figures.blink_opening_s * self._rng.uniform(0.75, 1.1)
        if self._rng.random() < DOUBLE_CHANCE:
            whole = self._closing_s + self._hold_s + self._opening_s
            self._next_s = self._began_s + whole + self._rng.uniform(0.05, 0.2)
        else:
            self._next_s = self._began_s + self._interval()

    def _interval(self) -> float:
        if self._strength == 0:
            return math.inf
        mean = 60 / (self._figures.blinks_per_minute * REGULAR_SHARE * self._strength) - SHORTEST_INTERVAL_S
        mean = max(mean, SHORTEST_INTERVAL_S)
        return SHORTEST_INTERVAL_S + float(self._rng.gamma(INTERVAL_SHAPE, mean / INTERVAL_SHAPE))


class Gaze:
    """Small saccades around the viewer's eyes, now and then a glance aside, always back again."""

    def __init__(self, figures: IdleFigures, strength: float, rng: Generator) -> None:
        """strength: times the natural size."""
        self._spread = figures.gaze_sd * FIXATION_SHARE
        self._strength = strength
        self._rng = rng
        self._goal = (0.0, 0.0)
        self._left_s = 1.0
        self._x, self._y = Spring(9.0), Spring(9.0)  # a saccade is over within two or three frames

    def retune(self, strength: float) -> None:
        """Another size; the eyes go there as in a saccade."""
        self._strength = strength

    def step(self, cue: Cue, yaw: float, pitch: float) -> tuple[float, float]:
        """(gaze_x, gaze_y) of the next frame, the head's turn taken back by the eyes."""
        self._left_s -= FRAME_S
        if self._left_s <= 0:
            self._fixate(cue.speaking)
        x, y = (self._strength * eye.step(goal) for eye, goal in zip((self._x, self._y), self._goal, strict=True))
        return _held(x - VESTIBULAR_GAIN * yaw), _held(y - VESTIBULAR_GAIN * pitch)

    def _fixate(self, speaking: bool) -> None:
        away = self._goal != (0.0, 0.0)
        if away and self._rng.random() < HOME_CHANCE:
            self._goal = (0.0, 0.0)
            self._left_s = 0.6 + float(self._rng.gamma(2.0, 0.7))
            return
        glance = not speaking and self._rng.random() < GLANCE_CHANCE
        size = self._spread * (4.0 if glance else 1.0)
        self._goal = (_held(size * self._rng.standard_normal()), _held(0.6 * size * self._rng.standard_normal()))
        self._left_s = 0.25 + float(self._rng.gamma(2.0, 0.35))


def _held(angle: float) -> float:
    return LONGEST_GAZE * math.tanh(float(angle) / LONGEST_GAZE)

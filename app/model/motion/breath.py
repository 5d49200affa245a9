"""Breath by rules, 0 to 1, from the pauses of speech: face tracks, from which the rest is learned, do not show it."""

from numpy.random import Generator

from app.model.motion.cues import Cue
from app.model.motion.spring import FRAME_S, Spring


class Breath:
    """Breath from 0 rest to 1 full: quick and deep in pauses of speech, let out while speaking, slow in silence."""

    TIDE_S, INHALE_SHARE = 4.2, 0.4
    PAUSE_INHALE_S = 0.7

    def __init__(self, rng: Generator) -> None:
        self._rng = rng
        self._spring = Spring(0.7)
        self._goal = 0.0
        self._silence_s = 0.0
        self._tide_s = float(rng.uniform(0, self.TIDE_S))

    def step(self, cue: Cue) -> float:
        """Breath in the next frame, 0 to 1."""
        if cue.speaking:
            self._silence_s = 0.0
            self._goal *= 1 - FRAME_S / 2.5
        else:
            self._silence_s += FRAME_S
            if self._silence_s < self.PAUSE_INHALE_S:
                self._goal = 0.9
                self._tide_s = self.INHALE_SHARE * self.TIDE_S
            else:
                self._tide_s = (self._tide_s + FRAME_S * self._rng.uniform(0.85, 1.15)) % self.TIDE_S
                self._goal = 0.55 if self._tide_s < self.INHALE_SHARE * self.TIDE_S else 0.05
        return min(max(self._spring.step(self._goal), 0.0), 1.0)

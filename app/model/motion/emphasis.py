"""Nods and raised brows on stressed syllables.

The tracked people read lists or act: they stress nothing that the noise generator could learn from. That heads nod and
brows rise on emphasis is known from talk (Munhall et al. 2004; Krahmer and Swerts 2007, "The effects of visual beats on
prosodic prominence"); how often and how far is drawn anew for each stress.
"""

from numpy.random import Generator

from app.model.motion.cues import Cue
from app.model.motion.noise import DRIVEN
from app.model.motion.spring import FRAME_S

NOD_CHANCE, NOD_SIZE, NOD_S = 0.5, 1.8, 0.24  # size in spreads, before the springs round it off
BROW_CHANCE, BROW_SIZE, BROW_S = 0.35, 4.5, (0.25, 0.7)
BROW_ACCENT, BROW_REST_S = 0.35, 1.1
PITCH, BROW = DRIVEN.index("pitch"), DRIVEN.index("brow_raise")


class Emphasis:
    """Adds nods and raised brows to the drives of head and brows when a syllable is stressed."""

    def __init__(self, rng: Generator) -> None:
        self._rng = rng
        self._nod = self._brow = 0.0
        self._nod_left_s = self._brow_left_s = 0.0

    def step(self, cue: Cue) -> dict[int, float]:
        """What to add in the next frame: index in `DRIVEN` -> drive in spreads."""
        self._nod_left_s -= FRAME_S
        self._brow_left_s -= FRAME_S
        if cue.accent > 0:
            chances, sizes = self._rng.random(2), self._rng.uniform(0.5, 1.3, 2)
            if chances[0] < NOD_CHANCE:
                self._nod, self._nod_left_s = NOD_SIZE * (0.4 + cue.accent) * float(sizes[0]), NOD_S
            if cue.accent > BROW_ACCENT and chances[1] < BROW_CHANCE and self._brow_left_s < -BROW_REST_S:
                self._brow = BROW_SIZE * (0.4 + cue.accent) * float(sizes[1])
                self._brow_left_s = float(self._rng.uniform(*BROW_S))
        return {
            PITCH: self._nod if self._nod_left_s > 0 else 0.0,
            BROW: self._brow if self._brow_left_s > 0 else 0.0,
        }

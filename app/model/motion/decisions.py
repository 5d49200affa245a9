"""Decisions of the idle movement in each frame: drives of head and brows, blinks, saccades; drawn from the network."""

from dataclasses import dataclass

import numpy as np

from app.model.motion.cues import Cue, HeardCues, VoiceCues
from app.model.motion.idle_memory import IdleMemory
from app.model.motion.noise import NOISE, IdleNetwork, NoiseGenerator

FURTHEST_GAZE = 2.5  # gaze spreads
# People blink when a phrase is over (Cummins 2012, "Gaze and blinking in dyadic conversation"); the network, which
# learned from single sentences, does not wait for the end of one among many.
PHRASE_END_CHANCE, PHRASE_END_FRAMES = 0.07, 8  # in each of so many frames; together 0.44
# Nor did any of them keep silent for long: at rest people blink 17 times a minute (Bentivoglio et al. 1997), and nobody
# stares for long while talking. These hold from a second after the last blink on.
TALKING_CHANCE, RESTING_CHANCE, RESTING_FRAMES = 0.004, 0.013, 25


@dataclass(frozen=True, slots=True)
class Decision:
    """What was decided for one frame.

    cue: what was heard. drives: (7,) of `DRIVEN`, in spreads. blink_draw: a random draw divided by the chance of a
    blink; at the natural rate one begins if it is below 1. blink_length: logarithm of the length against the usual.
    look: where a saccade goes, in gaze spreads; None if none begins.
    """

    cue: Cue
    drives: list[float]
    blink_draw: float
    blink_length: float
    look: tuple[float, float] | None


class Decisions:
    """Draws the noise, runs the network and remembers what came of it; all follows from the seed and the voice."""

    def __init__(self, network: IdleNetwork, seed: int) -> None:
        self._rng = np.random.default_rng(seed)
        self._length_spread = network.figures.blink_length_spread
        self._cues, self._heard, self._memory = VoiceCues(), HeardCues(), IdleMemory()
        self._generator = NoiseGenerator(network)
        self._since_phrase = PHRASE_END_FRAMES
        self._quiet_frames = 0

    def step(self, loudness_ahead_db: float, opening: float) -> Decision:
        """Decision for the next frame; arguments as for `VoiceCues.step`."""
        cue = self._cues.step(loudness_ahead_db, opening)
        noise = self._rng.standard_normal(NOISE)
        given = [*noise, *self._heard.step(cue), *self._memory.values()]
        impulse = self._generator.step(np.array(given, np.float32))
        # As many draws in every frame, so that no event shifts the noise of later ones.
        chances = self._rng.random(2)
        shapes = self._rng.standard_normal(3)
        look = None
        if chances[1] < impulse.saccade:
            goal = impulse.gaze + impulse.gaze_spread * shapes[1:]
            x, y = np.clip(goal, -FURTHEST_GAZE, FURTHEST_GAZE).tolist()
            look = (x, y)
        blink_draw = float(chances[0]) / max(impulse.blink, self._least_chance(cue))
        self._memory.step(blink_draw < 1, look)
        length = impulse.blink_length + self._length_spread * float(shapes[0])
        return Decision(cue, impulse.drives.tolist(), blink_draw, length, look)

    def _least_chance(self, cue: Cue) -> float:
        """Lower limit for the chance of a blink in this frame, whatever the network gives."""
        self._since_phrase = 0 if cue.phrase_end else self._since_phrase + 1
        self._quiet_frames = 0 if cue.speaking else self._quiet_frames + 1
        if not self._memory.rested:
            return 1e-9
        if self._since_phrase < PHRASE_END_FRAMES:
            return PHRASE_END_CHANCE
        return RESTING_CHANCE if self._quiet_frames > RESTING_FRAMES else TALKING_CHANCE

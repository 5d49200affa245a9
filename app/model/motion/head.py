"""Head, brows and breath."""

from numpy.random import Generator

from app.model.motion.cues import Cue
from app.model.motion.ease import FRAME_S, SmoothNoise, Spring
from app.model.motion.idle_figures import IdleFigures

NATURAL_STRENGTH = 0.5  # the setting at which the head moves as much as people's
DRIFT_S = 0.42  # time constant of each pole of the wandering
DRIFT_SHARE, QUIET_SHARE = 1.1, 0.6  # of the measured spread, while speaking and in silence
NOD_HZ, TURN_HZ, BROW_HZ = 1.3, 0.5, 2.0
NOD_S = 0.2
STRENGTH_HZ = 1.5  # a change of the setting is seen at once and does not jerk
NOD_SIZE, NOD_TURN = 2.2, 0.9  # in measured spreads
STANCES = (1.0, 0.45, 0.9, 0.7, 0.4)  # yaw, pitch, roll, shift_x, shift_y; in measured spreads
SHIFT_SHARE = 0.4  # the rest of the measured shift follows from turning about the neck
BROW_CHANCE, FROWN_CHANCE = 0.4, 0.12
BROW_ACCENT = 0.4
BROW_REST_S = 1.1


class Head:
    """yaw, pitch, roll, shift_x, shift_y: slow wandering, nods on stressed syllables, a new stance for each phrase."""

    def __init__(self, figures: IdleFigures, strength: float, rng: Generator) -> None:
        shifts = (SHIFT_SHARE * figures.shift_x_sd, SHIFT_SHARE * figures.shift_y_sd)
        self._spreads = spreads = (figures.yaw_sd, figures.pitch_sd, figures.roll_sd, *shifts)
        self._strength, self._strength_goal = Spring(STRENGTH_HZ, strength), strength
        self._rng = rng
        self._drift = [SmoothNoise(rng, DRIFT_S) for _ in spreads]
        self._stance = [Spring(TURN_HZ) for _ in spreads]
        self._stance_goal = [0.0] * len(spreads)
        self._nod = [Spring(NOD_HZ) for _ in range(3)]
        self._nod_goal = [0.0] * 3
        self._nod_left_s = 0.0
        self._liveliness = Spring(0.6)

    def retune(self, strength: float) -> None:
        """Ease to another strength."""
        self._strength_goal = strength

    def step(self, cue: Cue) -> list[float]:
        """The five channels of the next frame."""
        if cue.phrase_start:
            self._stance_goal = [size * float(self._rng.standard_normal()) for size in STANCES]
        if cue.phrase_end:
            self._stance_goal = [0.3 * goal for goal in self._stance_goal]
        if cue.accent > 0:
            depth = NOD_SIZE * cue.accent * self._rng.uniform(0.5, 1.3)
            side = NOD_TURN * cue.accent * self._rng.standard_normal(2)
            self._nod_goal = [float(side[0]), float(depth), float(side[1])]
            self._nod_left_s = NOD_S
        self._nod_left_s -= FRAME_S
        if self._nod_left_s <= 0:
            self._nod_goal = [0.0] * 3
        share = QUIET_SHARE + (DRIFT_SHARE - QUIET_SHARE) * self._liveliness.step(float(cue.speaking))
        nods = [spring.step(goal) for spring, goal in zip(self._nod, self._nod_goal, strict=True)] + [0.0, 0.0]
        stances = [spring.step(goal) for spring, goal in zip(self._stance, self._stance_goal, strict=True)]
        drifts = [noise.step() for noise in self._drift]
        factor = self._strength.step(self._strength_goal) / NATURAL_STRENGTH
        return [
            factor * spread * (share * drift + stance + nod)
            for spread, drift, stance, nod in zip(self._spreads, drifts, stances, nods, strict=True)
        ]


class Brows:
    """brow_raise and brow_frown: brows rise on some stressed syllables, seldom draw together, hardly move otherwise."""

    def __init__(self, figures: IdleFigures, rng: Generator) -> None:
        self._size = figures.brow_raise
        self._rng = rng
        self._wander = (SmoothNoise(rng, 0.5), SmoothNoise(rng, 0.5))
        self._raise, self._frown = Spring(BROW_HZ), Spring(BROW_HZ)
        self._goals = (0.0, 0.0)
        self._left_s = 0.0

    def step(self, cue: Cue) -> tuple[float, float]:
        """(brow_raise, brow_frown) of the next frame."""
        self._left_s -= FRAME_S
        if self._left_s <= 0:
            self._goals = (0.0, 0.0)
        if cue.accent > BROW_ACCENT and self._left_s <= -BROW_REST_S:
            chance = self._rng.random()
            size = self._rng.uniform(0.8, 1.8) * (0.5 + cue.accent)
            if chance < FROWN_CHANCE:
                self._goals = (0.0, 0.5 * size)
            elif chance < FROWN_CHANCE + BROW_CHANCE:
                self._goals = (size, 0.0)
            self._left_s = self._rng.uniform(0.25, 0.7)
        raised = self._raise.step(self._goals[0]) + 0.15 * self._wander[0].step()
        frowned = self._frown.step(self._goals[1]) + 0.08 * self._wander[1].step()
        return self._size * raised, self._size * frowned


class Breath:
    """0 rest .. 1 full: quick and deep in the pauses of speech, let out while speaking, a slow tide in silence."""

    TIDE_S, INHALE_SHARE = 4.2, 0.4
    PAUSE_INHALE_S = 0.7

    def __init__(self, rng: Generator) -> None:
        self._rng = rng
        self._spring = Spring(0.7)
        self._goal = 0.0
        self._silence_s = 0.0
        self._tide_s = float(rng.uniform(0, self.TIDE_S))

    def step(self, cue: Cue) -> float:
        """Value of the next frame."""
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

"""Head and brows: springs that follow what the noise generator drives them to."""

from collections.abc import Sequence

from app.model.motion.noise import DRIVE_HZ, DRIVEN
from app.model.motion.spring import Spring

NATURAL_STRENGTH = 0.5  # the setting at which the head moves as much as people's
STRENGTH_HZ = 1.5  # a change of the setting is seen at once and does not jerk
SETTLE_HZ = 0.4  # a take begins at the portrait's own pose
HEAD = 5  # the first of `DRIVEN`; the rest are brows


class HeadAndBrows:
    """Head angles and shifts, brow raise and frown, in the order of `DRIVEN`."""

    def __init__(self, spreads: Sequence[float], strength: float, brows: float = 1.0) -> None:
        """spreads: of `DRIVEN`; strength: of the head; brows: how far they move, times the natural."""
        self._spreads = spreads
        self._springs = [Spring(DRIVE_HZ) for _ in DRIVEN]
        self._strength, self._goal = Spring(STRENGTH_HZ, strength), strength
        self._brows, self._brows_goal = Spring(STRENGTH_HZ, brows), brows
        self._begun = Spring(SETTLE_HZ)

    def retune(self, strength: float, brows: float = 1.0) -> None:
        """Set other strengths of head and brows, reached gradually."""
        self._goal, self._brows_goal = strength, brows

    def step(self, drives: Sequence[float]) -> tuple[list[float], list[float]]:
        """(7,) drives of the next frame, in spreads -> (5,) head and (2,) brows."""
        begun = self._begun.step(1.0)
        factor = self._strength.step(self._goal) / NATURAL_STRENGTH
        brows = self._brows.step(self._brows_goal)
        moved = [
            begun * spread * spring.step(drive)
            for spread, spring, drive in zip(self._spreads, self._springs, drives, strict=True)
        ]
        return [factor * value for value in moved[:HEAD]], [brows * value for value in moved[HEAD:]]

import numpy as np
import pytest

from app.model.motion.cues import Cue
from app.model.motion.emphasis import BROW, PITCH, Emphasis


class Dice:
    """Draws that are known: chances that always or never come true, and the middle of every range."""

    def __init__(self, chance: float) -> None:
        self._chance = chance

    def random(self, count: int) -> np.ndarray:
        return np.full(count, self._chance)

    def uniform(self, low: float, high: float, count: int | None = None) -> float | np.ndarray:
        middle = (low + high) / 2
        return middle if count is None else np.full(count, middle)


def _drives(accents: list[float], chance: float = 0.0) -> list[dict[int, float]]:
    emphasis = Emphasis(Dice(chance))  # type: ignore[arg-type]
    return [emphasis.step(Cue(True, False, False, accent, 0.0, 0.1)) for accent in accents]


def test_a_nod_lasts_a_quarter_of_a_second_and_is_as_large_as_the_stress() -> None:
    nods = [drive[PITCH] for drive in _drives([0.0] * 3 + [0.6] + [0.0] * 20)]
    assert nods[:3] == [0.0] * 3
    assert nods[3:9] == pytest.approx([1.8 * (0.4 + 0.6) * 0.9] * 6)
    assert not any(nods[10:])


def test_brows_rise_on_strong_stress_for_half_a_second_and_then_rest() -> None:
    strong = [0.0] * 30 + ([0.6] + [0.0] * 9) * 8
    raised = np.array([drive[BROW] for drive in _drives(strong)])
    assert raised[30:41] == pytest.approx(4.5 * 0.9)
    assert not raised[43:70].any()  # 0.48 s and a rest of 1.1 s
    assert raised[70] > 0
    assert not any(drive[BROW] for drive in _drives([0.0] * 30 + [0.3] + [0.0] * 10))  # too weak for brows


@pytest.mark.parametrize(("chance", "nods", "brows"), [(0.3, True, True), (0.4, True, False), (0.6, False, False)])
def test_not_every_stress_moves_the_head_and_fewer_the_brows(chance: float, nods: bool, brows: bool) -> None:
    drives = _drives([0.0] * 30 + [0.6] + [0.0] * 10, chance)
    assert any(drive[PITCH] for drive in drives) is nods
    assert any(drive[BROW] for drive in drives) is brows

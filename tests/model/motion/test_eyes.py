import math

import numpy as np
import pytest
from numpy.typing import NDArray

from app.core.smoothstep import ease
from app.model.motion.eyes import Eyes, Lids
from app.model.motion.noise import IdleFigures
from app.model.motion.spring import Spring

FIGURES = IdleFigures((1.0,) * 7, 0.05, blink_closing_s=0.08, blink_opening_s=0.16, blink_length_spread=0.1)


def _lids(lids: Lids, frames: int) -> NDArray[np.float64]:
    return np.array([lids.step() for _ in range(frames)])


def test_lids_shut_fast_stay_for_a_frame_and_open_slowly() -> None:
    lids = Lids(FIGURES)
    assert not _lids(lids, 5).any()
    lids.blink(0.0)
    assert _lids(lids, 8) == pytest.approx([0.5, 1.0, 1.0, *(1 - ease(n / 4) for n in (1, 2, 3)), 0.0, 0.0])


@pytest.mark.parametrize(("log_length", "factor"), [(math.log(1.1), 1.1), (-9.0, 0.75), (9.0, 1.3)])
def test_a_blink_is_as_long_as_asked_within_reason(log_length: float, factor: float) -> None:
    lids = Lids(FIGURES)
    lids.blink(log_length)
    times_s = 0.04 * np.arange(1, 12) / factor  # of a blink of the usual length
    shutting = [ease(t / 0.08) for t in times_s]
    opening = [1 - ease((t - 0.08 - 0.04) / 0.16) for t in times_s]
    assert _lids(lids, 11) == pytest.approx(np.minimum(shutting, opening), abs=1e-9)


def test_a_blink_is_not_interrupted_by_another() -> None:
    one, twice = Lids(FIGURES), Lids(FIGURES)
    one.blink(0.0)
    twice.blink(0.0)
    whole, first = _lids(one, 7), _lids(twice, 3)
    twice.blink(0.0)
    assert [*first, *_lids(twice, 4)] == pytest.approx(whole)
    twice.blink(0.0)
    assert twice.step() == pytest.approx(0.5)  # after its end another one begins


def test_eyes_jump_to_where_they_are_sent_and_stay_there() -> None:
    eyes, x, y = Eyes(), Spring(9.0), Spring(9.0)
    assert eyes.step(0.0, 0.0) == (0.0, 0.0)
    eyes.look(0.05, -0.02)
    for _ in range(10):
        away = x.step(0.05), y.step(-0.02)
        assert eyes.step(0.0, 0.0) == pytest.approx([0.16 * math.tanh(angle / 0.16) for angle in away])


def test_turns_of_the_head_are_taken_back_up_to_where_eyes_end() -> None:
    eyes = Eyes()
    assert eyes.step(0.02, -0.04) == pytest.approx([0.16 * math.tanh(angle / 0.16) for angle in (-0.017, 0.034)])
    assert eyes.step(5.0, -5.0) == pytest.approx((-0.16, 0.16))

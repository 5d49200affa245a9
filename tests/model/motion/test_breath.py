import numpy as np
import pytest
from numpy.typing import NDArray

from app.model.motion.breath import Breath
from app.model.motion.cues import Cue
from app.model.motion.spring import Spring


def _breath(breath: Breath, speaking: bool, frames: int) -> NDArray[np.float64]:
    cue = Cue(speaking, False, False, 0.0, 0.0, 0.0)
    return np.array([breath.step(cue) for _ in range(frames)])


@pytest.mark.parametrize("spoken", [0, 60])
def test_a_pause_begins_with_a_quick_deep_breath(spoken: int) -> None:
    breath, spring = Breath(np.random.default_rng(0)), Spring(0.7)
    assert not _breath(breath, True, spoken).any()  # nothing to let out yet
    expected = [spring.step(0.9) for _ in range(17)]
    assert _breath(breath, False, 17) == pytest.approx(expected)
    assert expected[-1] > 0.6


def test_it_is_let_out_while_speaking() -> None:
    breath = Breath(np.random.default_rng(0))
    full = _breath(breath, False, 17)[-1]
    out = _breath(breath, True, 250)
    assert out[25:].max() < full
    assert (np.diff(out[25:]) < 0).all()
    assert 0.25 < out[75] < 0.55
    assert out[-1] < 0.05


def test_in_silence_it_comes_and_goes_every_four_seconds() -> None:
    tide = _breath(Breath(np.random.default_rng(0)), False, 2_000)[100:]
    rising = np.flatnonzero((np.diff(tide)[1:] > 0) & (np.diff(tide)[:-1] <= 0))
    assert np.diff(rising) / 25 == pytest.approx(4.2, abs=0.3)
    assert (tide.min(), tide.max()) == pytest.approx((0.06, 0.54), abs=0.03)

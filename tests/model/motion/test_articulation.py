import numpy as np
import pytest
from numpy.typing import NDArray

from app.core.motion import SPOKEN, TONGUE
from app.core.settings import PerformanceSettings
from app.model.motion.articulation import SHUT, Articulation


def _talk(frames: int = 200) -> NDArray[np.float32]:
    """Lips that flap at 2 and 7 Hz and shut for one frame now and then."""
    time = np.arange(frames) / 25
    mouth = np.zeros((frames, SPOKEN.stop), np.float32)
    mouth[:, 0] = 0.15 + 0.06 * np.sin(2 * np.pi * 2 * time) + 0.05 * np.sin(2 * np.pi * 7 * time)
    mouth[:, 1] = 0.03 * np.sin(2 * np.pi * 7 * time)
    mouth[20::37, 0] = 0.0
    mouth[:, TONGUE] = np.random.default_rng(0).random((frames, 2))
    return mouth


def _applied(talk: NDArray[np.float32], **settings: float) -> NDArray[np.float32]:
    """All frames, the delay made up for by rest at the end."""
    rest = np.zeros((1, SPOKEN.stop), np.float32)
    articulation = Articulation(PerformanceSettings(**settings))  # type: ignore[arg-type]
    return articulation.push(np.concatenate([talk, rest]))[: len(talk)]


def test_without_wishes_nothing_changes() -> None:
    np.testing.assert_array_equal(_applied(_talk()), _talk())


@pytest.mark.parametrize("strength", [0.5, 1.5])
def test_the_mouth_moves_more_or_less_and_still_shuts(strength: float) -> None:
    talk = _talk()
    talk[100, 0] = SHUT  # as shut as counts for a p
    moved = _applied(talk, mouth=strength)
    wide = talk[:, 0] > 0.1
    np.testing.assert_allclose(moved[wide, 0], strength * talk[wide, 0], rtol=1e-5)
    np.testing.assert_allclose(moved[:, 1], strength * talk[:, 1], rtol=1e-5)
    np.testing.assert_array_equal(moved[:, TONGUE], talk[:, TONGUE])  # it goes as far as it must
    assert moved[talk[:, 0] <= SHUT + 1e-6, 0].max() <= SHUT + 1e-6


def test_smoothing_rounds_the_quickest_movement_and_keeps_closures() -> None:
    talk = _talk()
    smooth, half = _applied(talk, smoothing=1.0), _applied(talk, smoothing=0.5)
    assert smooth[30:, 1].std() < 0.5 * talk[30:, 1].std()  # 7 Hz
    assert smooth[30:, 1].std() < half[30:, 1].std() < talk[30:, 1].std()
    assert smooth[talk[:, 0] == 0, 0].max() == 0
    slow = _talk()
    slow[:, 0] = 0.15 + 0.06 * np.sin(2 * np.pi * 2 * np.arange(len(slow)) / 25)
    assert _applied(slow, smoothing=1.0)[30:, 0].std() > 0.9 * slow[30:, 0].std()


def test_smoothing_neither_lags_nor_leads() -> None:
    talk = _talk()
    smooth = _applied(talk, smoothing=1.0)
    fits = [np.corrcoef(np.roll(smooth[:, 1], shift)[30:-30], talk[30:-30, 1])[0, 1] for shift in (-1, 0, 1)]
    assert int(np.argmax(fits)) == 1


@pytest.mark.parametrize("smoothing", [0.0, 1.0])
def test_pieces_of_any_length_give_the_same(smoothing: float) -> None:
    talk = _talk()
    settings = PerformanceSettings(mouth=1.3, smoothing=smoothing)
    whole, cut = Articulation(settings), Articulation(settings)
    pieces = [cut.push(piece) for piece in np.split(talk, [0, 1, 2, 9, 60, 61])]
    np.testing.assert_array_equal(np.concatenate(pieces), whole.push(talk))
    assert sum(map(len, pieces)) == len(talk) - whole.delay_frames

from pathlib import Path

import numpy as np
import pytest

from app.core.face_basis import load_face_basis
from app.evaluation.motion import MotionFigures, best_lag, pearson, speaker_figures, table
from app.training.corpus import Example


class _Echo:
    """Predicts a given mouth, late by some frames."""

    def __init__(self, mouth: np.ndarray, late: int) -> None:
        self._mouth, self._late = mouth, late

    def mouth(self, samples: np.ndarray, frames: int) -> np.ndarray:
        return np.roll(self._mouth, self._late, axis=0)[:frames]


def _clip() -> Example:
    rng = np.random.default_rng(0)
    mouth = np.zeros((75, 12), np.float32)
    mouth[15:50, 0] = np.convolve(rng.uniform(0, 0.2, 35), np.ones(4) / 4, "same")
    mouth[15:50, 1] = np.sin(np.arange(35)) * 0.02
    basis = load_face_basis()
    points = basis.canonical + np.einsum("tk,kvc->tvc", mouth, basis.mouth_basis)
    width = np.linalg.norm(points[:, 61] - points[:, 291], axis=1).astype(np.float32)
    return Example("s", "c", Path("c.flac"), np.zeros(48_000, np.float32), mouth, width, (15, 50))


def test_a_perfect_prediction_scores_one() -> None:
    clip = _clip()
    row = speaker_figures([clip], load_face_basis(), _Echo(clip.mouth, 0))  # type: ignore[arg-type]
    assert row.opening_r == pytest.approx(1)
    assert row.width_r == pytest.approx(1, abs=1e-3)
    assert row.sd_ratio == pytest.approx(1)
    assert row.lag_frames == 0
    assert row.silence_opening == 0


def test_a_late_prediction_shows_its_lag() -> None:
    clip = _clip()
    row = speaker_figures([clip], load_face_basis(), _Echo(clip.mouth, 2))  # type: ignore[arg-type]
    assert row.lag_frames == 2
    assert row.opening_r < 0.9


def test_lag_is_positive_when_late() -> None:
    wave = np.random.default_rng(1).normal(size=60)
    assert best_lag(np.roll(wave, 3), wave) == 3
    assert best_lag(np.roll(wave, -2), wave) == -2


def test_stillness_correlates_with_nothing() -> None:
    assert pearson(np.zeros(10), np.arange(10.0)) == 0


def test_the_table_names_every_speaker() -> None:
    clip = _clip()
    row = speaker_figures([clip], load_face_basis(), _Echo(clip.mouth, 0))  # type: ignore[arg-type]
    text = table(MotionFigures((row,), 0.004))
    assert "| s | 1 | 1.000 |" in text
    assert "0.0040" in text

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from app.core.face_basis import load_face_basis
from app.evaluation.motion.changes import changes, repitched, telephone
from app.evaluation.motion.figures import MotionFigures, table, tracked_rows
from app.evaluation.motion.phones import (
    bites,
    closures,
    order_agreement,
    shut_consonants,
    shut_vowels,
    silent_openings,
    vowel_openings,
)
from app.evaluation.motion.song import held_notes, pitch_hz
from app.evaluation.motion.tracked import best_lag, followed, pearson, speaker_figures
from app.evaluation.rows import Row
from app.training.corpus import Example
from app.training.speech.phones import Phone


class _Echo:
    """Predicts a given mouth, late by some frames."""

    def __init__(self, mouth: NDArray[np.float32], late: int) -> None:
        self._mouth, self._late = mouth, late

    def mouth(self, samples: NDArray[np.float32], frames: int) -> NDArray[np.float32]:
        return np.roll(self._mouth, self._late, axis=0)[:frames]

    def in_blocks(self, samples: NDArray[np.float32], frames: int, block: int) -> NDArray[np.float32]:
        return self.mouth(samples, frames)


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
    assert row.known.opening_r == pytest.approx(1)
    assert row.live.opening_r == pytest.approx(1)
    assert row.known.width_r == pytest.approx(1, abs=1e-3)
    assert row.known.rounding_r == pytest.approx(1, abs=1e-3)
    assert row.known.sd_ratio == pytest.approx(1)
    assert row.known.opening_lags == (0,)
    assert all(measure.reached for measure in tracked_rows([row]))


def test_a_late_prediction_shows_its_lag() -> None:
    clip = _clip()
    row = speaker_figures([clip], load_face_basis(), _Echo(clip.mouth, 2))  # type: ignore[arg-type]
    assert row.known.opening_lags == row.known.width_lags == (2,)
    assert row.known.opening_r < 0.9
    assert [measure.reached for measure in tracked_rows([row])][-2:] == [False, False]


def test_lag_is_positive_when_late() -> None:
    wave = np.random.default_rng(1).normal(size=60)
    assert best_lag(np.roll(wave, 3), wave) == 3
    assert best_lag(np.roll(wave, -2), wave) == -2


def test_stillness_correlates_with_nothing() -> None:
    assert pearson(np.zeros(10), np.arange(10.0)) == 0


def test_the_table_names_every_speaker_and_measure() -> None:
    clip = _clip()
    row = speaker_figures([clip], load_face_basis(), _Echo(clip.mouth, 0))  # type: ignore[arg-type]
    text = table(MotionFigures((row,), (Row("opening in silence", "0.004", "0.02", reached=True),)))
    assert "| s | 1 | 1.000 |" in text
    assert "told the phones" not in text
    assert "| opening in silence | 0.004 | 0.02 | yes |" in text


def test_the_table_shows_what_the_teacher_makes_of_the_phones() -> None:
    clip = _clip()
    row = speaker_figures([clip], load_face_basis(), _Echo(clip.mouth, 2))  # type: ignore[arg-type]
    text = table(MotionFigures((replace(row, taught=followed([clip.mouth], [clip], load_face_basis())),), ()))
    assert "| s | 1.000 | 1.000 | 1.000 | 1.00 |" in text
    assert "| mean | 1.000 | 1.000 | 1.000 | 1.00 |" in text


PHONES = [Phone(0.4, 0.6, "m"), Phone(0.6, 0.8, "a"), Phone(0.8, 0.92, "p"), Phone(0.92, 1.12, "i")]


def _opening(shut: tuple[int, ...]) -> NDArray[np.float32]:
    opening = np.full(75, 0.1, np.float32)
    opening[list(shut)] = 0
    return opening


def test_a_bite_is_neither_shut_nor_open() -> None:
    phones = [Phone(0.4, 0.6, "f"), Phone(0.8, 1.0, "v"), Phone(1.2, 1.4, "ʋ"), Phone(1.6, 1.8, "p")]
    opening = np.full(75, 0.1, np.float32)
    opening[12], opening[22] = 0.03, 0.0
    assert bites([(opening, phones)]) == [True, False, False]


def test_consonants_that_are_not_of_the_lips_should_not_shut_them() -> None:
    phones = [Phone(0.4, 0.6, "t"), Phone(0.8, 1.0, "k"), Phone(1.2, 1.4, "w"), Phone(1.6, 1.8, "f")]
    opening = np.full(75, 0.1, np.float32)
    opening[[12, 32, 42]] = 0.0
    assert shut_consonants([(opening, phones)]) == [True, False]


def test_closures_count_within_a_frame() -> None:
    assert closures([(_opening((12, 20)), PHONES)]) == [True, True]
    assert closures([(_opening((13, 22)), PHONES)]) == [True, True]  # a frame late
    assert closures([(_opening((9, 17)), PHONES)]) == [False, False]


def test_only_open_vowels_must_be_open() -> None:
    assert shut_vowels([(_opening((17, 25)), PHONES)]) == [True]
    assert shut_vowels([(_opening((12,)), PHONES)]) == [False]


def test_vowels_are_ranked_by_their_openings() -> None:
    opening = _opening(())
    opening[17], opening[25] = 0.2, 0.05
    found = vowel_openings([(opening, PHONES)] * 20)
    assert found == pytest.approx({"a": 0.2, "i": 0.05})
    assert order_agreement(found, {"a": 3.0, "i": 1.0, "u": 0.5}) == pytest.approx(1)
    assert vowel_openings([(opening, PHONES)]) == {}


def test_rest_begins_after_the_last_sound() -> None:
    opening = np.zeros(75, np.float32)
    opening[:31] = 0.1  # still moving within 120 ms after 1.12 s
    rest = silent_openings([(opening, PHONES)])
    assert rest.max() == pytest.approx(0.1)  # the frames long before the first phone
    assert silent_openings([(opening[1:], PHONES[:0])]).size == 74
    assert (silent_openings([(np.roll(opening, 0), PHONES)])[2:] == 0).all()


def _buzz(hz: float, seconds: float) -> NDArray[np.float32]:
    time = np.arange(int(seconds * 16_000)) / 16_000
    total = sum(np.cos(2 * np.pi * hz * harmonic * time) / harmonic for harmonic in range(1, 12))
    return np.asarray(0.1 * total, np.float32)


def test_pitch_and_held_notes_are_found() -> None:
    sound = np.concatenate([_buzz(150, 1.0), np.zeros(8_000, np.float32), _buzz(300, 0.2)])
    pitch = pitch_hz(sound, 42)
    assert np.median(pitch[2:23]) == pytest.approx(150, rel=0.02)
    assert (pitch[27:36] == 0).all()
    held = held_notes(pitch)
    assert held[3:22].all()
    assert not held[26:].any()


def test_changed_sounds_keep_their_length_and_change_as_told() -> None:
    sound = _buzz(200, 1.0)
    for change in changes().values():
        assert change(sound).shape == sound.shape
        assert change(sound).dtype == np.float32
    higher = pitch_hz(repitched(sound, 4), 25)[5:20]
    assert np.median(higher) == pytest.approx(252, rel=0.03)
    spectrum = np.abs(np.fft.rfft(telephone(sound)))
    assert spectrum[200] < spectrum[400]  # below the band; as a sound it is twice as strong

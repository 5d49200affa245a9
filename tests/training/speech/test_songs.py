import numpy as np

from app.core.motion import MOUTH_COEFFICIENTS
from app.evaluation.motion.song import held_notes, pitch_hz
from app.training.motion.targets import Lesson, frame_phones
from app.training.speech.phones import Phone
from app.training.speech.songs import LEAST_OPENING, NOTE_HZ, sing
from app.training.speech.voices import Utterance

RNG_SEED = 1


def _spoken() -> tuple[Utterance, Lesson]:
    """Two buzzing vowels with an m between them."""
    time = np.arange(16_000) / 16_000
    samples = (0.1 * np.sign(np.sin(2 * np.pi * 120 * time)) * (time > 0.1)).astype(np.float32)
    phones = [Phone(0.1, 0.4, "i"), Phone(0.4, 0.5, "m"), Phone(0.5, 0.9, "a")]
    mouth = np.zeros((25, MOUTH_COEFFICIENTS), np.float32)
    mouth[3:10, 0], mouth[13:23, 0] = 0.02, 0.2
    lesson = Lesson(samples, mouth, np.ones(25, np.float32), frame_phones(phones, 25))
    return Utterance(samples, phones), lesson


def test_vowels_are_held_and_consonants_keep_their_length() -> None:
    sung, lesson = sing(*_spoken(), np.random.default_rng(RNG_SEED))
    lengths = [phone.end_s - phone.start_s for phone in sung.phones]
    assert lengths[0] > 0.5 or lengths[2] > 0.6
    np.testing.assert_allclose(lengths[1], 0.1)
    assert len(sung.samples) > 18_000
    assert len(lesson.mouth) == len(lesson.active) == len(lesson.phones) == len(sung.samples) // 640


def test_sung_vowels_are_open_and_the_m_stays_shut() -> None:
    sung, lesson = sing(*_spoken(), np.random.default_rng(RNG_SEED))
    i, m, a = (int((phone.start_s + phone.end_s) / 2 * 25) for phone in sung.phones)
    assert lesson.mouth[i, 0] >= LEAST_OPENING - 1e-6
    assert lesson.mouth[a, 0] > 0.18
    assert lesson.mouth[m, 0] < 0.02


def test_the_voice_is_on_notes() -> None:
    sung, lesson = sing(*_spoken(), np.random.default_rng(RNG_SEED))
    pitch = pitch_hz(sung.samples, len(lesson.mouth))
    voiced = pitch[pitch > 0]
    assert len(voiced) > 0.4 * len(pitch)
    assert NOTE_HZ[0] * 0.9 < np.median(voiced) < NOTE_HZ[1] * 1.1
    assert held_notes(pitch).sum() > 10


def test_a_song_depends_on_its_seed_alone() -> None:
    first, again, other = (sing(*_spoken(), np.random.default_rng(seed))[0].samples for seed in (1, 1, 2))
    np.testing.assert_array_equal(first, again)
    assert len(first) != len(other) or np.abs(first - other).max() > 0.01

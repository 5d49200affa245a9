import numpy as np
import pytest
import torch

from app.model.motion.network import BITING_OPENING
from app.training.speech.phones import ARPABET, CONSONANTS, FEATURES, SILENCE, VOWELS, Phone, features, spread, vector
from app.training.speech.teacher import Teacher, activity, lip_ceiling, teach
from app.training.speech.voices import Utterance

TIMES = np.arange(50) / 25


def test_every_phone_of_the_english_dictionary_is_known() -> None:
    for name in ARPABET.values():
        assert all(symbol in VOWELS or symbol in CONSONANTS for symbol in name)


def test_features_tell_what_the_lips_see() -> None:
    assert vector("p")[FEATURES.index("bilabial")] == 1
    openness = [vector(vowel)[FEATURES.index("open")] for vowel in "aei"]
    assert openness == sorted(openness, reverse=True)
    assert vector("u")[FEATURES.index("round")] == 1
    assert vector(SILENCE).sum() == vector(SILENCE)[FEATURES.index("silence")] == 1


def test_diphthongs_and_affricates_become_two_sounds() -> None:
    assert [phone.ipa for phone in spread(0.0, 0.2, "aɪ")] == ["a", "ɪ"]
    assert [phone.start_s for phone in spread(0.0, 0.2, "ˈtʃ")] == [0.0, 0.1]
    assert [phone.ipa for phone in spread(0.0, 0.2, "??")] == [SILENCE]


def test_phones_fill_their_own_time() -> None:
    rows = features([Phone(0.4, 0.8, "m")], TIMES)
    nasal = rows[:, FEATURES.index("nasal")]
    assert nasal.sum() == 10
    assert nasal[10] == 1
    assert rows[:, FEATURES.index("silence")].sum() == 40


def test_lips_are_shut_in_p_b_m_and_nearly_in_f() -> None:
    ceiling = lip_ceiling([Phone(0.4, 0.6, "m"), Phone(1.0, 1.2, "f"), Phone(1.4, 1.6, "a")], TIMES)
    assert ceiling[11:14].max() == 0
    assert ceiling[26:29].max() == pytest.approx(BITING_OPENING)
    assert ceiling[37] > 0.3
    assert ceiling[20] > 0.2


def test_lips_rest_in_long_pauses_alone() -> None:
    spoken = [Phone(0.4, 0.6, "a"), Phone(0.7, 0.9, "a"), Phone(1.7, 1.9, "a")]
    active = activity(spoken, TIMES)
    assert active[10:22].min() == 1  # the short gap is part of speaking
    assert active[31] < 1
    assert activity([], TIMES).max() == 0
    assert activity([Phone(1.0, 1.2, "a")], TIMES)[:15].max() == 0


def test_a_taught_utterance_shuts_its_lips_where_it_must() -> None:
    torch.manual_seed(0)
    teacher = Teacher().eval().requires_grad_(False)
    teacher.last.bias += 2.0
    phones = [Phone(0.5, 0.8, "a"), Phone(0.8, 1.0, "b"), Phone(1.0, 1.4, "a")]
    utterance = Utterance(np.full(32_000, 0.01, np.float32), phones)
    lesson = teach(teacher, utterance, np.full(12, 0.05, np.float32), 1.0)
    assert lesson.mouth[15, 0] > 0.03
    assert lesson.mouth[22, 0] == 0
    assert lesson.mouth[:4].max() == 0
    assert lesson.phones.shape == (50, len(FEATURES))

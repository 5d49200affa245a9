import ctypes.util
import shutil

import numpy as np
import pytest

from app.training.speech.phones import SILENCE
from app.training.speech.voices import Espeak, Utterance, flite

needs_espeak = pytest.mark.skipif(ctypes.util.find_library("espeak-ng") is None, reason="espeak-ng is not installed")
needs_flite = pytest.mark.skipif(shutil.which("flite") is None, reason="flite is not installed")


def _check(utterance: Utterance, wanted: str) -> None:
    spoken = [phone.ipa for phone in utterance.phones if phone.ipa != SILENCE]
    assert [ipa for ipa in spoken if ipa in wanted] == list(wanted)
    duration_s = len(utterance.samples) / 16_000
    assert all(phone.end_s >= phone.start_s - 0.05 for phone in utterance.phones)
    assert duration_s - 0.6 < utterance.phones[-1].end_s <= duration_s + 0.01


@needs_espeak
def test_espeak_tells_when_each_phone_sounds() -> None:
    utterance = Espeak().say("Mama fa sapone.", "it", 150, 50, 50)
    _check(utterance, "mmfspn")
    sibilant = next(phone for phone in utterance.phones if phone.ipa == "s")
    piece = utterance.samples[int(sibilant.start_s * 16_000) : int(sibilant.end_s * 16_000)]
    vowel = next(phone for phone in utterance.phones if phone.ipa == "a")
    other = utterance.samples[int(vowel.start_s * 16_000) : int(vowel.end_s * 16_000)]
    assert _crossings(piece) > 3 * _crossings(other)


@needs_espeak
def test_an_unknown_voice_is_refused() -> None:
    with pytest.raises(ValueError, match="no voice"):
        Espeak().say("a", "nosuchlanguage", 150, 50, 50)


@needs_flite
def test_flite_tells_when_each_phone_sounds() -> None:
    _check(flite("Bob may pass.", "slt", 1.0), "bbmps")


def _crossings(samples: np.ndarray) -> float:
    return float((np.diff(np.sign(samples)) != 0).mean())

"""Phones of recordings in any language, found by a reading of their text."""

import ctypes.util
import shutil

import numpy as np
import pytest

pytest.importorskip("pocketsphinx", reason="pocketsphinx (the extra `train`) is not installed")

from app.training.speech.likelihood import PHONE_NAMES, Likelihoods, phone, silence
from app.training.speech.listener import Listener
from app.training.speech.phones import Phone
from app.training.speech.voices import Espeak, Utterance, flite
from app.training.speech.warping import Warper

pytestmark = pytest.mark.skipif(
    ctypes.util.find_library("espeak-ng") is None or shutil.which("flite") is None,
    reason="espeak-ng and flite are not both installed",
)
TEXT = "Pamela may pass the map to Bob, and mother keeps five thumbs."
FRAME_S = 0.04


@pytest.fixture(scope="module")
def espeak() -> Espeak:
    return Espeak()


@pytest.fixture(scope="module")
def warper() -> Warper:
    return Warper()


def _middles(phones: list[Phone]) -> np.ndarray:
    """Of p, b, m."""
    return np.array([(one.start_s + one.end_s) / 2 for one in phones if one.ipa in "pbm"])


def test_a_sound_fits_the_phone_that_it_is() -> None:
    said = flite("Sasha sees me.", "slt", 1.3)
    states = Likelihoods().states(said.samples)
    assert states.shape[1] == 3 * len(PHONE_NAMES)
    assert len(states) == pytest.approx(len(said.samples) / 160, abs=3)
    hiss = [int(100 * (one.start_s + one.end_s) / 2) for one in said.phones if one.ipa in "sʃ"]
    hum = [int(100 * (one.start_s + one.end_s) / 2) for one in said.phones if one.ipa in "mi"]
    assert phone(states, "s")[hiss, 1].mean() > phone(states, "m")[hiss, 1].mean() + 1
    assert phone(states, "m")[hum, 1].mean() > phone(states, "s")[hum, 1].mean() + 1
    assert silence(states)[-10:].mean() > silence(states)[hum].mean()


def test_closures_of_another_voice_are_found_to_the_frame(espeak: Espeak, warper: Warper) -> None:
    truth = flite(TEXT, "slt", 1.2)
    found = warper.phones(truth.samples, espeak.say(TEXT, "en-us+m3", 190, 50, 50))
    assert found is not None
    wanted, middles = _middles(truth.phones), _middles(found)
    assert len(middles) == len(wanted) == 11
    assert (np.abs(middles - wanted) <= FRAME_S).sum() >= 10
    assert np.abs(middles - wanted).max() < 1.5 * FRAME_S


def test_a_pause_that_the_reading_lacks_is_held_out(espeak: Espeak, warper: Warper) -> None:
    said = espeak.say("Der Müller mahlt Mehl im Dorf", "de+klatt2", 150, 50, 50)
    word = next(one for one in said.phones[8:] if one.ipa == "m")
    cut = int(word.start_s * 16_000)
    gap_s = 0.8
    halves = (said.samples[:cut], np.zeros(int(gap_s * 16_000), np.float32), said.samples[cut:])
    found = warper.phones(np.concatenate(halves), espeak.say("Der Müller mahlt Mehl im Dorf", "de", 180, 50, 50))
    assert found is not None
    wanted = _middles(said.phones)
    wanted[wanted > word.start_s] += gap_s
    assert (np.abs(_middles(found) - wanted) <= FRAME_S).all()


def test_another_text_is_noticed(espeak: Espeak, warper: Warper) -> None:
    samples = flite(TEXT, "rms", 1.0).samples
    other = espeak.say("Vierzehn Zwiebeln liegen wohl schon lange dort oben herum.", "de", 160, 50, 50)
    assert warper.phones(samples, other) is None
    assert warper.phones(samples[:8_000], other) is None
    assert warper.phones(samples, Utterance(np.zeros(16_000, np.float32), [])) is None


def test_words_that_no_dictionary_knows_are_found_by_reading(espeak: Espeak) -> None:
    text = "Blimpo smarf the mupple"
    phones = Listener(espeak).phones(flite(text, "slt", 1.0).samples, text, "en-us")
    assert phones is not None
    assert "".join(one.ipa for one in phones if one.ipa in "pbm") == "bmpmmp"

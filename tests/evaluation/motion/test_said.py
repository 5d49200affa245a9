from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from app.core.face_basis import load_face_basis
from app.evaluation.motion.predictor import CPU, MouthPredictor
from app.evaluation.motion.said import HeldOutVoice, Said, voice_rows
from app.media.sound.load import load_clip
from app.model.motion.checkpoint import load_network
from app.training.speech.phones import Phone
from app.training.speech.voices import Utterance

PHONES = [
    Phone(0.4, 0.6, "m"),
    Phone(0.6, 0.8, "a"),
    Phone(0.8, 0.92, "p"),
    Phone(0.92, 1.12, "i"),
    Phone(1.2, 1.44, "n"),
]
REPEATS = 20  # vowels count from fifteen of a kind on


def _opening(a: float, i: float) -> NDArray[np.float32]:
    opening = np.zeros(75, np.float32)
    opening[15:20], opening[23:28], opening[30:36] = a, i, 0.05
    return opening


def _said(name: str, natural: bool, predicted: NDArray[np.float32], taught: NDArray[np.float32]) -> Said:
    voice = HeldOutVoice(name, natural, (Utterance(np.zeros(48_000, np.float32), PHONES),) * REPEATS)
    mouth = np.zeros((75, 14), np.float32)
    mouth[:, 0] = predicted
    mouth[30:36, 12] = 1.0
    return Said(voice, [mouth] * REPEATS, [taught] * REPEATS)


def test_lips_that_do_what_the_teacher_does_reach_everything() -> None:
    voices = [_said(name, name == "a", _opening(0.2, 0.1), _opening(0.2, 0.1)) for name in "ab"]
    assert voices[0].agreement() == pytest.approx(1)
    assert [row.measure for row in voice_rows(voices, {"a": 0.3, "i": 0.2}) if row.reached is False] == []


def test_the_order_of_vowels_is_compared_with_the_teacher_and_with_the_tracked_words() -> None:
    voices = [_said(name, name == "a", _opening(0.2, 0.1), _opening(0.1, 0.2)) for name in "ab"]
    fitted, in_words = [row for row in voice_rows(voices, {"a": 0.3, "i": 0.2}) if row.wanted == "at least 0.85"]
    assert not fitted.reached
    assert in_words.reached
    assert "teacher: -1.000" in in_words.measure


def test_lips_that_never_shut_miss_their_closures() -> None:
    opening = np.full(75, 0.1, np.float32)
    rows = voice_rows([_said(name, name == "a", opening, opening) for name in "ab"], {"a": 0.3, "i": 0.2})
    missed = [row.found for row in rows if row.measure.startswith("p, b, m shut")]
    assert missed == ["0.00 of 40; 0.000 of 20"] * 2
    assert not next(row for row in rows if row.measure == "opening in silence").reached


def test_said_live_every_utterance_is_heard_after_those_before_it(demo_voice_path: Path) -> None:
    predictor = MouthPredictor(load_network(load_face_basis().digest(), CPU))
    sound = load_clip(demo_voice_path).samples
    voice = HeldOutVoice("demo", True, tuple(Utterance(sound[start : start + 16_300], PHONES) for start in (0, 16_300)))
    said = Said(voice, [], []).live(predictor, lambda heard: heard * 0.9)
    both = np.concatenate([said.samples[:16_000] for said in voice.utterances]) * 0.9
    assert [len(mouth) for mouth in said.mouths] == [25, 25]
    np.testing.assert_allclose(np.concatenate(said.mouths), predictor.in_blocks(both, 50, 777), atol=1e-4)

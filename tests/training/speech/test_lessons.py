from dataclasses import replace

import numpy as np
import pytest

pytest.importorskip("pocketsphinx", reason="pocketsphinx (the extra `train`) is not installed")

from app.model.motion.network import MouthNetwork, NetworkSizes
from app.training.motion.hearing_teacher import HearingTeacher
from app.training.motion.targets import Lesson
from app.training.speech.lessons import heard_as_well, shut_lesson
from app.training.speech.phones import FEATURES, Phone
from app.training.speech.voices import Utterance


def _lesson(opening: float) -> Lesson:
    """Two seconds of noise."""
    samples = (0.1 * np.random.default_rng(0).standard_normal(32_000)).astype(np.float32)
    mouth = np.full((50, 12), opening, np.float32)
    return Lesson(samples, mouth, np.ones(50, np.float32), np.full((50, len(FEATURES)), np.nan, np.float32))


def test_a_taught_mouth_is_half_what_was_told_and_half_what_was_heard() -> None:
    teacher = HearingTeacher(MouthNetwork(NetworkSizes(channels=16, hidden=16)))
    told = replace(_lesson(0.2), active=np.repeat(np.float32([1, 0]), 25))
    said = Utterance(told.samples, [Phone(0.0, 0.5, "m"), Phone(0.5, 2.0, "a")])
    mouth = heard_as_well(told, said, teacher).mouth
    heard = teacher.mouth(told.samples, 50)
    np.testing.assert_allclose(mouth[15:25, 1:], (told.mouth + heard)[15:25, 1:] / 2, atol=1e-6)
    assert (mouth[2:8, 0] == 0).all()  # m
    assert (mouth[25:] == 0).all()  # nobody speaks


def test_tracked_lips_that_miss_a_closure_are_shut() -> None:
    lesson = _lesson(0.1)
    shut = shut_lesson(lesson, [Phone(0.0, 1.0, "a"), Phone(1.0, 1.4, "b"), Phone(1.4, 2.0, "a")]).mouth
    assert (shut[27:31, 0] == 0).all()
    np.testing.assert_array_equal(shut[:20], lesson.mouth[:20])
    np.testing.assert_array_equal(shut[:, 1:], lesson.mouth[:, 1:])
    assert shut_lesson(lesson, None) is lesson

from dataclasses import replace
from pathlib import Path

import numpy as np

from app.core.face_basis import load_face_basis
from app.model.motion.network import NetworkSizes
from app.training.motion.hearing_teacher import hearing_teacher
from app.training.motion.settings import load_settings
from app.training.motion.targets import Lesson
from app.training.speech.lessons import heard_as_well, shut_lesson
from app.training.speech.phones import FEATURES, Phone
from app.training.speech.voices import Utterance


def _lesson() -> Lesson:
    """Two seconds of a buzz that comes and goes, and lips that part with it."""
    time = np.arange(32_000) / 16_000
    loud = np.clip(np.sin(2 * np.pi * 2 * time), 0, 1)
    samples = (loud * np.sign(np.sin(2 * np.pi * 130 * time)) * 0.1).astype(np.float32)
    mouth = np.zeros((50, 12), np.float32)
    mouth[:, 0] = 0.1 * loud[::640]
    return Lesson(samples, mouth, np.ones(50, np.float32), np.full((50, len(FEATURES)), np.nan, np.float32))


def test_it_hears_when_lips_part_and_its_mouth_is_half_of_a_taught_one(tmp_path: Path) -> None:
    lesson = _lesson()
    sizes = {"teacher_steps": 60, "teacher_heard": 50, "sequence_frames": 60, "crop_frames": 40, "batch": 2}
    quick = replace(load_settings(), network=NetworkSizes(channels=16, hidden=16), warmup_steps=5, **sizes)
    teacher = hearing_teacher({"buzz": [lesson]}, quick, load_face_basis(), tmp_path)
    heard = teacher.mouth(lesson.samples, 50)
    assert heard.shape == (50, 12)
    assert np.corrcoef(heard[:, 0], lesson.mouth[:, 0])[0, 1] > 0.7
    again = hearing_teacher({"buzz": [lesson]}, quick, load_face_basis(), tmp_path)  # kept
    np.testing.assert_array_equal(again.mouth(lesson.samples, 50), heard)

    said = Utterance(lesson.samples, [Phone(0.0, 0.5, "m"), Phone(0.5, 2.0, "a")])
    told = replace(lesson, mouth=np.full((50, 12), 0.2, np.float32), active=np.repeat(np.float32([1, 0]), 25))
    mouth = heard_as_well(told, said, teacher).mouth
    np.testing.assert_allclose(mouth[15:25, 1:], (told.mouth + heard)[15:25, 1:] / 2, atol=1e-6)
    assert (mouth[2:8, 0] == 0).all()  # m
    assert mouth[14:25, 0].min() > 0
    assert (mouth[25:] == 0).all()  # nobody speaks


def test_tracked_lips_that_miss_a_closure_are_shut() -> None:
    lesson = replace(_lesson(), mouth=np.full((50, 12), 0.1, np.float32))
    shut = shut_lesson(lesson, [Phone(0.0, 1.0, "a"), Phone(1.0, 1.4, "b"), Phone(1.4, 2.0, "a")]).mouth
    assert (shut[27:31, 0] == 0).all()
    np.testing.assert_array_equal(shut[:20], lesson.mouth[:20])
    np.testing.assert_array_equal(shut[:, 1:], lesson.mouth[:, 1:])
    assert shut_lesson(lesson, None) is lesson

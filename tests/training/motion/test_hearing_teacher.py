from dataclasses import replace
from pathlib import Path

import numpy as np

from app.core.face_basis import load_face_basis
from app.model.motion.network import NetworkSizes
from app.training.motion.hearing_teacher import hearing_teacher
from app.training.motion.settings import load_settings
from app.training.motion.targets import Lesson
from app.training.speech.phones import FEATURES


def test_it_hears_when_lips_part(tmp_path: Path) -> None:
    time = np.arange(32_000) / 16_000
    loud = np.clip(np.sin(2 * np.pi * 2 * time), 0, 1)
    samples = (loud * np.sign(np.sin(2 * np.pi * 130 * time)) * 0.1).astype(np.float32)
    mouth = np.zeros((50, 12), np.float32)
    mouth[:, 0] = 0.1 * loud[::640]
    lesson = Lesson(samples, mouth, np.ones(50, np.float32), np.full((50, len(FEATURES)), np.nan, np.float32))
    sizes = {"teacher_steps": 60, "teacher_heard": 50, "sequence_frames": 60, "crop_frames": 40, "batch": 2}
    quick = replace(load_settings(), network=NetworkSizes(channels=16, hidden=16), warmup_steps=5, **sizes)
    heard = hearing_teacher({"buzz": [lesson]}, quick, load_face_basis(), tmp_path).mouth(samples, 50)
    assert heard.shape == (50, 12)
    assert np.corrcoef(heard[:, 0], mouth[:, 0])[0, 1] > 0.7
    kept = hearing_teacher({"buzz": [lesson]}, quick, load_face_basis(), tmp_path)
    np.testing.assert_array_equal(kept.mouth(samples, 50), heard)

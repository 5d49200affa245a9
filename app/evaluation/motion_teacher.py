"""Lips of speech without pictures, as the phone-to-motion teacher moves them, to compare with."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from app.core.face_basis import FaceBasis
from app.core.motion import FRAMES_PER_SECOND
from app.evaluation.motion_phones import vowel_openings
from app.evaluation.motion_tracked import pearson
from app.evaluation.motion_voices import Voice
from app.training.corpus import Example, examples
from app.training.settings import MotionSettings, load_settings
from app.training.speech.lessons import known_phones, teacher_for
from app.training.speech.phones import SILENCE
from app.training.speech.teacher import Teacher, teach
from app.training.split import load_split
from app.training.targets import lessons
from app.training.tracking import load_tracks, track_corpus

Tracked = dict[str, list[Example]]


def shipped_teacher(data: Path, cache: Path, basis: FaceBasis) -> tuple[Teacher, Tracked]:
    """The teacher of the training speakers, from the cache or fitted again, and those speakers' clips."""
    split = load_split()
    track_corpus(data / "faces", cache)
    tracked = examples((clip for clip in load_tracks(data / "faces", cache) if split.is_training(clip.speaker)), basis)
    return teacher_of(tracked, cache, load_settings(), basis), tracked


def teacher_of(tracked: Tracked, cache: Path, settings: MotionSettings, basis: FaceBasis) -> Teacher:
    """The teacher of these speakers, from the cache or fitted again."""
    phones = known_phones(tracked, cache)
    seen = lessons(tracked, lambda clip: phones[clip.sound])
    return teacher_for(tracked, seen, phones, cache, settings, basis)


def teacher_r(teacher: Teacher, voice: Voice, openings: Sequence[NDArray[np.float32]], basis: FaceBasis) -> float:
    """Pearson's r of opening against the teacher's, from first to last phone of all utterances of a voice."""
    predicted, taught = [], []
    for said, opening in zip(voice.utterances, openings, strict=True):
        spoken = [phone for phone in said.phones if phone.ipa != SILENCE]
        first, last = (int(time * FRAMES_PER_SECOND) for time in (spoken[0].start_s, spoken[-1].end_s))
        predicted.append(opening[first:last])
        taught.append(teach(teacher, said, basis.mouth_scale, 1.0).mouth[first:last, 0][: len(opening[first:last])])
    return pearson(np.concatenate(predicted), np.concatenate(taught))


def tracked_vowels(tracked: Tracked, cache: Path) -> dict[str, float]:
    """Mean opening by vowel over the tracked faces of the training speakers."""
    phones = known_phones(tracked, cache)
    return vowel_openings((clip.mouth[:, 0], phones[clip.sound] or []) for clips in tracked.values() for clip in clips)

"""Lips as the phone-to-motion teacher moves them, to compare with."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from app.core.face_basis import FaceBasis
from app.evaluation.motion.phones import vowel_openings
from app.evaluation.motion.tracked import SpeakerFigures, followed
from app.training.corpus import Example, examples
from app.training.motion.settings import MotionSettings, load_settings
from app.training.motion.targets import lessons
from app.training.speech.lessons import known_phones, teacher_for
from app.training.speech.phones import Phone
from app.training.speech.teacher import Teacher, teach
from app.training.speech.voices import Utterance
from app.training.split import load_split
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


def tracked_vowels(tracked: Tracked, cache: Path) -> dict[str, float]:
    """Mean opening by vowel over the tracked faces of the training speakers."""
    phones = known_phones(tracked, cache)
    return vowel_openings((clip.mouth[:, 0], phones[clip.sound] or []) for clips in tracked.values() for clip in clips)


def with_taught(
    figures: Sequence[SpeakerFigures],
    clips: Sequence[Sequence[Example]],
    teacher: Teacher,
    cache: Path,
    basis: FaceBasis,
) -> list[SpeakerFigures]:
    """Each speaker's figures, and how well the teacher follows those of his clips whose phones are known."""
    phones = known_phones({row.speaker: [*own] for row, own in zip(figures, clips, strict=True)}, cache)

    def taught(clip: Example, said: list[Phone]) -> NDArray[np.float32]:
        mouth = teach(teacher, Utterance(clip.samples, said), basis.mouth_scale, 1.0).mouth
        return np.pad(mouth, ((0, max(len(clip.mouth) - len(mouth), 0)), (0, 0)))[: len(clip.mouth)]

    rows = []
    for row, own in zip(figures, clips, strict=True):
        told = [(clip, said) for clip in own if (said := phones[clip.sound])]
        mouths = [taught(clip, said) for clip, said in told]
        rows.append(replace(row, taught=followed(mouths, [clip for clip, _ in told], basis)) if told else row)
    return rows

"""Lessons from speech without pictures."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from safetensors.torch import load_file, save

from app.core.face_basis import FaceBasis
from app.core.whole_file import write_whole
from app.training.corpus import Example
from app.training.motion.hearing_teacher import HearingTeacher
from app.training.motion.settings import MotionSettings
from app.training.motion.targets import Lesson
from app.training.speech.material import clip_phones, load_material
from app.training.speech.phones import Phone
from app.training.speech.songs import sing
from app.training.speech.teacher import Teacher, frame_times_s, lip_ceiling, teach, train_teacher
from app.training.speech.voices import Utterance

SONG_SEED = 7


def known_phones(tracked: dict[str, list[Example]], cache: Path) -> dict[Path, list[Phone] | None]:
    """Phones of every tracked clip by its sound file, None where its text is unknown or alignment failed."""
    clips = [clip for clips in tracked.values() for clip in clips]
    return dict(zip((clip.sound for clip in clips), clip_phones(cache, clips), strict=True))


def teacher_for(
    tracked: dict[str, list[Example]],
    seen: dict[str, list[Lesson]],
    phones: dict[Path, list[Phone] | None],
    cache: Path,
    settings: MotionSettings,
    basis: FaceBasis,
) -> Teacher:
    """Fit the teacher on the tracked speakers of this run, or read the one kept for the same speakers."""
    aligned = {name: [phones[clip.sound] for clip in clips] for name, clips in tracked.items()}
    return kept_teacher(
        cache / f"teacher-{'-'.join(sorted(seen))}.safetensors",
        lambda: train_teacher(seen, aligned, basis.mouth_scale, settings.speaker_evenness, settings.seed),
    )


def taught_lessons(
    teacher: Teacher, hearing: HearingTeacher, cache: Path, settings: MotionSettings, basis: FaceBasis
) -> dict[str, list[Lesson]]:
    """Lessons by voice group, and songs made from them; none if the speech step has not run.

    Their mouths lie half way between those of both teachers, the one who is told the phones and the one who hears.
    """
    material = load_material(cache) if settings.taught_share > 0 else {}
    spoken = {
        name: [
            (said, heard_as_well(teach(teacher, said, basis.mouth_scale, settings.taught_strength), said, hearing))
            for said in group
        ]
        for name, group in material.items()
        if name not in settings.withheld
    }
    taught = {name: [lesson for _, lesson in pairs] for name, pairs in spoken.items()}
    every = [pair for pairs in spoken.values() for pair in pairs]
    if every and settings.songs:
        rng = np.random.default_rng((settings.seed, SONG_SEED))
        chosen = rng.choice(len(every), settings.songs)
        taught["song"] = [sing(said, lesson, rng)[1] for said, lesson in (every[index] for index in chosen)]
    return taught


def heard_as_well(told: Lesson, said: Utterance, hearing: HearingTeacher) -> Lesson:
    """A taught lesson with its mouth half way to what the other teacher hears in it."""
    mouth = np.float32(0.5) * (told.mouth + hearing.mouth(said.samples, len(told.mouth)))
    return replace(told, mouth=_shut(mouth, said.phones) * told.active[:, None])


def shut_lesson(seen: Lesson, known: list[Phone] | None) -> Lesson:
    """A tracked lesson with the lips shut in p, b and m, which a tracker that misses it must not unteach."""
    return replace(seen, mouth=_shut(seen.mouth, known)) if known else seen


def _shut(mouth: NDArray[np.float32], phones: list[Phone]) -> NDArray[np.float32]:
    """(T, 12) with lips as open as the phones allow."""
    shut = mouth.copy()
    shut[:, 0] = np.clip(mouth[:, 0], 0, lip_ceiling(phones, frame_times_s(len(mouth))))
    return shut


def kept_teacher(path: Path, train: Callable[[], Teacher]) -> Teacher:
    """Read the teacher from an earlier run with the same speakers, or train and keep it."""
    if path.exists():
        teacher = Teacher().eval().requires_grad_(False)
        teacher.load_state_dict(load_file(path))
        return teacher
    teacher = train()
    write_whole(path, save(teacher.state_dict()), force=True)
    return teacher

"""Lessons from speech without pictures."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
from safetensors.torch import load_file, save

from app.core.face_basis import FaceBasis
from app.core.whole_file import write_whole
from app.training.corpus import Example
from app.training.motion.settings import MotionSettings
from app.training.motion.targets import Lesson
from app.training.speech.material import clip_phones, load_material
from app.training.speech.phones import Phone
from app.training.speech.songs import sing
from app.training.speech.teacher import Teacher, frame_times_s, lip_ceiling, teach, train_teacher
from app.training.speech.voices import Utterance

SONG_SEED = 7
KnownPhones = dict[Path, list[Phone] | None]


def known_phones(tracked: dict[str, list[Example]], cache: Path) -> KnownPhones:
    """Phones of every tracked clip by its sound file, None where its text is unknown or alignment failed."""
    clips = [clip for clips in tracked.values() for clip in clips]
    return dict(zip((clip.sound for clip in clips), clip_phones(cache, clips), strict=True))


def teacher_for(
    tracked: dict[str, list[Example]],
    seen: dict[str, list[Lesson]],
    phones: KnownPhones,
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
    teacher: Teacher, cache: Path, settings: MotionSettings, basis: FaceBasis
) -> dict[str, list[Lesson]]:
    """Lessons by voice group, and songs made from them; none if the speech step has not run."""
    material = load_material(cache) if settings.taught_share > 0 else {}
    spoken = {
        name: [(said, teach(teacher, said, basis.mouth_scale, settings.taught_strength)) for said in group]
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


def smoothed_lessons(
    tracked: dict[str, list[Example]],
    seen: dict[str, list[Lesson]],
    phones: KnownPhones,
    teacher: Teacher,
    settings: MotionSettings,
    basis: FaceBasis,
) -> dict[str, list[Lesson]]:
    """Tracked lessons drawn part of the way to what the teacher makes of their phones.

    The teacher is a mean over speakers and utterances; what it leaves out is mostly one person's manner, which a voice
    that the network has never heard does not tell.
    """
    part = settings.teacher_part

    def smoothed(lesson: Lesson, known: list[Phone] | None) -> Lesson:
        if not known:
            return lesson
        taught = teach(teacher, Utterance(lesson.samples, known), basis.mouth_scale, 1.0).mouth
        frames = min(len(taught), len(lesson.mouth))
        mouth = lesson.mouth.copy()
        mouth[:frames] += part * lesson.active[:frames, None] * (taught[:frames] - mouth[:frames])
        # a tracker that misses a closure must not teach lips to stay apart in p, b, m
        mouth[:, 0] = np.minimum(mouth[:, 0], lip_ceiling(known, frame_times_s(len(mouth))))
        return replace(lesson, mouth=mouth)

    return {
        name: [smoothed(lesson, phones[clip.sound]) for lesson, clip in zip(seen[name], clips, strict=True)]
        for name, clips in tracked.items()
    }


def kept_teacher(path: Path, train: Callable[[], Teacher]) -> Teacher:
    """Read the teacher from an earlier run with the same speakers, or train and keep it."""
    if path.exists():
        teacher = Teacher().eval().requires_grad_(False)
        teacher.load_state_dict(load_file(path))
        return teacher
    teacher = train()
    write_whole(path, save(teacher.state_dict()), force=True)
    return teacher

"""Lips of speech without pictures, as the phone-to-motion teacher moves them, to compare with."""

from pathlib import Path

from app.core.face_basis import FaceBasis
from app.evaluation.motion_phones import vowel_openings
from app.training.corpus import Example, examples
from app.training.settings import MotionSettings, load_settings
from app.training.speech.lessons import known_phones, teacher_for
from app.training.speech.teacher import Teacher
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


def tracked_vowels(tracked: Tracked, cache: Path) -> dict[str, float]:
    """Mean opening by vowel over the tracked faces of the training speakers."""
    phones = known_phones(tracked, cache)
    return vowel_openings((clip.mouth[:, 0], phones[clip.sound] or []) for clips in tracked.values() for clip in clips)

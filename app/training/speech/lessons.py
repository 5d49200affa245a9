"""Lessons from speech without pictures."""

from pathlib import Path

from app.core.face_basis import FaceBasis
from app.training.corpus import Example
from app.training.settings import MotionSettings
from app.training.speech.material import grid_phones, load_material
from app.training.speech.phones import Phone
from app.training.speech.teacher import teach, train_teacher
from app.training.targets import Lesson

KnownPhones = dict[Path, list[Phone] | None]


def known_phones(tracked: dict[str, list[Example]], cache: Path) -> KnownPhones:
    """Phones of every tracked clip by its sound file, None where alignment failed."""
    sounds = [clip.sound for clips in tracked.values() for clip in clips]
    return dict(zip(sounds, grid_phones(cache, sounds), strict=True))


def taught_lessons(
    tracked: dict[str, list[Example]],
    seen: dict[str, list[Lesson]],
    phones: KnownPhones,
    cache: Path,
    settings: MotionSettings,
    basis: FaceBasis,
) -> dict[str, list[Lesson]]:
    """Lessons by voice group; none if the speech step has not run."""
    material = load_material(cache) if settings.taught_share > 0 else {}
    if not material:
        return {}
    aligned = {name: [phones[clip.sound] for clip in clips] for name, clips in tracked.items()}
    teacher = train_teacher(seen, aligned, basis.mouth_scale, settings.speaker_evenness, settings.seed)
    return {
        name: [teach(teacher, utterance, basis.mouth_scale, settings.taught_strength) for utterance in utterances]
        for name, utterances in material.items()
        if name not in settings.withheld
    }

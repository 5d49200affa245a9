"""Lessons from speech without pictures."""

from collections.abc import Callable
from pathlib import Path

from safetensors.torch import load_file, save_file

from app.core.face_basis import FaceBasis
from app.training.corpus import Example
from app.training.settings import MotionSettings
from app.training.speech.material import grid_phones, load_material
from app.training.speech.phones import Phone
from app.training.speech.teacher import Teacher, teach, train_teacher
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
    teacher = kept_teacher(
        cache / f"teacher-{'-'.join(sorted(seen))}.safetensors",
        lambda: train_teacher(seen, aligned, basis.mouth_scale, settings.speaker_evenness, settings.seed),
    )
    return {
        name: [teach(teacher, utterance, basis.mouth_scale, settings.taught_strength) for utterance in utterances]
        for name, utterances in material.items()
        if name not in settings.withheld
    }


def kept_teacher(path: Path, train: Callable[[], Teacher]) -> Teacher:
    """Read the teacher from an earlier run with the same speakers, or train and keep it."""
    if path.exists():
        teacher = Teacher().eval().requires_grad_(False)
        teacher.load_state_dict(load_file(path))
        return teacher
    teacher = train()
    unfinished = path.with_name(path.name + ".part")
    save_file(teacher.state_dict(), unfinished)
    unfinished.replace(path)
    return teacher

"""The project that a command line describes: a picture and a sound, or a saved project, and what is to differ."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from app.commands.animate import read_emotion
from app.commands.landmarks import read_landmarks
from app.commands.voices import parse_voices
from app.core.driving import Lips
from app.core.errors import BadPicture, BadSound, BadVideo, CannotWrite
from app.core.project import (
    PROJECT_SUFFIX,
    DriverSource,
    PortraitSource,
    Project,
    VideoOptions,
    VoiceSource,
    is_project,
)
from app.core.settings import SETTINGS
from app.core.video_size import FrameRate, OutputSize
from app.media.projects.read import read_project
from app.media.projects.saved import SavedProject
from app.media.projects.write import write_project


@dataclass(frozen=True, slots=True)
class AnimateOptions:
    """The options of `rhapsode animate` that say what is made.

    strengths: of SETTINGS, by name. face, driver_face: counted from 1. voice: NUMBER=FILE of other faces.
    given: names of those that were written on the command line; they go before what a saved project says.
    """

    given: Collection[str]
    size: OutputSize | None
    fps: FrameRate
    strengths: Mapping[str, float]
    seed: int
    emotion: str | None
    face: int
    voice: Sequence[str]
    also: Sequence[Path]
    idle: bool
    landmarks: Path | None
    driver: Path | None = None
    driver_face: int = 1
    driver_calm: float | None = None
    lips: Lips = Lips.FACE


def project_of(portrait: Path, sound: Path | None, options: AnimateOptions) -> SavedProject:
    """The project to be made. Raises RhapsodeError.

    portrait: a picture, or a saved project, which has a sound already. sound: needed with a picture, unless a face
        drives it.
    """
    if is_project(portrait):
        saved = read_project(portrait)
    elif sound is None and options.driver is None:
        raise BadSound(
            "A sound is missing: rhapsode animate PORTRAIT SOUND -o OUT.mp4. Only a project or a driver has its own."
        )
    else:
        saved = SavedProject(Project(PortraitSource(portrait)))
    project = saved.project
    if project.portrait is None:
        raise BadPicture(f"{portrait.name} has no portrait. Choose one in the window, and save the project again.")
    voice = VoiceSource(sound) if sound is not None else project.voice
    driver = _driver(project.driver, options)
    if voice is None and driver is None:
        raise BadSound(f"{portrait.name} has no voice. Name a sound behind it.")
    return replace(saved, project=_changed(replace(project, voice=voice, driver=driver), project.portrait, options))


def _driver(saved: DriverSource | None, options: AnimateOptions) -> DriverSource | None:
    """The face that drives, with what was given on the command line."""
    driver = saved if options.driver is None else DriverSource(options.driver)
    if driver is None:
        wrong = next((name for name in ("driver_face", "driver_calm", "lips") if name in options.given), None)
        if wrong is not None:
            raise BadVideo(f"--{wrong.replace('_', '-')} is about a driving face. Name its video: --driver VIDEO.")
        return None
    if "driver_face" in options.given:
        driver = replace(driver, number=options.driver_face - 1)
    if "driver_calm" in options.given:
        driver = replace(driver, calm_s=options.driver_calm)
    return replace(driver, lips=options.lips) if "lips" in options.given else driver


def _changed(project: Project, source: PortraitSource, options: AnimateOptions) -> Project:
    """The project with what was given on the command line."""
    given = options.given
    strengths: dict[str, Any] = {name: options.strengths[name] for name in SETTINGS if name in given}
    settings = replace(project.settings, **strengths)
    if "seed" in given:
        settings = replace(settings, seed=options.seed)
    if options.emotion is not None:
        settings = replace(settings, emotion=read_emotion(options.emotion))
    if "face" in given:
        source = replace(source, number=options.face - 1)
    voices = project.other_voices
    if options.voice:
        (_, *others) = parse_voices(source.number + 1, next(iter(project.voices.values())).file, options.voice).items()
        voices = tuple((number - 1, VoiceSource(file)) for number, file in others)
    if options.landmarks is not None:
        source = replace(source, placed=tuple(read_landmarks(options.landmarks)))
    if options.also:
        source = replace(source, also=tuple(options.also))
    return replace(
        project,
        portrait=source,
        settings=settings,
        video=VideoOptions(
            options.size if "size" in given else project.video.size,
            int(options.fps) if "fps" in given else project.video.frames_per_second,
        ),
        other_voices=voices,
        others_idle=project.others_idle or options.idle,
    )


def save_project(path: Path, saved: SavedProject, *, collect: bool, force: bool) -> None:
    """Write a project file. Raises CannotWrite, BadProject."""
    if not is_project(path):
        raise CannotWrite(f"{path.name} cannot be written: a project's name must end in {PROJECT_SUFFIX}.")
    write_project(path, saved.project, collect=collect, force=force, former=saved.document)

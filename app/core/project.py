"""What a video is made from: portrait, voices, settings of the performance and options of the video.

The command line fills in a project from its options, the window from what the user does. Work that is handed one has
its own copy: it does not see what is changed afterwards.
"""

from dataclasses import dataclass, field, replace
from pathlib import Path

from app.core.clip_edit import NO_EDIT, ClipEdit
from app.core.driving import Lips
from app.core.landmarks import FaceControls
from app.core.motion import FRAMES_PER_SECOND
from app.core.settings import PerformanceSettings
from app.core.video_size import OutputSize

PROJECT_SUFFIX = ".rhapsode"


@dataclass(frozen=True, slots=True)
class PortraitSource:
    """A picture, and which of its faces is to perform.

    picture: a file, or the bytes of an encoded picture that was pasted.
    number: of the face: those placed by hand come first, then the found ones, largest first.
    placed: faces that the user has placed by hand.
    also: more pictures of the person.
    """

    picture: Path | bytes
    number: int = 0
    placed: tuple[FaceControls, ...] = ()
    also: tuple[Path, ...] = ()

    @property
    def file(self) -> Path | None:
        """The picture's file; None when it was pasted."""
        return self.picture if isinstance(self.picture, Path) else None


@dataclass(frozen=True, slots=True)
class VoiceSource:
    """Which sound drives a face.

    name: what the user calls it. edit: its trim and fades.
    """

    file: Path
    name: str = ""
    edit: ClipEdit = NO_EDIT


@dataclass(frozen=True, slots=True)
class DriverSource:
    """Which face drives the portrait, and how.

    file: a video. number: of the face in it, the largest first. lips: whose lips the portrait moves.
    calm_s: the moment at which the face counts as calm; None for the first that is.
    """

    file: Path
    number: int = 0
    calm_s: float | None = None
    lips: Lips = Lips.FACE


@dataclass(frozen=True, slots=True)
class VideoOptions:
    """How the video is written. size: None for the portrait's own, up to a shorter side of 1080."""

    size: OutputSize | None = None
    frames_per_second: int = FRAMES_PER_SECOND


@dataclass(frozen=True, slots=True)
class Project:
    """Everything that decides what a video looks and sounds like.

    voice: of the portrait's chosen face; without one that of its driver, if it has any.
    driver: a face that moves the portrait's chosen face.
    other_voices: (number, voice) of other faces in the picture.
    others_idle: faces without a voice blink and move a little.
    settings: emotions are by the time of the whole sound, so that a trim leaves every change at its word.
    """

    portrait: PortraitSource | None = None
    voice: VoiceSource | None = None
    settings: PerformanceSettings = field(default_factory=PerformanceSettings)
    video: VideoOptions = field(default_factory=VideoOptions)
    other_voices: tuple[tuple[int, VoiceSource], ...] = ()
    others_idle: bool = False
    driver: DriverSource | None = None

    @property
    def edit(self) -> ClipEdit:
        """Trim and fades of the voice; NO_EDIT without one."""
        return self.voice.edit if self.voice else NO_EDIT

    @property
    def take_settings(self) -> PerformanceSettings:
        """The settings with emotions by the time of the take, which begins where the used part of the voice does."""
        return replace(self.settings, emotion=self.settings.emotion.shifted(-self.edit.start_s))

    @property
    def voice_is_drivers(self) -> bool:
        """Whether the voice is the sound of the driver's video."""
        return self.driver is not None and (self.voice is None or self.voice.file == self.driver.file)

    @property
    def voices(self) -> dict[int, VoiceSource]:
        """Each speaking face's number and its voice, the chosen face first."""
        voice = self.voice or (VoiceSource(self.driver.file) if self.driver else None)
        if self.portrait is None or voice is None:
            return {}
        return {self.portrait.number: voice, **dict(self.other_voices)}


def is_project(path: Path) -> bool:
    """Whether a file is a saved project, by its name."""
    return path.suffix.lower() == PROJECT_SUFFIX

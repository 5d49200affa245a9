"""What the window knows of a loaded portrait and voice, and the take that is made of them."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from app.core.face import Box
from app.core.frame import Frame
from app.core.project import DriverSource, PortraitSource, Project

PEAKS_PER_S = 100


@dataclass(frozen=True, slots=True)
class PortraitSeen:
    """A picture that has been read, before faces are looked for in it.

    rgb: (h, w, 3) uint8, the picture reduced for the screen; width and height are the portrait's own.
    """

    name: str
    width: int
    height: int
    rgb: NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class MorePicture:
    """Another picture of the person.

    rgb: (h, w, 3) uint8, a thumbnail of the face in it, recoloured like the portrait.
    shows: in words what of it is used. warning: a sentence about how it fits badly; empty where it fits.
    """

    path: Path
    rgb: NDArray[np.uint8]
    shows: tuple[str, ...]
    warning: str


@dataclass(frozen=True, slots=True)
class PortraitInfo:
    """A portrait whose face is ready to perform.

    source: the picture and face that were asked for.
    name: the file's name, or what to call a pasted picture.
    width, height: of the portrait in pixels; `faces` are boxes in those pixels, in the order of the source's number.
    still: the portrait at rest, as the renderer draws it.
    key: by which the engine room finds it again.
    more: the source's further pictures, in their order.
    doubt: a sentence about a face that may be none; nothing about others.
    """

    source: PortraitSource
    name: str
    width: int
    height: int
    faces: tuple[Box, ...]
    still: Frame
    key: int
    more: tuple[MorePicture, ...] = ()
    doubt: str = ""

    @property
    def file(self) -> Path | None:
        """The picture's file; None when it was pasted."""
        return self.source.file

    @property
    def number(self) -> int:
        """Index in `faces` of the face that performs."""
        return self.source.number


@dataclass(frozen=True, slots=True)
class FormerPortrait:
    """What Undo remembers of a portrait: no pixels, but those of a pasted picture, which is in no file.

    source, key: as in PortraitInfo.
    """

    source: PortraitSource
    key: int


@dataclass(frozen=True, slots=True)
class SoundInfo:
    """A voice whose sound file has been decoded.

    peaks: (n,) float32 in [0, 1], the loudest sample of every hundredth of a second (PEAKS_PER_S).
    warnings: sentences about the sound.
    key: by which the engine room finds it again.
    """

    name: str
    file: Path
    duration_s: float
    peaks: NDArray[np.float32]
    warnings: tuple[str, ...]
    key: int


@dataclass(frozen=True, slots=True)
class DriverInfo:
    """A face that drives the portrait, read off its video.

    source: the video and face that were asked for. faces: the most that were seen in it at once.
    seen: share of its time in which the face is seen.
    """

    source: DriverSource
    duration_s: float
    faces: int
    seen: float


@dataclass(frozen=True, slots=True)
class Take:
    """One performance: what is loaded, and the project as it stood. Jobs that draw or write one carry it.

    sound: None for the portrait at rest. The project's driver has been read.
    """

    project: Project
    portrait: PortraitInfo
    sound: SoundInfo | None

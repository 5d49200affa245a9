"""Jobs that bring a portrait or a voice in."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from app.core.face import Box, FoundFace
from app.core.frame import Frame
from app.core.portrait import Portrait
from app.core.settings import PerformanceSettings
from app.workers.job import Job, Report
from app.workers.preview import reduce_rgb
from app.workers.room import EngineRoom

WAVEFORM_BINS = 240


@dataclass(frozen=True, slots=True)
class PortraitSeen:
    """Sent as soon as the picture is read, before a face has been looked for.

    rgb: (h, w, 3) uint8, the picture reduced for the screen; width and height are the portrait's own.
    """

    name: str
    width: int
    height: int
    rgb: NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class PortraitInfo:
    """What the window knows of the portrait.

    name: the file's name, or what to call a pasted picture.
    width, height: of the portrait in pixels; `faces` are boxes in those pixels, largest face first.
    number: the face that performs.
    still: the portrait at rest, as the renderer draws it.
    key: by which the engine room finds it again.
    picture: what it was read from.
    """

    name: str
    source: Path | None
    width: int
    height: int
    faces: tuple[Box, ...]
    number: int
    still: Frame
    key: int
    picture: Path | bytes


@dataclass(frozen=True, slots=True)
class SoundInfo:
    """What the window knows of the voice.

    peaks: (n,) float32 in [0, 1], the loudest sample of each of n equal pieces; for the thumbnail.
    warnings: sentences about the sound.
    key: by which the engine room finds it again.
    """

    name: str
    source: Path
    duration_s: float
    peaks: NDArray[np.float32]
    warnings: tuple[str, ...]
    key: int


class LoadPortrait(Job):
    """Read a picture, find its faces and prepare the largest."""

    def __init__(self, picture: Path | bytes) -> None:
        """`picture`: a file, or the bytes of an encoded picture that was pasted."""
        super().__init__()
        self._picture = picture

    def run(self, room: EngineRoom, report: Report) -> PortraitInfo:
        """Raises BadPicture, NoFaceFound."""
        portrait = read_portrait(self._picture)
        self.check()
        report(PortraitSeen(_name(portrait), portrait.width, portrait.height, reduce_rgb(portrait.rgb)))
        animator = room.animator()
        self.check()
        faces = animator.find_faces(portrait)
        self.check()
        return _prepared(room, portrait, faces, 0, self._picture)


class ChooseFace(Job):
    """Let another face of the same portrait perform."""

    def __init__(self, number: int, picture: Path | bytes) -> None:
        """`picture`: what the portrait was read from."""
        super().__init__()
        self._number = number
        self._picture = picture

    def run(self, room: EngineRoom, report: Report) -> PortraitInfo:
        """Raises NoFaceFound when the face cannot be prepared."""
        loaded = room.loaded()
        return _prepared(room, loaded.portrait, loaded.faces, self._number, self._picture)


class LoadSound(Job):
    """Decode a sound file for the motion model."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self._path = path

    def run(self, room: EngineRoom, report: Report) -> SoundInfo:
        """Raises BadSound."""
        from app.media.sounds import load_clip

        clip = load_clip(self._path)
        self.check()
        key = room.adopt_clip(clip)
        peaks = peaks_of(clip.samples, WAVEFORM_BINS)
        return SoundInfo(self._path.name, self._path, clip.duration_s, peaks, clip.warnings, key)


class RestorePortrait(Job):
    """Go back to a portrait that performed before; reads its picture again if it is no longer kept."""

    def __init__(self, info: PortraitInfo) -> None:
        super().__init__()
        self._info = info

    def run(self, room: EngineRoom, report: Report) -> PortraitInfo:
        """Raises BadPicture when the picture is needed and its file is gone."""
        if room.readopt_portrait(self._info.key):
            return self._info
        portrait = read_portrait(self._info.picture)
        self.check()
        faces = room.animator().find_faces(portrait)
        self.check()
        return _prepared(room, portrait, faces, min(self._info.number, len(faces) - 1), self._info.picture)


class RestoreSound(Job):
    """Go back to a voice that drove before; reads its file again if it is no longer kept."""

    def __init__(self, info: SoundInfo) -> None:
        super().__init__()
        self._info = info

    def run(self, room: EngineRoom, report: Report) -> SoundInfo:
        """Raises BadSound when the file is needed and gone."""
        if room.readopt_clip(self._info.key):
            return self._info
        return LoadSound(self._info.source).run(room, report)


def _prepared(
    room: EngineRoom, portrait: Portrait, faces: list[FoundFace], number: int, picture: Path | bytes
) -> PortraitInfo:
    from app.face.prepare import prepare_face

    face = prepare_face(portrait, faces[number], others=faces)
    loaded = room.adopt_portrait(portrait, faces, number, face)
    still = room.animator().still(loaded.preview, PerformanceSettings())
    boxes = tuple(found.box for found in faces)
    return PortraitInfo(
        _name(portrait), portrait.source, portrait.width, portrait.height, boxes, number, still, loaded.key, picture
    )


def read_portrait(picture: Path | bytes) -> Portrait:
    """The portrait in a file, or in the bytes of an encoded picture. Raises BadPicture."""
    from app.media.images import load_portrait, portrait_from_encoded

    return portrait_from_encoded(picture) if isinstance(picture, bytes) else load_portrait(picture)


def _name(portrait: Portrait) -> str:
    return portrait.source.name if portrait.source else "Pasted picture"


def peaks_of(samples: NDArray[np.float32], bins: int) -> NDArray[np.float32]:
    """(bins,) loudest absolute sample of each of `bins` equal pieces of (n,) samples."""
    edges = np.linspace(0, len(samples), bins + 1).astype(np.int64)[:-1]
    if len(samples) < bins:
        return np.abs(np.resize(samples, bins)).astype(np.float32)
    return np.maximum.reduceat(np.abs(samples), edges).astype(np.float32)

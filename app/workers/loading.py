"""Jobs that bring a portrait or a voice in."""

from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from app.core.audio import MODEL_SAMPLE_RATE_HZ
from app.core.errors import NoFaceFound
from app.core.face import Box, FoundFace
from app.core.frame import Frame
from app.core.landmarks import FaceControls
from app.core.portrait import Portrait
from app.core.settings import PerformanceSettings
from app.workers.job import Job, Report
from app.workers.preview import reduce_rgb
from app.workers.room import EngineRoom

PEAKS_PER_S = 100
MORE_PX = 160  # longer side of the small picture of another picture


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
class PortraitWish:
    """Which face is to perform.

    picture: a file, or the bytes of an encoded picture that was pasted.
    number: of the face: those placed by hand come first, then the found ones, largest first.
    placed: faces that the user has placed by hand.
    also: more pictures of the person.
    """

    picture: Path | bytes
    number: int = 0
    placed: tuple[FaceControls, ...] = ()
    also: tuple[Path, ...] = ()


@dataclass(frozen=True, slots=True)
class MorePicture:
    """What the window knows of another picture of the person.

    rgb: (h, w, 3) uint8, the face in it, small, in the portrait's colours.
    warning: a sentence about how it fits badly, or nothing.
    """

    path: Path
    rgb: NDArray[np.uint8]
    warning: str


@dataclass(frozen=True, slots=True)
class PortraitInfo:
    """What the window knows of the portrait.

    name: the file's name, or what to call a pasted picture.
    width, height: of the portrait in pixels; `faces` are boxes in those pixels, in the order of the wish's number.
    still: the portrait at rest, as the renderer draws it.
    key: by which the engine room finds it again.
    wish: what was asked for.
    more: the wish's further pictures, in their order.
    """

    name: str
    source: Path | None
    width: int
    height: int
    faces: tuple[Box, ...]
    still: Frame
    key: int
    wish: PortraitWish
    more: tuple[MorePicture, ...] = ()

    @property
    def number(self) -> int:
        """The face that performs."""
        return self.wish.number


@dataclass(frozen=True, slots=True)
class SoundInfo:
    """What the window knows of the voice.

    peaks: (n,) float32 in [0, 1], the loudest sample of every hundredth of a second (PEAKS_PER_S).
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
        self.picture = picture
        self.faceless = False  # the picture was read, and no face was found in it

    def run(self, room: EngineRoom, report: Report) -> PortraitInfo:
        """Raises BadPicture, NoFaceFound."""
        portrait = read_portrait(self.picture)
        self.check()
        report(PortraitSeen(_name(portrait), portrait.width, portrait.height, reduce_rgb(portrait.rgb)))
        animator = room.animator()
        self.check()
        try:
            faces = animator.find_faces(portrait)
        except NoFaceFound:
            self.faceless = True
            raise
        self.check()
        return _prepared(room, portrait, faces, PortraitWish(self.picture))


class PreparePortrait(Job):
    """Let another face of a portrait perform, or one as the user has placed it."""

    def __init__(self, wish: PortraitWish, now: PortraitInfo | None = None) -> None:
        """`now`: what was made of the same picture before, if it was."""
        super().__init__()
        self._wish = wish
        self._now = now

    def run(self, room: EngineRoom, report: Report) -> PortraitInfo:
        """Raises BadPicture, NoFaceFound, BadLandmarks."""
        kept = room.kept_portrait(self._now.key) if self._now else None
        portrait = kept.portrait if kept else read_portrait(self._wish.picture)
        self.check()
        if kept and self._now and self._now.wish.placed == self._wish.placed:
            faces = kept.faces
        else:
            faces = room.animator().find_faces(portrait, self._wish.placed)
        self.check()
        wish = replace(self._wish, number=min(self._wish.number, len(faces) - 1))
        return _prepared(room, portrait, faces, wish)


class LoadSound(Job):
    """Decode a sound file for the motion model."""

    def __init__(self, path: Path, name: str = "") -> None:
        """name: what the user calls it; the file's own name without one."""
        super().__init__()
        self._path = path
        self._name = name or path.name

    def run(self, room: EngineRoom, report: Report) -> SoundInfo:
        """Raises BadSound."""
        from app.media.sound.load import load_clip

        clip = load_clip(self._path)
        self.check()
        key = room.adopt_clip(clip)
        peaks = peaks_of(clip.samples)
        return SoundInfo(self._name, self._path, clip.duration_s, peaks, clip.warnings, key)


class RestorePortrait(Job):
    """Go back to a portrait that performed before; reads its picture again if it is no longer kept."""

    def __init__(self, info: PortraitInfo) -> None:
        super().__init__()
        self._info = info

    def run(self, room: EngineRoom, report: Report) -> PortraitInfo:
        """Raises BadPicture when the picture is needed and its file is gone."""
        if room.readopt_portrait(self._info.key):
            return self._info
        return PreparePortrait(self._info.wish).run(room, report)


class RestoreSound(Job):
    """Go back to a voice that drove before; reads its file again if it is no longer kept."""

    def __init__(self, info: SoundInfo) -> None:
        super().__init__()
        self._info = info

    def run(self, room: EngineRoom, report: Report) -> SoundInfo:
        """Raises BadSound when the file is needed and gone."""
        if room.readopt_clip(self._info.key):
            return self._info
        return LoadSound(self._info.source, self._info.name).run(room, report)


def _prepared(room: EngineRoom, portrait: Portrait, faces: list[FoundFace], wish: PortraitWish) -> PortraitInfo:
    from app.face.prepare import prepare_face

    found = faces[wish.number]
    references = room.animator().references(portrait, found, [read_portrait(path) for path in wish.also])
    face = prepare_face(portrait, found, faces, references)
    loaded = room.adopt_portrait(portrait, faces, wish.number, face)
    still = room.animator().still(loaded.preview, PerformanceSettings())
    boxes = tuple(found.box for found in faces)
    more = tuple(
        MorePicture(path, reduce_rgb(reference.rgb, MORE_PX), reference.warning)
        for path, reference in zip(wish.also, references, strict=True)
    )
    return PortraitInfo(
        _name(portrait), portrait.source, portrait.width, portrait.height, boxes, still, loaded.key, wish, more
    )


def read_portrait(picture: Path | bytes) -> Portrait:
    """The portrait in a file, or in the bytes of an encoded picture. Raises BadPicture."""
    from app.media.pictures.files import load_portrait, portrait_from_encoded

    return portrait_from_encoded(picture) if isinstance(picture, bytes) else load_portrait(picture)


def _name(portrait: Portrait) -> str:
    return portrait.source.name if portrait.source else "Pasted picture"


def peaks_of(samples: NDArray[np.float32]) -> NDArray[np.float32]:
    """(n,) samples -> (ceil(n / 160),) loudest absolute sample of every hundredth of a second."""
    starts = np.arange(0, len(samples), MODEL_SAMPLE_RATE_HZ // PEAKS_PER_S)
    # Twice through the samples rather than once through a copy of them: an hour has 230 MB.
    return np.maximum(np.maximum.reduceat(samples, starts), -np.minimum.reduceat(samples, starts)).astype(np.float32)

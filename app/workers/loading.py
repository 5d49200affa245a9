"""Jobs that load a portrait or a voice, or restore a former one."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import Enum
from pathlib import Path
from time import perf_counter

import numpy as np
from numpy.typing import NDArray

from app.core.audio import MODEL_SAMPLE_RATE_HZ, AudioClip
from app.core.errors import BadVideo, NoFaceFound
from app.core.face import FoundFace, doubt
from app.core.portrait import Portrait
from app.core.project import DriverSource, PortraitSource
from app.core.settings import PerformanceSettings
from app.workers.job import Job
from app.workers.preview import reduce_rgb
from app.workers.room import EngineRoom, Loaded
from app.workers.take import (
    PEAKS_PER_S,
    DriverInfo,
    FormerPortrait,
    MorePicture,
    PortraitInfo,
    PortraitSeen,
    SoundInfo,
)

MORE_PX = 160  # longer side of the thumbnail of another picture of the person
READ_INTERVAL_S = 0.1  # from one report of how far a video has been read to the next


class VideoPart(Enum):
    """What of a video can drive the portrait."""

    VOICE = "voice"
    FACE = "face"


class LoadPortrait(Job[PortraitInfo, PortraitSeen]):
    """Reads a picture, finds its faces and prepares the largest."""

    def __init__(self, picture: Path | bytes) -> None:
        """`picture`: a file, or the bytes of an encoded picture that was pasted."""
        super().__init__()
        self.picture = picture
        self.faceless = False  # the picture was read, and no face was found in it

    def run(self, room: EngineRoom, report: Callable[[PortraitSeen], None]) -> PortraitInfo:
        """Report the picture as soon as it is read, then find and prepare the face. Raises BadPicture, NoFaceFound."""
        from app.media.pictures.files import read_portrait

        portrait = read_portrait(self.picture)
        self.check()
        report(PortraitSeen(_name(portrait), portrait.width, portrait.height, reduce_rgb(portrait.rgb)))
        animator = room.animator()
        self.check()
        try:
            placed = room.placed_faces.recall(portrait) if room.placed_faces else ()
            faces = animator.find_faces(portrait, placed)
        except NoFaceFound:
            self.faceless = True
            raise
        self.check()
        return _prepared(room, portrait, faces, PortraitSource(self.picture, placed=placed))


class PreparePortrait(Job[PortraitInfo, None]):
    """Prepares the face that a source names: another one of the picture, one placed by hand, or with more pictures."""

    def __init__(self, source: PortraitSource, now: PortraitInfo | None = None) -> None:
        """now: the same picture as loaded before, whose pixels and faces are used again while the room keeps them."""
        super().__init__()
        self._source = source
        self._now = now

    def run(self, room: EngineRoom, report: Callable[[None], None]) -> PortraitInfo:
        """Prepare the face; too high a number means the last face. Raises BadPicture, NoFaceFound, BadLandmarks."""
        from app.media.pictures.files import read_portrait

        source = self._source
        kept = room.kept_portrait(self._now.key) if self._now else None
        portrait = kept.portrait if kept else read_portrait(source.picture)
        self.check()
        if kept and self._now and self._now.source.placed == source.placed:
            faces = kept.faces
        else:
            faces = room.animator().find_faces(portrait, source.placed)
        self.check()
        return _prepared(room, portrait, faces, replace(source, number=min(source.number, len(faces) - 1)))


class LoadSound(Job[SoundInfo, None]):
    """Decodes a sound file for the motion model, and keeps it in the engine room."""

    def __init__(self, path: Path, name: str = "") -> None:
        """name: what the user calls the sound; the file's own name where empty."""
        super().__init__()
        self._path = path
        self._name = name or path.name

    def run(self, room: EngineRoom, report: Callable[[None], None]) -> SoundInfo:
        """Decode the file, measure its peaks. Raises BadSound."""
        from app.media.sound.load import load_clip

        clip = load_clip(self._path)
        self.check()
        return _sound(room, clip, self._path, self._name)


class LookAtVideo(Job[frozenset[VideoPart], None]):
    """Looks what a file that may be a video holds."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self._path = path

    def run(self, room: EngineRoom, report: Callable[[None], None]) -> frozenset[VideoPart]:
        """Only the sound, as far as is known, where the file cannot be opened: to load it tells why."""
        from app.media.video.reader import VideoReader

        try:
            with VideoReader(self._path) as video:
                return frozenset(VideoPart if video.has_sound else (VideoPart.FACE,))
        except BadVideo:
            return frozenset((VideoPart.VOICE,))


@dataclass(frozen=True, slots=True)
class FaceRead:
    """How far a face has been followed through its video. total: of the pictures; None where that is unknown."""

    done: int
    total: int | None


class LoadDriver(Job[tuple[DriverInfo, SoundInfo | None], FaceRead]):
    """Follows a face through its video, unless the room keeps what was read of it; loads its sound, too, if wanted."""

    def __init__(self, source: DriverSource, *, sound: bool = False) -> None:
        super().__init__()
        self._source, self._sound = source, sound

    def run(self, room: EngineRoom, report: Callable[[FaceRead], None]) -> tuple[DriverInfo, SoundInfo | None]:
        """Follow the face. Raises BadVideo, BadSound."""
        from app.production.driver import own_sound, read_face

        source, next_s = self._source, 0.0

        def seen(done: int, total: int | None) -> None:
            nonlocal next_s
            self.check()
            if perf_counter() >= next_s:
                next_s = perf_counter() + READ_INTERVAL_S
                report(FaceRead(done, total))

        track = room.kept_track(source)
        if track is None:
            animator = room.animator()
            self.check()
            track = read_face(source, animator, seen)
            room.keep_track(source, track)
        clip = own_sound(source, track) if self._sound else None
        self.check()
        info = DriverInfo(source, track.duration_s, track.faces, float(track.seen.mean()))
        return info, None if clip is None else _sound(room, clip, source.file, source.file.name)


class RestorePortrait(Job[PortraitInfo, None]):
    """Restores a former portrait; prepares it anew from its picture if the room no longer keeps it."""

    def __init__(self, former: FormerPortrait) -> None:
        super().__init__()
        self._former = former

    def run(self, room: EngineRoom, report: Callable[[None], None]) -> PortraitInfo:
        """The portrait, with a new key if it was prepared anew. Raises BadPicture if its file is needed and gone."""
        source, key = self._former.source, self._former.key
        if not room.still_keeps_portrait(key):
            return PreparePortrait(source).run(room, report)
        loaded = room.loaded(key)
        _remember(room, loaded.portrait, source)
        return _info(room, loaded, source)


class RestoreSound(Job[SoundInfo, None]):
    """Restores a former voice; decodes its file again if the room no longer keeps it."""

    def __init__(self, info: SoundInfo) -> None:
        super().__init__()
        self._info = info

    def run(self, room: EngineRoom, report: Callable[[None], None]) -> SoundInfo:
        """The voice, with a new key if it was decoded again. Raises BadSound if its file is needed and gone."""
        if room.still_keeps_clip(self._info.key):
            return self._info
        return LoadSound(self._info.file, self._info.name).run(room, report)


def _sound(room: EngineRoom, clip: AudioClip, file: Path, name: str) -> SoundInfo:
    return SoundInfo(name, file, clip.duration_s, peaks_of(clip.samples), clip.warnings, room.keep_clip(clip))


def _prepared(room: EngineRoom, portrait: Portrait, faces: list[FoundFace], source: PortraitSource) -> PortraitInfo:
    from app.face.prepare import prepare_face
    from app.media.pictures.files import read_portrait

    found = faces[source.number]
    references = room.animator().references(portrait, found, [read_portrait(path) for path in source.also])
    face = prepare_face(portrait, found, faces, references)
    _remember(room, portrait, source)
    return _info(room, room.keep_portrait(portrait, faces, source.number, face), source)


def _info(room: EngineRoom, loaded: Loaded, source: PortraitSource) -> PortraitInfo:
    return PortraitInfo(
        source=source,
        name=_name(loaded.portrait),
        width=loaded.portrait.width,
        height=loaded.portrait.height,
        faces=tuple(found.box for found in loaded.faces),
        still=room.animator().still(loaded.preview.renderer, PerformanceSettings()),
        key=loaded.key,
        more=tuple(
            MorePicture(path, reduce_rgb(reference.rgb, MORE_PX), reference.shows, reference.warning)
            for path, reference in zip(source.also, loaded.face.references, strict=True)
        ),
        doubt=doubt(loaded.faces[loaded.number], _name(loaded.portrait)),
    )


def _remember(room: EngineRoom, portrait: Portrait, source: PortraitSource) -> None:
    """Keep what was placed by hand for the next time that this picture is opened."""
    if room.placed_faces is not None:
        room.placed_faces.remember(portrait, source.placed)


def _name(portrait: Portrait) -> str:
    return portrait.source.name if portrait.source else "Pasted picture"


def peaks_of(samples: NDArray[np.float32]) -> NDArray[np.float32]:
    """(n,) samples -> (ceil(n / 160),) loudest absolute sample of every hundredth of a second."""
    starts = np.arange(0, len(samples), MODEL_SAMPLE_RATE_HZ // PEAKS_PER_S)
    # Twice through the samples rather than once through a copy of them: an hour has 230 MB.
    return np.maximum(np.maximum.reduceat(samples, starts), -np.minimum.reduceat(samples, starts)).astype(np.float32)

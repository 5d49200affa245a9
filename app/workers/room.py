"""What the worker thread owns: the engine, and what was loaded last."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from itertools import count
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, TypeVar

from app.core.audio import AudioClip
from app.core.driving import Drive, FaceTrack
from app.core.face import Face, FoundFace
from app.core.portrait import Portrait
from app.core.project import DriverSource
from app.core.settings import DeviceChoice
from app.core.video_size import FrameSize, OutputSize, frame_size
from app.media.placed_faces import PlacedFaces
from app.workers.take import Take

if TYPE_CHECKING:  # these bring torch along, which must not be read before the window stands
    from app.engine.animator import Animator
    from app.engine.performance import Performance
    from app.media.devices.player import SoundPlayer
    from app.model.render.renderer import PortraitRenderer

Key = TypeVar("Key")
Thing = TypeVar("Thing")
TrackKey = tuple[Path, int, float | None]  # of a video: file, number of the face, calm moment

# Shorter side of the picture shown while playing, small enough to hold 25 frames a second on two cores.
PREVIEW_SHORT_SIDE = {"cpu": 512, "cuda": 1080, "mps": 1080}
PREVIEW_SHRINKS_TO = 0.72  # in each of its dimensions: half the pixels
SMALLEST_PREVIEW_SHORT_SIDE = 192
# Portraits and voices that stay in memory after others took their place, so that going back to them needs no file.
KEPT_PORTRAITS, KEPT_CLIPS, KEPT_TRACKS = 3, 3, 3
KEPT_PORTRAIT_BYTES = 128 * 2**20  # of them together; one of 12 megapixels has 120


def load_animator(device: DeviceChoice) -> "Animator":
    """Import torch and read the weights, in seconds. Raises WeightsMissing, DeviceUnavailable."""
    from app.engine.animator import Animator
    from app.model.devices import choose_device

    return Animator.load(choose_device(device))


def open_player() -> "SoundPlayer":
    """A player for the default loudspeaker; without one it keeps time silently and says why."""
    from app.media.devices.player import SoundPlayer

    return SoundPlayer()


@dataclass(frozen=True, slots=True)
class Preview:
    """A renderer for the screen. short_side: upper limit of its picture's shorter side, in pixels."""

    renderer: "PortraitRenderer"
    short_side: int


@dataclass(slots=True)
class Prepared:
    """A portrait with its faces, of which one was chosen and is ready to perform.

    number: index in `faces` of the chosen one, which `face` holds prepared. key: by which the room finds it again.
    """

    portrait: Portrait
    faces: list[FoundFace]
    number: int
    face: Face
    key: int

    @property
    def size_bytes(self) -> int:
        """Memory that its pixels take."""
        return self.portrait.rgb.nbytes + self.face.matte.nbytes + self.face.background.nbytes


@dataclass(slots=True)
class Loaded(Prepared):
    """A portrait with its renderers.

    large: the preview of PREVIEW_SHORT_SIDE. preview: the one in use, smaller on a machine that cannot keep up.
    """

    large: Preview
    preview: Preview

    def restore_preview(self) -> None:
        """Use the large preview again: what kept the machine busy may be over, and a picture at rest has time."""
        self.preview = self.large


class EngineRoom:
    """What the worker thread owns: the engine, the sound player, and the last portraits and voices that were loaded.

    Its methods run on that thread, all but `smaller_preview`, `sharp_renderer` and `device`.
    """

    def __init__(
        self,
        device: DeviceChoice = DeviceChoice.AUTO,
        load: Callable[[DeviceChoice], "Animator"] = load_animator,
        player: Callable[[], "SoundPlayer"] = open_player,
        placed_faces: PlacedFaces | None = None,
    ) -> None:
        """placed_faces: remembers faces that were placed by hand; None to forget them."""
        self._device = device
        self._load = load
        self._open_player = player
        self._animator: Animator | None = None
        self._player: SoundPlayer | None = None
        self.placed_faces = placed_faces
        self._keys = count()
        self._portraits: dict[int, Prepared] = {}  # the last ones, the newest at the end
        self._loaded: Loaded | None = None  # the one of them that performs
        self._clips: dict[int, AudioClip] = {}
        self._sharp: tuple[int, int, PortraitRenderer] | None = None  # key of a portrait, short side
        self._sharpening = Lock()
        self._edited: tuple[int, AudioClip] | None = None  # key of a clip, and the part of it that was used last
        self._tracks: dict[TrackKey, tuple[int, FaceTrack]] = {}  # with the time at which the video was written
        self._performed: tuple[AudioClip, DriverSource | None, Performance] | None = None

    def animator(self) -> "Animator":
        """The engine, loaded at its first use. Raises WeightsMissing, DeviceUnavailable."""
        if self._animator is None:
            self._animator = self._load(self._device)
        return self._animator

    @property
    def device(self) -> str:
        """What the engine runs on, in words. May be asked on any thread."""
        if self._animator is None:
            return f"{self._device.value}, not in use yet"
        from app.model.devices import device_name

        return device_name(self._animator.device)

    def player(self) -> "SoundPlayer":
        """The sound player, opened at its first use."""
        if self._player is None:
            self._player = self._open_player()
        return self._player

    # Portraits

    def keep_portrait(self, portrait: Portrait, faces: list[FoundFace], number: int, face: Face) -> Loaded:
        """Make a renderer for a face and keep it with its portrait; others that become too many or large are dropped.

        Those that stay do so without their renderers, which take more than their pixels.
        """
        prepared = Prepared(portrait, faces, number, face, next(self._keys))
        _keep(self._portraits, prepared.key, prepared, KEPT_PORTRAITS)
        while (
            len(self._portraits) > 1 and sum(each.size_bytes for each in self._portraits.values()) > KEPT_PORTRAIT_BYTES
        ):
            del self._portraits[next(iter(self._portraits))]
        return self._with_renderers(prepared)

    def kept_portrait(self, key: int) -> Prepared | None:
        """The portrait kept under this key, or None if it was dropped."""
        return self._portraits.get(key)

    def still_keeps_portrait(self, key: int) -> bool:
        """Whether a portrait is still kept; if so it becomes the newest, to be dropped last."""
        return _renew(self._portraits, key)

    def loaded(self, key: int) -> Loaded:
        """A kept portrait, ready to perform: renderers are made anew where another one's took their place.

        Raises KeyError if it was dropped.
        """
        prepared = self._portraits[key]
        if self._loaded is None or self._loaded.key != key:
            return self._with_renderers(prepared)
        return self._loaded

    def _with_renderers(self, prepared: Prepared) -> Loaded:
        self._loaded = None  # lets its renderers go before others are made
        short_side = PREVIEW_SHORT_SIDE[self.animator().device.type]
        size = reduced(prepared.portrait, short_side)
        large = Preview(self.animator().renderer(prepared.portrait, prepared.face, size), short_side)
        self._loaded = Loaded(
            prepared.portrait, prepared.faces, prepared.number, prepared.face, prepared.key, large, large
        )
        return self._loaded

    def smaller_preview(self, loaded: Loaded) -> Preview | None:
        """A preview of half the pixels, for a machine that is too slow; None below SMALLEST_PREVIEW_SHORT_SIDE.

        Takes up to a second; may run on another thread.
        """
        shown = min(loaded.preview.short_side, loaded.portrait.width, loaded.portrait.height)
        smaller = round(shown * PREVIEW_SHRINKS_TO)
        if smaller < SMALLEST_PREVIEW_SHORT_SIDE:
            return None
        size = reduced(loaded.portrait, smaller)
        return Preview(self.animator().renderer(loaded.portrait, loaded.face, size), smaller)

    def sharp_renderer(self, loaded: Loaded, short_side: int) -> "PortraitRenderer":
        """A renderer for a picture that rests; the last one is kept. Takes up to a second; safe on another thread."""
        with self._sharpening:
            if self._sharp is None or self._sharp[:2] != (loaded.key, short_side):
                self._sharp = None  # before the next one needs its memory
                size = reduced(loaded.portrait, short_side)
                renderer = self.animator().renderer(loaded.portrait, loaded.face, size)
                self._sharp = loaded.key, short_side, renderer
            return self._sharp[2]

    # Voices

    def keep_clip(self, clip: AudioClip) -> int:
        """Keep a voice under the key that is returned; beyond KEPT_CLIPS the oldest one is dropped."""
        key = next(self._keys)
        _keep(self._clips, key, clip, KEPT_CLIPS)
        return key

    def still_keeps_clip(self, key: int) -> bool:
        """Whether a voice is still kept; if so it becomes the newest, to be dropped last."""
        return _renew(self._clips, key)

    def clip(self, take: Take) -> AudioClip:
        """The part of its voice that a take uses, trimmed and faded. Raises KeyError if the voice was dropped."""
        assert take.sound is not None
        key, edit = take.sound.key, take.project.edit
        if self._edited is None or self._edited[0] != key or self._edited[1].edit != edit:
            self._edited = key, self._clips[key].edited(edit)
        return self._edited[1]

    def performance(self, take: Take) -> "Performance":
        """The movement of a take. The last one is kept and used again for the same voice, edit and settings."""
        clip, settings, driver = self.clip(take), take.project.take_settings, take.project.driver
        if self._performed is not None and self._performed[0] is clip and self._performed[1] == driver:
            kept = self._performed[2]
            if kept.settings == settings:
                return kept
            if replace(kept.settings, emotion=settings.emotion) == settings:
                self._performed = clip, driver, kept.with_emotion(settings)
                return self._performed[2]
        self._performed = clip, driver, self.animator().perform(clip, settings, self.drive(take))
        return self._performed[2]

    # Driving faces

    def keep_track(self, source: DriverSource, track: FaceTrack) -> None:
        """Keep what was read off a video; beyond KEPT_TRACKS the oldest is dropped."""
        _keep(self._tracks, _track_key(source), (_written_ns(source.file), track), KEPT_TRACKS)
        self._performed = None

    def kept_track(self, source: DriverSource) -> FaceTrack | None:
        """What was read of this face, and becomes the newest; None if it was dropped, or the video is another now."""
        if not _renew(self._tracks, _track_key(source)):
            return None
        written_ns, track = self._tracks[_track_key(source)]
        return track if _written_ns(source.file) in (written_ns, 0) else None

    def drive(self, take: Take) -> Drive | None:
        """How a face drives a take; None where none does. Raises KeyError if what was read of it was dropped."""
        from app.production.driver import drive_of

        source = take.project.driver
        return None if source is None else drive_of(source, self._tracks[_track_key(source)][1], self.clip(take))

    def close(self) -> None:
        """Stop the sound."""
        if self._player is not None:
            self._player.stop()


def _track_key(source: DriverSource) -> TrackKey:
    return source.file, source.number, source.calm_s


def _written_ns(file: Path) -> int:
    """When a file was written; 0 where it is gone."""
    try:
        return file.stat().st_mtime_ns
    except OSError:
        return 0


def _keep(kept: dict[Key, Thing], key: Key, thing: Thing, most: int) -> None:
    """Add a thing as the newest, and drop the oldest ones beyond `most`."""
    kept[key] = thing
    while len(kept) > most:
        del kept[next(iter(kept))]


def _renew(kept: dict[Key, Thing], key: Key) -> bool:
    """Make a kept thing the newest; False if it is no longer kept."""
    if key not in kept:
        return False
    kept[key] = kept.pop(key)
    return True


def reduced(portrait: Portrait, short_side: int) -> FrameSize:
    """The portrait's size, reduced where its shorter side exceeds `short_side` pixels, both sides even."""
    short = min(portrait.width, portrait.height)
    scale = min(1.0, short_side / short)
    width, height = (max(1, round(side * scale)) for side in (portrait.width, portrait.height))
    return frame_size(width, height, OutputSize.ORIGINAL)

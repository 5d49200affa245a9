"""What the worker thread owns: the engine, and what has been loaded into it."""

import os
from collections.abc import Callable
from dataclasses import dataclass, replace
from itertools import count
from typing import TYPE_CHECKING, TypeVar

from app.core.audio import AudioClip
from app.core.clip_edit import NO_EDIT, ClipEdit
from app.core.errors import RhapsodeError
from app.core.face import Face, FoundFace
from app.core.portrait import Portrait
from app.core.settings import DeviceChoice, FrameSize, PerformanceSettings, frame_size

if TYPE_CHECKING:  # these bring torch along, which must not be read before the window stands
    from app.engine.animator import Animator
    from app.engine.performance import Performance
    from app.media.devices.player import SoundPlayer
    from app.model.render.renderer import PortraitRenderer

Thing = TypeVar("Thing")

# Shorter side of the picture shown while playing, small enough to hold 25 frames a second on two cores.
PREVIEW_SHORT_SIDE = {"cpu": 512, "cuda": 1080, "mps": 1080}
PREVIEW_SHRINKS_TO = 0.72  # in each of its dimensions: half the pixels
SMALLEST_PREVIEW_SHORT_SIDE = 192
# Portraits and voices that stay in memory after others took their place, so that going back to them needs no file.
KEPT_PORTRAITS, KEPT_CLIPS = 3, 3


class NothingLoaded(RhapsodeError):
    """A portrait or a voice is needed first."""


def load_animator(device: DeviceChoice) -> "Animator":
    """Read torch, MediaPipe and the shipped weights; takes seconds."""
    from app.engine.animator import Animator
    from app.model.devices import choose_device

    # OpenCV, which comes along, points Qt at its own plugins; programs started from here would inherit that.
    for name in ("QT_QPA_PLATFORM_PLUGIN_PATH", "QT_QPA_FONTDIR"):
        os.environ.pop(name, None)
    return Animator.load(choose_device(device))


def open_player() -> "SoundPlayer":
    """The sound device, or a silent stand-in that says why."""
    from app.media.devices.player import SoundPlayer

    return SoundPlayer()


@dataclass(slots=True)
class Loaded:
    """A portrait with its faces and the renderer for the one that was chosen.

    key: by which the room finds it again.
    large: the renderer for pictures as large as the device is made for.
    preview: the one in use, which is another on a machine that cannot keep up.
    """

    portrait: Portrait
    faces: list[FoundFace]
    number: int
    face: Face
    large: "PortraitRenderer"
    key: int
    preview: "PortraitRenderer"


@dataclass(frozen=True, slots=True)
class Preview:
    """A renderer for the screen. short_side: of its picture, in pixels."""

    renderer: "PortraitRenderer"
    short_side: int


class EngineRoom:
    """The worker thread's belongings. Only that thread touches it."""

    def __init__(
        self,
        device: DeviceChoice = DeviceChoice.AUTO,
        load: Callable[[DeviceChoice], "Animator"] = load_animator,
        player: Callable[[], "SoundPlayer"] = open_player,
    ) -> None:
        self._device = device
        self._load = load
        self._open_player = player
        self._animator: Animator | None = None
        self._player: SoundPlayer | None = None
        self._keys = count()
        self._portraits: dict[int, Loaded] = {}  # the last ones, the newest at the end
        self._clips: dict[int, AudioClip] = {}
        self._loaded: Loaded | None = None
        self._clip: AudioClip | None = None  # the whole one
        self._edited: AudioClip | None = None  # what is used of it
        self._performance: Performance | None = None
        self._preview_short_side: int | None = None  # None: as large as the device is made for

    def animator(self) -> "Animator":
        """The engine, read at its first use. Raises WeightsMissing, DeviceUnavailable."""
        if self._animator is None:
            self._animator = self._load(self._device)
        return self._animator

    def player(self) -> "SoundPlayer":
        """The sound player, opened at its first use."""
        if self._player is None:
            self._player = self._open_player()
        return self._player

    def adopt_portrait(self, portrait: Portrait, faces: list[FoundFace], number: int, face: Face) -> Loaded:
        """Make this face the one that performs."""
        self._preview_short_side = None
        renderer = self.animator().renderer(portrait, face, reduced(portrait, self.preview_short_side))
        self._loaded = Loaded(portrait, faces, number, face, renderer, next(self._keys), renderer)
        _keep(self._portraits, self._loaded.key, self._loaded, KEPT_PORTRAITS)
        return self._loaded

    @property
    def preview_short_side(self) -> int:
        """How large the picture on the screen may be drawn, its shorter side in pixels."""
        return self._preview_short_side or PREVIEW_SHORT_SIDE[self.animator().device.type]

    def smaller_preview(self) -> "Preview | None":
        """A renderer for half the pixels, for a machine that is too slow; None at the smallest. Exports stay large.

        Takes up to a second; of all methods this one may run on another thread meanwhile.
        """
        loaded = self.loaded()
        shown = min(self.preview_short_side, loaded.portrait.width, loaded.portrait.height)
        smaller = round(shown * PREVIEW_SHRINKS_TO)
        if smaller < SMALLEST_PREVIEW_SHORT_SIDE:
            return None
        size = reduced(loaded.portrait, smaller)
        return Preview(self.animator().renderer(loaded.portrait, loaded.face, size), smaller)

    def adopt_preview(self, preview: "Preview") -> None:
        """Draw the screen's picture with this one until something new is shown."""
        self._preview_short_side = preview.short_side
        self.loaded().preview = preview.renderer

    def restore_preview(self) -> None:
        """Draw as large as at first: what kept this machine busy may be over, and a picture at rest has time."""
        self._preview_short_side = None
        loaded = self.loaded()
        loaded.preview = loaded.large

    def kept_portrait(self, key: int) -> Loaded | None:
        """A portrait that performed before, if it is still kept."""
        return self._portraits.get(key)

    def readopt_portrait(self, key: int) -> bool:
        """Go back to a portrait that performed before; False if it is no longer kept."""
        if key not in self._portraits:
            return False
        self._loaded = self._portraits.pop(key)
        self._portraits[key] = self._loaded
        self.restore_preview()
        return True

    def adopt_clip(self, clip: AudioClip) -> int:
        """Make this voice the one that drives; returns the key by which the room finds it again."""
        self._clip = clip
        self._edited = self._performance = None
        key = next(self._keys)
        _keep(self._clips, key, clip, KEPT_CLIPS)
        return key

    def readopt_clip(self, key: int) -> bool:
        """Go back to a voice that drove before; False if it is no longer kept."""
        if key not in self._clips:
            return False
        self._clip = self._clips.pop(key)
        self._clips[key] = self._clip
        self._edited = self._performance = None
        return True

    def loaded(self) -> Loaded:
        """The portrait. Raises NothingLoaded."""
        if self._loaded is None:
            raise NothingLoaded("There is no portrait yet. Open a picture, or drop one on the window.")
        return self._loaded

    def clip(self, edit: ClipEdit = NO_EDIT) -> AudioClip:
        """What an edit keeps of the voice. Raises NothingLoaded."""
        if self._clip is None:
            raise NothingLoaded("There is no voice yet. Open a sound file, or drop one on the window.")
        if self._edited is None or self._edited.edit != edit:
            self._edited = self._clip.edited(edit)
        return self._edited

    def performance(self, settings: PerformanceSettings, edit: ClipEdit = NO_EDIT) -> "Performance":
        """The movement for the voice. The last one is kept, so that replay and export do not compute it again."""
        clip = self.clip(edit)
        kept = self._performance
        if kept is None or kept.clip is not clip or replace(kept.settings, emotion=settings.emotion) != settings:
            kept = self._performance = self.animator().perform(clip, settings)
        elif kept.settings != settings:
            kept = self._performance = kept.feeling(settings)
        return kept

    def close(self) -> None:
        """Stop the sound."""
        if self._player is not None:
            self._player.stop()


def _keep(kept: dict[int, Thing], key: int, thing: Thing, most: int) -> None:
    """Put a thing at the end and let go of the oldest ones."""
    kept[key] = thing
    while len(kept) > most:
        del kept[next(iter(kept))]


def reduced(portrait: Portrait, short_side: int) -> FrameSize:
    """A picture size whose shorter side is at most `short_side`."""
    short = min(portrait.width, portrait.height)
    scale = min(1.0, short_side / short)
    return frame_size(max(1, round(portrait.width * scale)), max(1, round(portrait.height * scale)), None)

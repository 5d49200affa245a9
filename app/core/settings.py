"""What a user chooses for a performance."""

from dataclasses import dataclass
from enum import StrEnum

from app.core.emotion import NO_EMOTION, EmotionTrack


class OutputSize(StrEnum):
    """Shorter side of the output picture; the whole picture is always kept."""

    P512 = "512"
    P720 = "720"
    P1080 = "1080"
    ORIGINAL = "original"


class FrameRate(StrEnum):
    """Frames a second that a video may have."""

    FPS_24 = "24"
    FPS_25 = "25"
    FPS_30 = "30"
    FPS_50 = "50"
    FPS_60 = "60"


class DeviceChoice(StrEnum):
    """Where the networks and the renderer run."""

    AUTO = "auto"
    CPU = "cpu"
    CUDA = "cuda"
    MPS = "mps"


SETTING_RANGES: dict[str, tuple[float, float]] = {
    "head": (0.0, 1.0),
    "blinks": (0.0, 2.0),
    "gaze": (0.0, 2.0),
    "mouth": (0.5, 1.5),
    "smoothing": (0.0, 1.0),
}


@dataclass(frozen=True, slots=True)
class PerformanceSettings:
    """How the portrait performs.

    head: strength of head movement, 0 (still) to 1 (lively).
    seed: of the noise that drives blinks, brows, gaze and head; the same seed gives the same take.
    emotion: what colours the face over the length of the take.
    blinks: how often the eyes blink, times the natural rate; 0 never to 2 twice as often.
    gaze: how far the eyes wander, times the natural; 0 always at the viewer to 2.
    mouth: how widely the lips move, times what the sound asks for; 0.5 to 1.5. Closed lips stay closed.
    smoothing: how much the lips' quickest movements are rounded off, 0 (not at all) to 1.
    """

    head: float = 0.5
    seed: int = 0
    emotion: EmotionTrack = NO_EMOTION
    blinks: float = 1.0
    gaze: float = 1.0
    mouth: float = 1.0
    smoothing: float = 0.0

    def __post_init__(self) -> None:
        for name, (low, high) in SETTING_RANGES.items():
            if not low <= getattr(self, name) <= high:
                raise ValueError(f"{name} must lie between {low:g} and {high:g}")


# H.264 level 5.2 holds 36,864 macroblocks of 16x16 (ITU-T H.264, table A-1).
H264_MAX_PIXELS = 36_864 * 256
DEFAULT_MAX_SHORT_SIDE = 1080


@dataclass(frozen=True, slots=True)
class FrameSize:
    """Size of the video picture in pixels, both even as yuv420p demands.

    reduced: the portrait was larger than the encoder holds and had to be made smaller.
    """

    width: int
    height: int
    reduced: bool = False


def frame_size(width: int, height: int, size: OutputSize | None) -> FrameSize:
    """The video size for a (width, height) portrait.

    With None the portrait's own size is kept up to a shorter side of 1080; ORIGINAL keeps it up to what H.264 level 5.2
    holds. Named sizes scale up as well as down.
    """
    short = min(width, height)
    reduced = False
    if size is None:
        scale = min(1.0, DEFAULT_MAX_SHORT_SIDE / short)
    elif size is OutputSize.ORIGINAL:
        scale = 1.0
    else:
        scale = int(size) / short
    if width * height * scale * scale > H264_MAX_PIXELS:
        scale = (H264_MAX_PIXELS / (width * height)) ** 0.5 * 0.999
        reduced = True
    return FrameSize(_even(width * scale), _even(height * scale), reduced)


def _even(pixels: float) -> int:
    return max(2, 2 * round(pixels / 2))

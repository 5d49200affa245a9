"""How large a video is, and how many frames a second it has."""

from dataclasses import dataclass
from enum import StrEnum


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

"""How large a video is, and how many frames a second it has."""

from dataclasses import dataclass
from enum import StrEnum

from app.core.motion import FRAMES_PER_SECOND


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


# H.264 level 5.2 (ITU-T H.264, A.3.1 and table A-1): whole macroblocks of 16x16, in a frame and in a second of video;
# in a side at most the root of eight times those in a frame.
_MACROBLOCK = 16
_MOST_MACROBLOCKS = 36_864
_MOST_MACROBLOCKS_A_SECOND = 2_073_600
H264_MAX_SIDE = 543 * _MACROBLOCK
DEFAULT_MAX_SHORT_SIDE = 1080


@dataclass(frozen=True, slots=True)
class FrameSize:
    """Size of the video picture in pixels, both even as yuv420p demands.

    reduced: the portrait was larger than the encoder holds and had to be made smaller.
    """

    width: int
    height: int
    reduced: bool = False


def frame_size(
    width: int, height: int, size: OutputSize | None, frames_per_second: int = FRAMES_PER_SECOND
) -> FrameSize:
    """The video size for a (width, height) portrait.

    With None the portrait's own size is kept up to a shorter side of 1080; ORIGINAL keeps it up to what H.264 level 5.2
    holds, which is a little less at 60 frames a second. Named sizes scale up as well as down.
    """
    short = min(width, height)
    if size is None:
        scale = min(1.0, DEFAULT_MAX_SHORT_SIDE / short)
    elif size is OutputSize.ORIGINAL:
        scale = 1.0
    else:
        scale = int(size) / short
    wished = FrameSize(_even(width * scale), _even(height * scale))
    most_macroblocks = min(_MOST_MACROBLOCKS, _MOST_MACROBLOCKS_A_SECOND // frames_per_second)
    if _fits(wished, most_macroblocks):
        return wished
    most_pixels = most_macroblocks * _MACROBLOCK**2
    scale = min((most_pixels / (width * height)) ** 0.5, H264_MAX_SIDE / max(width, height))
    fitting = wished
    while not _fits(fitting, most_macroblocks):  # a few steps: macroblocks at the edges count as whole ones
        scale *= 0.999
        fitting = FrameSize(_even(width * scale), _even(height * scale), reduced=True)
    return fitting


def _fits(size: FrameSize, most_macroblocks: int) -> bool:
    macroblocks = -(-size.width // _MACROBLOCK) * -(-size.height // _MACROBLOCK)
    return macroblocks <= most_macroblocks and max(size.width, size.height) <= H264_MAX_SIDE


def _even(pixels: float) -> int:
    return max(2, 2 * round(pixels / 2))

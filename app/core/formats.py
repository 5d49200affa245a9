"""The files that a video can be written to: a container is a row of `FORMATS`, from which all that names one reads."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from app.core.errors import CannotWrite


@dataclass(frozen=True, slots=True)
class SoundCodec:
    """How a container holds sound.

    encoder: FFmpeg's name. rates_hz: the sampling rates that it holds, the lowest first.
    layouts: FFmpeg's names of those that it holds; any other becomes stereo.
    """

    encoder: str
    rates_hz: tuple[int, ...]
    layouts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class VideoFormat:
    """A container with its codecs.

    suffix: of its files, with the dot, in small letters. name: what people read.
    container, video_encoder: FFmpeg's names, each with its options. pixel_format: FFmpeg's, as the encoder is given it;
        one of YUV is converted and tagged as BT.709.
    alpha: whether a pixel can be transparent: its frames have an alpha channel, those of other containers have none.
    sound: None for a container that is silent.
    """

    suffix: str
    name: str
    container: str
    video_encoder: str
    pixel_format: str
    alpha: bool
    sound: SoundCodec | None
    container_options: Mapping[str, str] = field(default_factory=dict)
    video_options: Mapping[str, str] = field(default_factory=dict)


AAC = SoundCodec(
    encoder="aac",
    # Sampling frequencies of ISO/IEC 14496-3, table 1.18; 7350 is left out, as many players refuse it.
    rates_hz=(8000, 11025, 12000, 16000, 22050, 24000, 32000, 44100, 48000, 64000, 88200, 96000),
    # Those with a channel configuration of their own (same standard, table 1.19): few players know the others.
    layouts=("mono", "stereo", "3.0", "4.0", "5.0", "5.1"),
)
MP4 = VideoFormat(
    suffix=".mp4",
    name="MP4 video",
    container="mp4",
    video_encoder="libx264",
    pixel_format="yuv420p",
    alpha=False,
    sound=AAC,
    container_options={"movflags": "+faststart"},  # it starts playing before it is loaded
    # crf 18 is visually clean. At 720x900 on two cores veryfast encodes 165 frames/s, faster and fast 90, medium 70, at
    # no larger files for slower presets to win back (measured with a moving face in a still picture).
    video_options={"preset": "veryfast", "crf": "18"},
)
FORMATS = (MP4,)  # the usual one first


def format_of(path: Path, formats: Sequence[VideoFormat] = FORMATS) -> VideoFormat:
    """What a file of this name is written as. Raises CannotWrite."""
    for form in formats:
        if path.suffix.lower() == form.suffix:
            return form
    raise CannotWrite(f"{path.name} cannot be written: a video's name must end in {suffixes(formats)}.")


def suffixes(formats: Sequence[VideoFormat] = FORMATS) -> str:
    """How a video's name may end, to be read by people."""
    return " or ".join(form.suffix for form in formats)

"""Opening a sound file: what its header promises, and whether it breaks off."""

import stat
import struct
from pathlib import Path

import av
from av.audio.stream import AudioStream
from av.container import InputContainer

from app.core.errors import BadSound, name_of, why_unreadable
from app.core.filetypes import FileType, sniffed

_TRY_ANOTHER = "Choose a WAV, FLAC, MP3, M4A, OGG or Opus file, or a video with sound."

_PLAYLISTS = (b"#EXTM3U", b"ffconcat")  # FFmpeg would follow them, and wait for ever for what is out of reach

_UNKNOWN_SIZES = (0, 0xFFFFFFFF, 0x7FFFFFFF)  # what programs write that cannot go back to the header
_LONGEST_OGG_PAGE = 65_307  # bytes, RFC 3533 section 6
_OGG_LAST_PAGE = 4  # bit of the page's header type


def open_container(path: Path) -> tuple[InputContainer, AudioStream]:
    """The container and its main sound. Raises BadSound, with a sentence for each thing that can be wrong."""
    _check_readable(path)
    try:
        # A file of ours may only lead to files: a playlist cannot make the program reach for the network.
        # Tags in an unknown encoding are no reason to refuse a sound.
        container = av.open(
            str(path.absolute()), "r", metadata_errors="ignore", container_options={"protocol_whitelist": "file"}
        )
    except (av.FFmpegError, OSError, ValueError) as error:
        raise BadSound(_why_without_sound(path, opened=False)) from error
    stream = container.streams.best("audio")
    if not isinstance(stream, AudioStream):
        container.close()
        raise BadSound(_why_without_sound(path, opened=True))
    if stream.codec_context is None:  # PyAV gives none where FFmpeg has no decoder
        container.close()
        raise BadSound(f"The sound in {path.name} is in a format that cannot be decoded. {_TRY_ANOTHER}")
    return container, stream


def declared_duration_s(container: InputContainer, stream: AudioStream) -> float | None:
    """The sound's length as the header states it; None where there is none or where FFmpeg guesses it from the size."""
    if container.format.name == "aac" or (container.format.name == "mp3" and not stream.start_time):
        return None  # an MP3 with a Xing or LAME header starts after its encoder's delay; without one FFmpeg guesses
    if stream.duration and stream.time_base:
        return float(stream.duration * stream.time_base)
    if container.duration and not container.streams.video:
        return container.duration / av.time_base
    return None


def exact_end_s(container: InputContainer, stream: AudioStream) -> float | None:
    """Where players stop, in seconds from the container's start: MP4 tracks state it to the sample; None for others.

    The last packet of such a track is padded beyond it.
    """
    states_end = "mp4" in container.format.name and stream.frames > 0  # fragmented files count no frames beforehand
    if not (states_end and stream.duration and stream.time_base):
        return None
    zero_s = (container.start_time or 0) / av.time_base
    return float(((stream.start_time or 0) + stream.duration) * stream.time_base) - zero_s


def breaks_off(path: Path) -> bool:
    """Whether a file ends before its own structure does, for the two formats in which FFmpeg does not notice."""
    with path.open("rb") as file:
        head = file.read(12)
        size = file.seek(0, 2)
        if head[:4] == b"RIFF" and head[8:] == b"WAVE":
            (promised,) = struct.unpack("<I", head[4:8])
            return promised not in _UNKNOWN_SIZES and promised + 8 > size
        if head[:4] == b"OggS":
            file.seek(max(0, size - _LONGEST_OGG_PAGE))
            tail = file.read()
            page = tail.rfind(b"OggS")
            return page < 0 or len(tail) < page + 6 or not tail[page + 5] & _OGG_LAST_PAGE
    return False


def _check_readable(path: Path) -> None:
    if path.is_dir():
        raise BadSound(f"{path.resolve().name} is a folder. Choose a sound file in it.")
    try:
        if not stat.S_ISREG(path.stat().st_mode):  # not even looked into: a pipe would wait for its writer
            raise BadSound(
                f"{name_of(path)} is no file but a pipe or a device, and a sound is read several times. "
                "Save it as a file and choose that."
            )
        with path.open("rb") as file:
            head = file.read(8)
    except OSError as error:
        raise BadSound(why_unreadable(error, f"The sound file {name_of(path)}")) from error
    if not head:
        raise BadSound(f"{path.name} is empty (0 bytes). Record or copy it again.")
    if head.startswith(_PLAYLISTS):
        raise BadSound(f"{path.name} is a list of other files, not a sound. Choose one of the files it names.")


def _why_without_sound(path: Path, opened: bool) -> str:
    """The sentence for a file without sound. opened: FFmpeg knows the file; else a known beginning means damage."""
    with path.open("rb") as file:
        kind = sniffed(file.read(16))
    if kind is FileType.PICTURE:
        return f"{path.name} is a picture, not a sound; perhaps picture and voice are swapped. {_TRY_ANOTHER}"
    if opened:
        return f"{path.name} holds no sound. {_TRY_ANOTHER}"
    if kind is FileType.SOUND:
        return f"{path.name} is incomplete or damaged: no sound could be found in it. Copy or download it again."
    return f"{path.name} is not a sound that can be read. {_TRY_ANOTHER}"

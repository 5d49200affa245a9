"""Opening a sound file: what its header promises, and whether it breaks off."""

import struct
from pathlib import Path
from typing import BinaryIO

import av
from av.audio.stream import AudioStream
from av.container import InputContainer

from app.core.errors import BadSound
from app.core.filetypes import FileType, sniffed
from app.core.moved_file import where_now
from app.media.readable import check_readable

_TRY_ANOTHER = "Choose a WAV, FLAC, MP3, M4A, OGG or Opus file, or a video with sound."

# Programs that write through a pipe cannot go back to the header: they leave 0 there or a very large number, such as
# 0xFFFFFFFF (FFmpeg), 0x80000000 (arecord), 0x7FFFF000 (SoX, WAV) or 0x7F000000 (SoX, AIFF).
_UNKNOWN_FROM = 0x7F000000  # bytes, of sizes with 32 bits
_UNKNOWN_FROM_64 = 1 << 62
_CHUNK_ORDERS = {(b"RIFF", b"WAVE"): "<", (b"RIFX", b"WAVE"): ">", (b"FORM", b"AIFF"): ">", (b"FORM", b"AIFC"): ">"}
_WIDE_WAVES = (b"RF64", b"BW64")  # EBU Tech 3306: the true sizes stand in a chunk of their own
_WAVE64_HEAD = b"riff\x2e\x91\xcf\x11\xa5\xd6\x28\xdb"
_HEADERS_WITH_LENGTH = ("wav", "w64", "aiff", "au")  # as FFmpeg calls the formats that `stated_end` knows
# A damaged packet of these is told instead of decoded to noise. Not of others: there are MP3s whose checksums are wrong
# although nothing else is.
_CHECKSUMMED = ("flac", "tta", "wavpack")
_LONGEST_OGG_PAGE = 65_307  # bytes, RFC 3533 section 6
_OGG_LAST_PAGE = 4  # bit of the page's header type


def open_container(path: Path) -> tuple[InputContainer, AudioStream]:
    """The container and its main sound. Raises BadSound, with a sentence for each thing that can be wrong."""
    path = where_now(path)
    check_readable(path, "sound", BadSound)
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
    if stream.codec_context.name in _CHECKSUMMED:
        stream.codec_context.options = {"err_detect": "crccheck+explode"}
    return container, stream


def declared_duration_s(container: InputContainer, stream: AudioStream) -> float | None:
    """The sound's length as the header states it; None where there is none or where FFmpeg guesses it from the size."""
    if container.format.name == "aac" or (container.format.name == "mp3" and not stream.start_time):
        return None  # an MP3 with a Xing or LAME header starts after its encoder's delay; without one FFmpeg guesses
    if container.format.name in _HEADERS_WITH_LENGTH and stated_end(Path(container.name)) is None:
        return None
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
    """Whether a file ends before its own structure does, for the formats in which FFmpeg does not notice."""
    path = where_now(path)
    end = stated_end(path)
    with path.open("rb") as file:
        size = file.seek(0, 2)
        if end is not None:
            return end > size
        file.seek(0)
        if file.read(4) == b"OggS":
            file.seek(max(0, size - _LONGEST_OGG_PAGE))
            tail = file.read()
            page = tail.rfind(b"OggS")
            return page < 0 or len(tail) < page + 6 or not tail[page + 5] & _OGG_LAST_PAGE
    return False


def stated_end(path: Path) -> int | None:
    """The byte at which samples end by the header of a WAV, RF64, Wave64, AIFF or AU; None where it does not know."""
    with path.open("rb") as file:
        head = file.read(12)
        if head[:4] in _WIDE_WAVES:
            return _end_of_samples(file, "<")
        if order := _CHUNK_ORDERS.get((head[:4], head[8:])):
            return _end_of_samples(file, order)
        if head == _WAVE64_HEAD:
            return _end_of_wave64(file)
        if head[:4] == b".snd" and len(head) == 12:
            start, size = struct.unpack(">II", head[4:])
            return start + size if 0 < size < _UNKNOWN_FROM else None
    return None


def _end_of_samples(file: BinaryIO, order: str) -> int | None:
    wide_size = 0
    while len(head := file.read(8)) == 8:
        kind, size = struct.unpack(f"{order}4sI", head)
        start = file.tell()
        if kind in (b"data", b"SSND"):
            if size == 0xFFFFFFFF and 0 < wide_size < _UNKNOWN_FROM_64:
                return start + wide_size
            return start + size if 0 < size < _UNKNOWN_FROM else None
        if kind == b"ds64":
            _, wide_size = struct.unpack("<QQ", file.read(16).ljust(16, b"\0"))
        file.seek(start + size + size % 2)
    return None


def _end_of_wave64(file: BinaryIO) -> int | None:
    """Its chunks have names of 16 bytes, sizes that count their own head, and begin at multiples of eight."""
    start = 40
    while len(head := file.read(24) if file.seek(start) else b"") == 24:
        (size,) = struct.unpack("<Q", head[16:])
        if head.startswith(b"data"):
            return start + size if 24 < size < _UNKNOWN_FROM_64 else None
        if not 24 <= size < _UNKNOWN_FROM_64:
            return None
        start += -(-size // 8) * 8
    return None


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

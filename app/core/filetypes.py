"""Tells pictures from sounds, by name and, where the name says nothing, by the first bytes."""

from enum import Enum
from pathlib import Path

from app.core.project import is_project

PICTURE_SUFFIXES = frozenset({".jpg", ".jpeg", ".jfif", ".png", ".webp", ".bmp", ".tif", ".tiff"})
VIDEO_SUFFIXES = frozenset({".mp4", ".m4v", ".mov", ".mkv", ".webm", ".avi"})
_PURE_SOUND_SUFFIXES = frozenset(
    {".wav", ".flac", ".mp3", ".m4a", ".aac", ".ogg", ".oga", ".opus", ".wma", ".aif", ".aiff", ".amr", ".caf"}
)
SOUND_SUFFIXES = _PURE_SOUND_SUFFIXES | VIDEO_SUFFIXES

_PICTURE_STARTS = (b"\xff\xd8\xff", b"\x89PNG", b"BM", b"II*\0", b"MM\0*", b"GIF8")
HEIC_BRANDS = (b"heic", b"heix", b"heif", b"mif1", b"msf1", b"hevc")  # the first of them that an ISO media file names
_PICTURE_BRANDS = (*HEIC_BRANDS, b"avif", b"avis")
_SOUND_STARTS = (
    *(b"fLaC", b"ID3", b"OggS", b"\x1a\x45\xdf\xa3", b"FORM", b"caff", b"#!AMR", b"0&\xb2u"),
    *(b"RIFX", b"RF64", b"BW64", b"riff"),  # WAVs that are large, or of the other byte order; RIFF may be a picture
)


class FileType(Enum):
    """What a file is for."""

    PICTURE = "picture"
    SOUND = "sound"
    PROJECT = "project"
    UNKNOWN = "unknown"


def file_type(path: Path) -> FileType:
    """The type of a file, by its suffix; an unknown suffix is decided by the first bytes."""
    suffix = path.suffix.lower()
    if suffix in PICTURE_SUFFIXES:
        return FileType.PICTURE
    if suffix in SOUND_SUFFIXES:
        return FileType.SOUND
    if is_project(path):
        return FileType.PROJECT
    try:
        with path.open("rb") as file:
            return sniffed(file.read(16))
    except OSError:
        return FileType.UNKNOWN


def may_be_video(path: Path) -> bool:
    """Whether a file that is for its sound may hold moving pictures, too; which only opening it tells."""
    return path.suffix.lower() not in _PURE_SOUND_SUFFIXES


def sniffed(head: bytes) -> FileType:
    """The type of a file by its first 16 bytes."""
    if head.startswith(b"RIFF"):
        return FileType.PICTURE if head[8:12] == b"WEBP" else FileType.SOUND
    if head.startswith(_PICTURE_STARTS):
        return FileType.PICTURE
    if head[4:8] == b"ftyp":
        return FileType.PICTURE if head[8:12] in _PICTURE_BRANDS else FileType.SOUND
    is_utf16 = head.startswith(b"\xff\xfe")  # the mark of a text in it looks like MPEG audio
    is_mpeg_audio = len(head) > 1 and head[0] == 0xFF and head[1] & 0xE0 == 0xE0 and not is_utf16
    if head.startswith(_SOUND_STARTS) or is_mpeg_audio:
        return FileType.SOUND
    return FileType.UNKNOWN

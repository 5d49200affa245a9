"""Signs that a sound file breaks off, for the two formats in which FFmpeg does not notice."""

import struct
from pathlib import Path

_UNKNOWN_SIZES = (0, 0xFFFFFFFF, 0x7FFFFFFF)  # what programs write that cannot go back to the header
_LONGEST_OGG_PAGE = 65_307  # bytes, RFC 3533 section 6
_OGG_LAST_PAGE = 4  # bit of the page's header type


def breaks_off(path: Path) -> bool:
    """The file ends before its own structure does."""
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

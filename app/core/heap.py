"""The C library's heap: keeps memory that was let go from staying with the process. Only glibc needs it."""

import ctypes
from functools import cache

_M_ARENA_MAX = -8  # malloc.h
# glibc gives each thread an arena of its own, up to eight a core, and what lies free in one serves no other.
_ARENAS = 2
_M_TRIM_THRESHOLD, _M_MMAP_THRESHOLD = -1, -3
# Blocks up to that size come from the heap and the heap keeps as much: what glibc comes to by itself once a block of 32
# MB was let go. Until then it gives every layer's features back to the system and clears new pages for the next, which
# takes as long as the layers.
_BLOCK_BYTES, _KEPT_BYTES = 32 << 20, 64 << 20


def settle_heap() -> None:
    """Let threads share their arenas, and keep some memory at hand. To be called before there are threads."""
    glibc = _glibc()
    if glibc is not None:
        glibc.mallopt(_M_ARENA_MAX, _ARENAS)
        glibc.mallopt(_M_MMAP_THRESHOLD, _BLOCK_BYTES)
        glibc.mallopt(_M_TRIM_THRESHOLD, _KEPT_BYTES)


def give_back_free_memory() -> None:
    """Return free pages to the system, in some ten milliseconds; worth it after much was let go."""
    glibc = _glibc()
    if glibc is not None:
        glibc.malloc_trim(0)


@cache
def _glibc() -> ctypes.CDLL | None:
    try:
        library = ctypes.CDLL("libc.so.6")
    except OSError:  # another system
        return None
    return library if hasattr(library, "malloc_trim") else None

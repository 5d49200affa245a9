"""The C library's heap: keeps memory that was let go from staying with the process. Only glibc needs it."""

import ctypes
from functools import cache

_M_ARENA_MAX = -8  # malloc.h
# glibc gives each thread an arena of its own, up to eight a core, and what lies free in one serves no other.
_ARENAS = 2


def settle_heap() -> None:
    """Let threads share their arenas. To be called before there are threads."""
    glibc = _glibc()
    if glibc is not None:
        glibc.mallopt(_M_ARENA_MAX, _ARENAS)


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

"""Too little memory: how an error says so, and what the user is told."""

import errno
import os
import re
import sys

TOO_LITTLE_MEMORY = "There is too little memory for this. Close other programs, or take a smaller picture or size."

_THREADS_OF_A_CORE_BYTES = 350_000_000  # stacks and the allocator's arenas, mostly untouched; measured
_PAGING_FILE_TOO_SMALL = 1455  # Windows, also where a library cannot be loaded
# What is no MemoryError speaks of it like this: torch, its devices and oneDNN, OpenCV, C++, threads, the loader.
_WORDS = re.compile(
    r"out of memory|can(no|')t allocate memory|not enough memory|could not create a primitive$|insufficient memory"
    r"|bad_alloc|can't start new thread|failed to map segment from shared object$",
    re.IGNORECASE | re.MULTILINE,
)


def is_out_of_memory(error: BaseException | None) -> bool:
    """Whether an error, or one that led to it, comes from too little memory."""
    while error is not None:
        if isinstance(error, MemoryError) or getattr(error, "errno", None) == errno.ENOMEM:
            return True
        if getattr(error, "winerror", None) == _PAGING_FILE_TOO_SMALL:
            return True
        if isinstance(error, RuntimeError | ImportError) or type(error).__module__.startswith("cv2"):
            if _WORDS.search(str(error)):
                return True
        error = error.__cause__ or error.__context__
    return False


def demand_address_space(size_bytes: int) -> None:
    """Raise MemoryError where this process is limited (ulimit -v) to less than that, and what its threads take.

    Native libraries do not always say that they get too little: threads of theirs wait for ever.
    """
    if sys.platform != "win32":  # which knows no such limit
        import resource

        limit = resource.getrlimit(resource.RLIMIT_AS)[0]
        needed = size_bytes + (os.cpu_count() or 1) * _THREADS_OF_A_CORE_BYTES
        if limit != resource.RLIM_INFINITY and limit < needed:
            raise MemoryError(f"{needed} bytes of address space are needed, {limit} are allowed")

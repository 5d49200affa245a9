"""Silence for native libraries that write to the terminal."""

import os
from collections.abc import Iterator
from contextlib import contextmanager

STDERR_DESCRIPTOR = 2


@contextmanager
def native_stderr_silenced() -> Iterator[None]:
    """Inside the with-block, send what native code writes to stderr to the null device.

    MediaPipe and its delegate write a dozen lines while they load, before any setting of theirs is read, so the file
    descriptor itself is turned away. Without a stderr there is nothing to do.
    """
    try:
        saved = os.dup(STDERR_DESCRIPTOR)
    except OSError:
        yield
        return
    sink = os.open(os.devnull, os.O_WRONLY)
    try:
        os.dup2(sink, STDERR_DESCRIPTOR)
        yield
    finally:
        os.dup2(saved, STDERR_DESCRIPTOR)
        os.close(saved)
        os.close(sink)

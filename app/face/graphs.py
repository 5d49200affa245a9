"""Loads MediaPipe's graphs so that they are quiet and leave the graphics card alone."""

import os
from collections.abc import Iterator
from contextlib import contextmanager

from app.face.quiet import native_stderr_silenced

# Read by libEGL, a copy of which MediaPipe brings along, when the first graph of the process is made.
_EGL_DRIVERS = "__EGL_VENDOR_LIBRARY_FILENAMES"


@contextmanager
def loading_graphs() -> Iterator[None]:
    """Make graphs inside the with-block.

    Where there is a display, MediaPipe opens an OpenGL context for each graph, also for those that run on the processor
    as all of ours do: 60 MB and eight threads with Mesa. Without a driver it does without.
    """
    before = os.environ.get(_EGL_DRIVERS)
    os.environ[_EGL_DRIVERS] = ""
    try:
        with native_stderr_silenced():
            yield
    finally:  # for the programs that are started from here
        if before is None:
            del os.environ[_EGL_DRIVERS]
        else:
            os.environ[_EGL_DRIVERS] = before

"""`python -m app` and the frozen program: the command line, which opens the window when it is given no command."""

import io
import multiprocessing
import os
import sys


def start() -> None:
    """Hand over to the command line."""
    multiprocessing.freeze_support()
    # A frame is many small steps, which gain nothing from several OpenMP threads, and such threads take the cores from
    # each other and from the encoder: on busy cores a frame took twenty times as long. The engine makes several frames
    # at once instead. Must be said before torch is imported.
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")
    # A frozen program with a window but no console has none of these, and libraries write to them.
    sys.stdout = sys.stdout or open(os.devnull, "w", encoding="utf-8")
    sys.stderr = sys.stderr or open(os.devnull, "w", encoding="utf-8")
    # What a code page cannot spell, such as the name of a video, must not cost the command that has made it.
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")

    from app.core.heap import settle_heap
    from app.core.paths import settle_home

    settle_heap()
    settle_home()
    from app.cli import main

    main()


if __name__ == "__main__":
    start()

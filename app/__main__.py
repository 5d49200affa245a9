"""`python -m app` and the frozen program: the command line, which opens the window when it is given no command."""

import multiprocessing
import os
import sys


def start() -> None:
    """Hand over to the command line."""
    multiprocessing.freeze_support()
    # A frozen program with a window but no console has none of these, and libraries write to them.
    sys.stdout = sys.stdout or open(os.devnull, "w", encoding="utf-8")
    sys.stderr = sys.stderr or open(os.devnull, "w", encoding="utf-8")

    from app.cli import main

    main()


if __name__ == "__main__":
    start()

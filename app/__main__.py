"""`python -m app` and the frozen program: the command line, which opens the window when it is given no command."""

import multiprocessing
import os
import sys


def start() -> None:
    """Hand over to the command line."""
    multiprocessing.freeze_support()
    # OpenMP threads that spin while they wait take the cores from the encoder and from each other: on two busy cores a
    # frame then takes twenty times as long. Must be said before torch is imported.
    os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")
    os.environ.setdefault("KMP_BLOCKTIME", "0")
    # A frozen program with a window but no console has none of these, and libraries write to them.
    sys.stdout = sys.stdout or open(os.devnull, "w", encoding="utf-8")
    sys.stderr = sys.stderr or open(os.devnull, "w", encoding="utf-8")

    from app.cli import main

    main()


if __name__ == "__main__":
    start()

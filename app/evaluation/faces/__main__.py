"""`python -m app.evaluation.faces parity|speed|golden|hard`: beside MediaPipe's networks, and on hard pictures."""

import argparse
import sys
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

from app.core.heap import settle_heap
from app.evaluation.faces import golden, hard, parity, speed


def main() -> None:
    """Parse the command line and print."""
    parser = argparse.ArgumentParser(prog="python -m app.evaluation.faces", description=__doc__)
    parser.add_argument("what", choices=["parity", "speed", "golden", "hard"])
    parser.add_argument(
        "--data",
        type=Path,
        help="folder; parity: with portraits/ and faces/<speaker>/<clip>.mp4, hard: with people/ and others",
    )
    parser.add_argument("--pictures", type=int, default=330, help="parity: how many")
    parser.add_argument("--output", type=Path, help="folder to write; hard: what was not as expected")
    arguments = parser.parse_args()
    settle_heap()
    if arguments.what != "hard" and find_spec("mediapipe") is None:
        parser.error("MediaPipe is not installed here; app/evaluation/faces/__init__.py tells how it is done")
    if arguments.what == "golden":
        golden.write_golden(arguments.output)
        return
    if arguments.what in {"parity", "hard"} and arguments.data is None:
        parser.error(f"{arguments.what} needs --data")
    for line in _lines(arguments):
        sys.stdout.write(line + "\n")
        sys.stdout.flush()


def _lines(arguments: argparse.Namespace) -> Iterator[str]:
    if arguments.what == "speed":
        return speed.compare()
    if arguments.what == "hard":
        return hard.report(arguments.data, arguments.output)
    return parity.compare(arguments.data, arguments.pictures).lines()


if __name__ == "__main__":
    main()

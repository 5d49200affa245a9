"""`python -m app.evaluation.faces parity|speed|golden`: the face networks beside MediaPipe's."""

import argparse
import sys
from pathlib import Path

from app.core.heap import settle_heap
from app.evaluation.faces import golden, parity, speed


def main() -> None:
    """Parse the command line and print."""
    parser = argparse.ArgumentParser(prog="python -m app.evaluation.faces", description=__doc__)
    parser.add_argument("what", choices=["parity", "speed", "golden"])
    parser.add_argument("--data", type=Path, help="parity: folder with portraits/ and faces/<speaker>/<clip>.mp4")
    parser.add_argument("--pictures", type=int, default=330, help="parity: how many")
    parser.add_argument("--output", type=Path, help="golden: folder to write")
    arguments = parser.parse_args()
    settle_heap()
    if arguments.what == "golden":
        golden.write_golden(arguments.output)
        return
    if arguments.what == "parity" and arguments.data is None:
        parser.error("parity needs --data")
    compares = arguments.what == "parity"
    for line in parity.compare(arguments.data, arguments.pictures).lines() if compares else speed.compare():
        sys.stdout.write(line + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()

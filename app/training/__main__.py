"""`python -m app.training track|basis --data FOLDER`: make the files under `model_weights` from the corpus."""

import argparse
import logging
from pathlib import Path

from app.core.face_basis import BASIS_FILE
from app.core.paths import weights
from app.training.basis import all_speakers, displacements, learn_basis, save_basis
from app.training.provenance import GRID_SOURCE, provenance
from app.training.split import load_split
from app.training.tracking import load_tracks, track_corpus

log = logging.getLogger("app.training")


def main() -> None:
    """Parse the command line and run one step."""
    parser = argparse.ArgumentParser(prog="python -m app.training", description=__doc__)
    parser.add_argument("step", choices=("track", "basis"), help="what to make; each step needs the ones before it")
    parser.add_argument("--data", type=Path, required=True, help="folder with `faces/<speaker>/<clip>.mp4` and `.flac`")
    parser.add_argument("--cache", type=Path, default=Path("runs"), help="where tracks and checkpoints are kept")
    arguments = parser.parse_args()
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    STEPS[arguments.step](arguments.data, arguments.cache)


def _track(data: Path, cache: Path) -> None:
    track_corpus(data / "faces", cache)


def _basis(data: Path, cache: Path) -> None:
    split = load_split()
    tracks = (track for track in load_tracks(data / "faces", cache) if split.is_training(track.speaker))
    speakers, canonical = all_speakers(tracks)
    basis = learn_basis(displacements(speakers), canonical)
    names = ",".join(speaker.speaker for speaker in speakers)
    save_basis(basis, weights(BASIS_FILE), provenance(GRID_SOURCE) | {"speakers": names, "digest": basis.digest()})
    log.info("wrote %s from %d speakers, digest %s", BASIS_FILE, len(speakers), basis.digest())


STEPS = {"track": _track, "basis": _basis}

if __name__ == "__main__":
    main()

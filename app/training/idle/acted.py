"""The acted clips: tracks without pictures or sound."""

from pathlib import Path

import numpy as np

from app.core.motion import FRAMES_PER_SECOND
from app.training.tracking import Track


def acted_tracks(expressions: Path) -> list[Track]:
    """Clips of the expressions folder, thinned to 25 frames a second by nearest frame."""
    tracks = []
    for path in sorted(expressions.glob("*.npz")):
        with np.load(path) as file:
            landmarks = file["landmarks"].astype(np.float32) * np.float32(file["scale"])
            fps = float(file["fps"])
        chosen = np.round(np.arange(0, len(landmarks) - 0.5, fps / FRAMES_PER_SECOND)).astype(int)
        tracks.append(Track(landmarks[chosen], path.stem, path.stem, path))
    return tracks

"""The clips of the people held out of training."""

from collections import defaultdict
from pathlib import Path

from app.training.split import load_split
from app.training.tracking import Track, load_tracks, track_corpus


def held_out_tracks(data: Path, cache: Path) -> dict[str, list[Track]]:
    """Tracks by speaker, in the split's order; speakers whom the data folder lacks are not in it."""
    names = load_split().held_out
    track_corpus(data / "faces", cache, names)
    tracks = defaultdict(list)
    for track in load_tracks(data / "faces", cache, names):
        tracks[track.speaker].append(track)
    return {name: tracks[name] for name in names if name in tracks}

"""Measure how lids, brows, eyes and head move in tracked people; the numbers drive the idle movement.

The GRID speakers sit and read in clips of three seconds, the acted clips exaggerate: where the two differ, their
geometric mean is taken. Every person counts the same.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from app.core.motion import FRAMES_PER_SECOND
from app.training.shapes import ShapeTrack, speaker_shapes
from app.training.tracking import Track, load_tracks

LIDS = ((159, 145, 33, 133), (386, 374, 362, 263))  # upper, lower, corners
IRISES = ((468, 33, 133), (473, 362, 263))  # centre, corners
BROWS = (105, 66, 334, 296)
CLOSED_SHARE, OPEN_SHARE = 0.5, 0.9  # of the usual lid gap
LONGEST_BLINK_FRAMES = 13
EYE_RADIUS = 0.13  # inter-ocular units; 12 mm where the outer corners are 90 mm apart


@dataclass(frozen=True, slots=True)
class PersonFigures:
    """One person; angles in radians, lengths in inter-ocular units, times in seconds, NaN for what did not occur."""

    blinks_per_minute: float
    blink_closing_s: float
    blink_opening_s: float
    brow_raise: float
    gaze_sd: float
    yaw_sd: float
    pitch_sd: float
    roll_sd: float
    shift_x_sd: float
    shift_y_sd: float


def measure(data: Path, cache: Path, speakers: Sequence[str], canonical: NDArray[np.float32]) -> dict[str, float]:
    """Figures over the GRID speakers named and all acted clips."""
    by_person: defaultdict[str, list[Track]] = defaultdict(list)
    for track in load_tracks(data / "faces", cache, speakers):
        by_person[track.speaker].append(track)
    reading = [person_figures(speaker_shapes(clips, canonical).clips) for clips in by_person.values()]
    acting = [
        person_figures(speaker_shapes([track], canonical).clips) for track in acted_tracks(data / "expressions")
    ]
    first, second = _median(reading), _median(acting)
    return {name: float(np.sqrt(first[name] * second[name])) for name in first}


def person_figures(clips: Sequence[ShapeTrack]) -> PersonFigures:
    """Median over a person's clips; blinks are counted over all of them."""
    closing, opening, seconds = [], [], 0.0
    rows = []
    for clip in clips:
        seen = clip.track.seen
        shapes, angles, shifts = clip.shapes[seen], clip.angles[seen], clip.shifts[seen]
        seconds += len(shapes) / FRAMES_PER_SECOND
        for down, up in blinks(lid_gap(shapes)):
            closing.append(down)
            opening.append(up)
        gaze = np.mean([shapes[:, iris, 0] - shapes[:, ends, 0].mean(1) for iris, *ends in IRISES], axis=0) / EYE_RADIUS
        brow = -shapes[:, BROWS, 1].mean(1)
        rows.append([np.quantile(brow, 0.95) - np.median(brow), gaze.std(), *angles.std(0), *shifts.std(0)])
    times = (np.median(closing), np.median(opening)) if closing else (np.nan, np.nan)
    return PersonFigures(len(closing) / seconds * 60, *times, *np.median(rows, axis=0))


def lid_gap(shapes: NDArray[np.float32]) -> NDArray[np.float32]:
    """(T, 478, 3) -> (T,) lid gap by eye width, mean of both eyes."""
    gaps = [
        (shapes[:, lower, 1] - shapes[:, upper, 1]) / np.linalg.norm(shapes[:, start] - shapes[:, end], axis=1)
        for upper, lower, start, end in LIDS
    ]
    mean: NDArray[np.float32] = np.mean(gaps, axis=0)
    return mean


def blinks(gap: NDArray[np.float32]) -> list[tuple[float, float]]:
    """(closing, opening) seconds of every blink in a track of lid gaps."""
    share = gap / np.median(gap)
    edges = np.diff(np.concatenate([[0], share < CLOSED_SHARE, [0]]).astype(int))
    found = []
    for start, stop in zip(np.flatnonzero(edges == 1), np.flatnonzero(edges == -1), strict=True):
        if stop - start <= LONGEST_BLINK_FRAMES:
            lowest = start + int(np.argmin(share[start:stop]))
            before = np.flatnonzero(share[:lowest] >= OPEN_SHARE)
            after = np.flatnonzero(share[lowest:] >= OPEN_SHARE)
            if len(before) and len(after):
                found.append(((lowest - before[-1]) / FRAMES_PER_SECOND, after[0] / FRAMES_PER_SECOND))
    return found


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


def write_figures(figures: dict[str, float], path: Path, source: str) -> None:
    """Write the figures as a small TOML file."""
    lines = [f"# {source}", "# Angles in radians, lengths in inter-ocular units, times in seconds.", ""]
    lines += [f"{name} = {value:.4g}" for name, value in figures.items()]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def _median(people: Sequence[PersonFigures]) -> dict[str, float]:
    rows = [asdict(person) for person in people]
    return {name: float(np.nanmedian([row[name] for row in rows])) for name in rows[0]}

"""`python -m app.evaluation.motion.ceiling --data FOLDER`: how well anybody could do on tracked lips.

The same clips are tracked again with their pictures slightly changed. How far the second reading of a person's lips
follows the first says how much of either is the tracker's own trembling: by the classical theory of tests (Spearman
1904, correction for attenuation) nothing correlates with one reading better than the root of that. And each person who
has many clips gets a linear map of his own from predicted to tracked lips, fitted on his other clips: what that brings
is manner, which no voice tells of somebody unknown.
"""

import argparse
import sys
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from app.core.face_basis import FaceBasis, load_face_basis
from app.core.motion import FRAMES_PER_SECOND, MOUTH
from app.evaluation.held_out import held_out_tracks
from app.evaluation.motion.bands import HEADER as BANDS_HEADER
from app.evaluation.motion.bands import band_lines
from app.evaluation.motion.natural import MOVEMENTS, movements, natural_clip
from app.evaluation.motion.predictor import CPU, MouthPredictor
from app.evaluation.motion.tracked import pearson
from app.evaluation.render.figures import read_frames
from app.evaluation.rows import each
from app.face.networks import FaceNetworks
from app.face.tracking import FaceTracker
from app.model.motion.checkpoint import load_network
from app.training.corpora import corpus_clips
from app.training.corpus import Example, examples
from app.training.symmetry import mirror_partners
from app.training.tracking import Track, load_tracks, track_corpus

Picture = NDArray[np.uint8]
Floats = NDArray[np.float32]
MANY_CLIPS = 10
LEAST_FRAMES = 75  # of a natural clip
FEW_PEOPLE = 10  # have figures of their own
RIDGE = 30.0  # frames that pull the map to the mean
NOISE, BLUR_PX = 6.0, 1.0  # standard deviations, of 255 and in pixels


def changes() -> dict[str, Callable[[Picture], Picture]]:
    """How the pictures are changed; the first one is mirrored back in the landmarks."""
    rng = np.random.default_rng(7)
    return {
        "mirrored": lambda picture: np.ascontiguousarray(picture[:, ::-1]),
        "noise": lambda picture: np.clip(
            picture + NOISE * rng.standard_normal(picture.shape, np.float32), 0, 255
        ).astype(np.uint8),
        "blurred": lambda picture: np.asarray(cv2.GaussianBlur(picture, (0, 0), BLUR_PX), np.uint8),
    }


def tracked_again(video: Path, track: Track, partners: NDArray[np.intp], networks: FaceNetworks) -> dict[str, Track]:
    """The track of each change of a video at 25 frames a second; none where the video has another rate."""
    pictures, manners = read_frames(video), changes()
    if len(pictures) != len(track.landmarks):
        return {}
    trackers = [FaceTracker(networks) for _ in manners]
    rows: list[list[Floats]] = [[] for _ in manners]
    for picture in pictures:
        found = FaceTracker.follow_each(trackers, [change(picture) for change in manners.values()])
        for row, points in zip(rows, found, strict=True):
            row.append(np.full(track.landmarks.shape[1:], np.nan, np.float32) if points is None else points)
    rows[0] = [mirrored(points, pictures[0].shape[1], partners) for points in rows[0]]
    return {name: replace(track, landmarks=np.stack(row)) for name, row in zip(manners, rows, strict=True)}


def mirrored(points: Floats, width: int, partners: NDArray[np.intp]) -> Floats:
    """(478, 3) landmarks of a mirrored picture -> where they lie in the picture itself, `width` pixels wide."""
    back = points[partners]
    back[:, 0] = width - back[:, 0]
    return back


def lips_of(clips: Sequence[Example], basis: FaceBasis) -> list[Floats]:
    """(T, 3) opening, width and rounding of each clip as tracked, from first to last word."""
    lips = []
    for clip in clips:
        opening, _, rounding = movements(clip.mouth, basis).T
        lips.append(np.column_stack([opening, clip.width, rounding])[slice(*clip.speech)])
    return lips


def reliabilities(tracks: Sequence[Track], folder: Path, networks: FaceNetworks, basis: FaceBasis) -> list[str]:
    """A line of Markdown for each change: mean over people of r between two readings of their lips, and its root."""
    videos = {(clip.speaker, clip.name): clip.video for clip in corpus_clips(folder)}
    partners = mirror_partners(basis.canonical)
    first: list[Track] = []
    again: dict[str, list[Track]] = {name: [] for name in changes()}
    for track in tracks:
        second = tracked_again(videos[track.speaker, track.clip], track, partners, networks)
        if second:
            first.append(track)
        for name, other in second.items():
            again[name].append(other)
    once, lines = examples(first, basis), []
    for name, others in again.items():
        twice = examples(others, basis)
        found = {who: _correlations(lips_of(once[who], basis), lips_of(twice[who], basis)) for who in once}
        values = " | ".join(f"{value:.3f}; {value**0.5:.3f}" for value in np.mean([*found.values()], axis=0))
        lines.append(f"| {folder.name}, {len(first)} clips, {len(once)} people | {name} | {values} |")
        if len(once) <= FEW_PEOPLE:
            people = [each({who: values[column] for who, values in found.items()}) for column in range(len(MOVEMENTS))]
            lines.append(f"| by person: r | {name} | {' | '.join(people)} |")
    return lines


def own_map(clips: Sequence[Example], basis: FaceBasis, predictor: MouthPredictor) -> tuple[list[float], list[float]]:
    """Correlations of one person's three movements: as predicted, and by a map fitted on the other clips."""
    mouths = [predictor.mouth(clip.samples, len(clip.mouth))[slice(*clip.speech), MOUTH] for clip in clips]
    made, real = [movements(mouth, basis) for mouth in mouths], lips_of(clips, basis)
    given = [np.hstack(pair) for pair in zip(mouths, made, strict=True)]
    return _correlations(made, real), _correlations(mapped(given, real), real)


def mapped(given: Sequence[Floats], wanted: Sequence[Floats]) -> list[Floats]:
    """Each clip's (T, N) `given` brought to what is wanted, (T, M), by ridge regression on all the other clips."""
    every = np.concatenate(given)
    scaled = [(rows - every.mean(0)) / (every.std(0) + 1e-6) for rows in given]
    brought = []
    for left_out, rows in enumerate(scaled):
        inputs, goals = (
            np.concatenate([part for index, part in enumerate(parts) if index != left_out])
            for parts in (scaled, wanted)
        )
        fit = np.linalg.solve(inputs.T @ inputs + RIDGE * np.eye(inputs.shape[1]), inputs.T @ (goals - goals.mean(0)))
        brought.append((rows @ fit + goals.mean(0)).astype(np.float32))
    return brought


def ceiling_table(data: Path, cache: Path, weights_file: Path | None = None) -> str:
    """All tables, in Markdown."""
    basis, networks = load_face_basis(), FaceNetworks()
    predictor = MouthPredictor(load_network(basis.digest(), CPU, weights_file))
    groups = {"faces": [track for own in held_out_tracks(data, cache).values() for track in own]}
    if (data / "natural").is_dir():
        track_corpus(data / "natural", cache)
        groups["natural"] = [
            track for track in load_tracks(data / "natural", cache) if len(track.landmarks) >= LEAST_FRAMES
        ]
    again = ["| tracked again | changed | " + " | ".join(f"r {name}; its root" for name in MOVEMENTS) + " |"]
    again.append("|---|---|---|---|---|")
    bands = [*BANDS_HEADER]
    own = ["| a map of one's own | clips | " + " | ".join(f"r {name}, without; with" for name in MOVEMENTS) + " |"]
    own.append("|---|---|---|---|---|")
    for name, tracks in groups.items():
        again += reliabilities(tracks, data / name, networks, basis)
        by_person = examples(tracks, basis)
        moved = [natural_clip(clip, basis, predictor) for clips in by_person.values() for clip in clips]
        bands += band_lines(name, [clip for clip in moved if len(clip.real) > FRAMES_PER_SECOND])
        for person, clips in by_person.items():
            if name == "faces" and len(clips) >= MANY_CLIPS:
                pairs = zip(*own_map(clips, basis, predictor), strict=True)
                own.append(f"| {person} | {len(clips)} | " + " | ".join(f"{a:.3f}; {b:.3f}" for a, b in pairs) + " |")
    return "\n".join([*again, "", *bands, "", *own])


def _correlations(first: Sequence[Floats], second: Sequence[Floats]) -> list[float]:
    """Pearson's r of each column over all clips."""
    return [pearson(*columns) for columns in zip(np.concatenate(first).T, np.concatenate(second).T, strict=True)]


def main(arguments: Sequence[str] | None = None) -> None:
    """Parse the command line and print."""
    parser = argparse.ArgumentParser(prog="python -m app.evaluation.motion.ceiling", description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--weights", type=Path, help="of another network than the shipped one")
    parser.add_argument("--cache", type=Path, default=Path("runs"), help="where landmarks of clips are kept")
    parsed = parser.parse_args(arguments)
    sys.stdout.write(ceiling_table(parsed.data, parsed.cache, parsed.weights) + "\n")


if __name__ == "__main__":
    main()

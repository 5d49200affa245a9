"""How the lips follow people who speak naturally, of whom nothing is ever learned: `natural/` in the data folder.

Picture and sound of such clips are often some frames apart, and how far people open is their own manner. So r is given
at lag 0 and at each clip's best lag, and beside it how much the lips move, against how much those of real people do.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from app.core.face_basis import FaceBasis
from app.evaluation.motion.predictor import MouthPredictor
from app.evaluation.motion.tracked import lip_corners, pearson
from app.evaluation.rows import Row, at_least, within
from app.training.corpus import Example, examples
from app.training.tracking import load_tracks, track_corpus

Floats = NDArray[np.float32]
LAGS = range(-6, 7)
LEAST_FRAMES = 25  # between a clip's first and last word
SPREAD = (0.8, 1.25)
MOVEMENTS = ("opening", "width", "rounding")


@dataclass(frozen=True, slots=True)
class NaturalClip:
    """One clip between first and last word: (T, 3) opening, width and rounding of the lips, made and real."""

    person: str
    made: Floats
    real: Floats

    def correlations(self, movement: str) -> list[float]:
        """Pearson's r of a movement at each of LAGS."""
        column = MOVEMENTS.index(movement)
        made, real = self.made[:, column], self.real[:, column]
        found = []
        for lag in LAGS:
            ours, theirs = made[max(lag, 0) :], real[max(-lag, 0) :]
            length = min(len(ours), len(theirs))
            found.append(pearson(ours[:length], theirs[:length]))
        return found


def natural_rows(data: Path, cache: Path, basis: FaceBasis, predictor: MouthPredictor) -> list[Row]:
    """All measures on natural speech."""
    folder = data / "natural"
    track_corpus(folder, cache)
    clips = [
        clip
        for own in examples(load_tracks(folder, cache), basis).values()
        for clip in (natural_clip(example, basis, predictor) for example in own)
        if len(clip.made) >= LEAST_FRAMES
    ]
    now, best = (np.array([pick(clip.correlations("opening")) for clip in clips]) for pick in (_now, max))
    width = np.array([max(clip.correlations("width")) for clip in clips])
    name = f"natural speech ({len(clips)} clips)"
    return [
        at_least(f"{name}: r of opening at lag 0", float(now.mean()), 0.42),
        at_least(f"{name}: r of opening at each clip's best lag within {LAGS[-1]}", float(best.mean()), 0.62),
        at_least(f"{name}: r of width, the same", float(width.mean()), 0.50),
        *spread_rows(clips),
    ]


def natural_clip(example: Example, basis: FaceBasis, predictor: MouthPredictor) -> NaturalClip:
    """Predicted and tracked lips of one clip."""
    spoken = slice(*example.speech)
    made, real = predictor.mouth(example.samples, len(example.mouth)), example.mouth
    return NaturalClip(example.speaker, *(movements(mouth, basis)[spoken] for mouth in (made, real)))


def spread_rows(clips: Sequence[NaturalClip]) -> list[Row]:
    """Median over people of how far the lips move, and how fast, made by real."""
    people = sorted({clip.person for clip in clips})
    rows = []
    for column, movement in enumerate(MOVEMENTS):
        for what, order in (("", 0), ("speed of ", 1)):
            ratios = []
            for person in people:
                own = [clip for clip in clips if clip.person == person]
                made, real = (
                    np.concatenate([np.diff(rows_of[:, column], order) for rows_of in parts])
                    for parts in ([clip.made for clip in own], [clip.real for clip in own])
                )
                ratios.append(float(made.std() / max(float(real.std()), 1e-6)))
            ratio = float(np.median(ratios))
            measure = f"natural speech: SD of {what}{movement}, made / real"
            rows.append(within(measure, ratio, SPREAD, f"{ratio:.2f}"))
    return rows


def _now(correlations: Sequence[float]) -> float:
    return correlations[LAGS.index(0)]


def movements(mouth: Floats, basis: FaceBasis) -> Floats:
    """(T, 12) coefficients -> (T, 3) opening, width and rounding (height by width) of the lips."""
    width, height = lip_corners(mouth, basis)
    return np.stack([mouth[:, 0], width, height / width], 1)

"""How well predicted lips follow the tracked lips of people nobody trained on."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from app.core.face_basis import FaceBasis
from app.core.motion import MOUTH
from app.evaluation.motion.predictor import MouthPredictor
from app.training.corpus import LIP_CORNERS, Example

MAX_LAG_FRAMES = 5
LIVE_BLOCK_SAMPLES = 1600
LIP_TOP, LIP_BOTTOM = 0, 17  # of the outer contour
LEAST_SPREAD = 1e-6  # less is rounding
Sound = NDArray[np.float32]
Shapes = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Followed:
    """How one speaker's tracked lips are followed; r is Pearson's over all frames between first and last word.

    rounding_r: of the outer lips' height divided by their width. sd_ratio: of predicted to tracked opening.
    opening_lags, width_lags: by clip, the shift in frames at which the prediction fits best; positive if it comes late.
    """

    opening_r: float
    whole_clip_r: float
    width_r: float
    rounding_r: float
    sd_ratio: float
    opening_lags: tuple[int, ...]
    width_lags: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class SpeakerFigures:
    """One held-out speaker, by a network that heard the recording beforehand, and live.

    taught: by the phone-to-motion teacher, who sees no picture and hears nothing but is told the phones.
    """

    speaker: str
    clips: int
    known: Followed
    live: Followed
    taught: Followed | None = None


def speaker_figures(clips: Sequence[Example], basis: FaceBasis, predictor: MouthPredictor) -> SpeakerFigures:
    """How the network follows one speaker's clips, the voice known beforehand and live."""
    known = [predictor.mouth(clip.samples, len(clip.mouth)) for clip in clips]
    live = [predictor.in_blocks(clip.samples, len(clip.mouth), LIVE_BLOCK_SAMPLES) for clip in clips]
    return SpeakerFigures(clips[0].speaker, len(clips), followed(known, clips, basis), followed(live, clips, basis))


def followed(mouths: Sequence[Shapes], clips: Sequence[Example], basis: FaceBasis) -> Followed:
    """Compare (T, 12) predicted mouths with one speaker's tracked ones."""
    shapes = [lip_corners(mouth, basis) for mouth in mouths]
    tracked_shapes = [lip_corners(clip.mouth, basis) for clip in clips]
    opening = _spoken([mouth[:, 0] for mouth in mouths], clips)
    tracked = _spoken([clip.mouth[:, 0] for clip in clips], clips)
    return Followed(
        pearson(opening, tracked),
        pearson(np.concatenate([mouth[:, 0] for mouth in mouths]), np.concatenate([c.mouth[:, 0] for c in clips])),
        pearson(_spoken([width for width, _ in shapes], clips), _spoken([clip.width for clip in clips], clips)),
        pearson(_spoken([h / w for w, h in shapes], clips), _spoken([h / w for w, h in tracked_shapes], clips)),
        float(opening.std() / tracked.std()),
        tuple(best_lag(mouth[:, 0], clip.mouth[:, 0]) for mouth, clip in zip(mouths, clips, strict=True)),
        tuple(best_lag(width, clip.width) for (width, _), clip in zip(shapes, clips, strict=True)),
    )


def opening_r(clips: Sequence[Example], predictor: MouthPredictor, changed: Callable[[Sound], Sound]) -> float:
    """Pearson's r of opening of one speaker whose sound is `changed`."""
    predicted = [predictor.mouth(changed(clip.samples), len(clip.mouth))[:, 0] for clip in clips]
    return pearson(_spoken(predicted, clips), _spoken([clip.mouth[:, 0] for clip in clips], clips))


def pearson(first: NDArray[np.float32], second: NDArray[np.float32]) -> float:
    """Pearson's correlation; 0 where one of them does not move."""
    if min(first.std(), second.std()) < LEAST_SPREAD:
        return 0.0
    return float(np.corrcoef(first, second)[0, 1])


def best_lag(predicted: NDArray[np.float32], tracked: NDArray[np.float32]) -> int:
    """Shift in frames by which `predicted` comes late, at the best correlation within ±5 frames."""
    lags = range(-MAX_LAG_FRAMES, MAX_LAG_FRAMES + 1)
    inner = slice(MAX_LAG_FRAMES, len(tracked) - MAX_LAG_FRAMES)
    return max(lags, key=lambda lag: pearson(np.roll(predicted, -lag)[inner], tracked[inner]))


def speakers_table(rows: Sequence[SpeakerFigures]) -> str:
    """One row of Markdown a speaker."""
    return "\n".join(
        [
            "| left-out speaker | clips | r opening | r whole clip | r live | r width | r rounding | SD ratio | lag |",
            "|---|---|---|---|---|---|---|---|---|",
            *(_speaker_line(row) for row in rows),
        ]
    )


def taught_table(rows: Sequence[SpeakerFigures]) -> str:
    """One row of Markdown a speaker whose phones are known: what the teacher makes of them."""
    columns = ("opening_r", "width_r", "rounding_r", "sd_ratio")
    found = {row.speaker: [getattr(row.taught, name) for name in columns] for row in rows if row.taught}
    found["mean"] = np.mean([*found.values()], axis=0).tolist()
    return "\n".join(
        [
            "| the teacher, told the phones | r opening | r width | r rounding | SD ratio |",
            "|---|---|---|---|---|",
            *(f"| {name} | {o:.3f} | {w:.3f} | {r:.3f} | {sd:.2f} |" for name, (o, w, r, sd) in found.items()),
        ]
    )


def _speaker_line(row: SpeakerFigures) -> str:
    known, lag = row.known, np.median(row.known.opening_lags)
    return (
        f"| {row.speaker} | {row.clips} | {known.opening_r:.3f} | {known.whole_clip_r:.3f} | {row.live.opening_r:.3f} "
        f"| {known.width_r:.3f} | {known.rounding_r:.3f} | {known.sd_ratio:.2f} | {lag:+.0f} |"
    )


def _spoken(values: Sequence[NDArray[np.float32]], clips: Sequence[Example]) -> NDArray[np.float32]:
    return np.concatenate([value[slice(*clip.speech)] for value, clip in zip(values, clips, strict=True)])


def lip_corners(mouth: NDArray[np.float32], basis: FaceBasis) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """(T, 12 or more) -> (T,) width and (T,) height of the outer lips on the canonical face."""
    points = [*LIP_CORNERS, LIP_TOP, LIP_BOTTOM]
    places = basis.canonical[points] + np.einsum("tk,kvc->tvc", mouth[:, MOUTH], basis.mouth_basis[:, points])
    width = np.linalg.norm(places[:, 0] - places[:, 1], axis=1).astype(np.float32)
    height = (places[:, 3, 1] - places[:, 2, 1]).astype(np.float32)
    return width, height

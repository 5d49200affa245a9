"""How well predicted lips follow the tracked lips of people nobody trained on."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray

from app.core.audio import MODEL_SAMPLE_RATE_HZ
from app.core.face_basis import FaceBasis, load_face_basis
from app.model.motion.checkpoint import load_network
from app.model.motion.features import LogMel
from app.model.motion.network import LOOK_AHEAD_S, MotionNetwork
from app.model.motion.stream import MotionStream
from app.training.corpus import LIP_CORNERS, SAMPLES_PER_FRAME, Example, examples
from app.training.nonspeech import nonspeech
from app.training.split import load_split
from app.training.tracking import load_tracks, track_corpus

SILENCE_AFTER_S = 0.12  # lips have this long to shut after the last sound
MAX_LAG_FRAMES = 5
NONSPEECH_PIECES, NONSPEECH_PIECE_S = 40, 4.0


@dataclass(frozen=True, slots=True)
class SpeakerFigures:
    """One left-out speaker; r is Pearson's over all frames between first and last word of all clips.

    lag_frames: median over clips of the shift at which predicted opening fits best; positive if it comes late.
    silence_opening: median predicted opening in the silence around the sentences, inter-ocular units.
    """

    speaker: str
    clips: int
    opening_r: float
    whole_clip_r: float
    width_r: float
    sd_ratio: float
    lag_frames: float
    silence_opening: float


@dataclass(frozen=True, slots=True)
class MotionFigures:
    """Figures by speaker, and the 95th percentile of opening over noise, music, clicks and silence."""

    speakers: tuple[SpeakerFigures, ...]
    nonspeech_opening: float

    @property
    def opening_r(self) -> float:
        """Mean over speakers."""
        return float(np.mean([row.opening_r for row in self.speakers]))


class MouthPredictor:
    """The shipped network, or another, run as the program runs it."""

    def __init__(self, network: MotionNetwork) -> None:
        self._network = network
        self._log_mel = LogMel()

    def mouth(self, samples: NDArray[np.float32], frames: int) -> NDArray[np.float32]:
        """(n,) samples -> (frames, 12)."""
        padding = np.zeros(int((LOOK_AHEAD_S + 0.04) * MODEL_SAMPLE_RATE_HZ) + frames * SAMPLES_PER_FRAME, np.float32)
        padding[: min(len(samples), len(padding))] = samples[: len(padding)]
        stream = MotionStream(self._network, self._log_mel, torch.device("cpu"))
        return stream.push(padding)[:frames]


def evaluate_motion(data: Path, cache: Path = Path("runs"), weights_file: Path | None = None) -> MotionFigures:
    """Figures of the shipped weights, or those in `weights_file`, on the left-out speakers of the data folder."""
    basis = load_face_basis()
    predictor = MouthPredictor(load_network(basis.digest(), torch.device("cpu"), weights_file))
    left_out = load_split().left_out
    track_corpus(data / "faces", cache, left_out)
    by_speaker = examples(load_tracks(data / "faces", cache, left_out), basis)
    rows = tuple(speaker_figures(by_speaker[name], basis, predictor) for name in left_out if name in by_speaker)
    return MotionFigures(rows, nonspeech_opening(predictor))


def speaker_figures(clips: Sequence[Example], basis: FaceBasis, predictor: MouthPredictor) -> SpeakerFigures:
    """All figures of one speaker."""
    predicted = [predictor.mouth(clip.samples, len(clip.mouth)) for clip in clips]
    spoken = [slice(*clip.speech) for clip in clips]
    opening = np.concatenate([mouth[span, 0] for mouth, span in zip(predicted, spoken, strict=True)])
    tracked = np.concatenate([clip.mouth[span, 0] for clip, span in zip(clips, spoken, strict=True)])
    width = np.concatenate([_width(mouth[span], basis) for mouth, span in zip(predicted, spoken, strict=True)])
    tracked_width = np.concatenate([clip.width[span] for clip, span in zip(clips, spoken, strict=True)])
    whole = np.concatenate([mouth[:, 0] for mouth in predicted])
    tracked_whole = np.concatenate([clip.mouth[:, 0] for clip in clips])
    lags = [best_lag(mouth[:, 0], clip.mouth[:, 0]) for mouth, clip in zip(predicted, clips, strict=True)]
    silent = np.concatenate([_silent(mouth[:, 0], clip) for mouth, clip in zip(predicted, clips, strict=True)])
    return SpeakerFigures(
        clips[0].speaker,
        len(clips),
        pearson(opening, tracked),
        pearson(whole, tracked_whole),
        pearson(width, tracked_width),
        float(opening.std() / tracked.std()),
        float(np.median(lags)),
        float(np.median(silent)) if len(silent) else 0.0,
    )


def nonspeech_opening(predictor: MouthPredictor) -> float:
    """95th percentile of opening over sounds in which nobody speaks."""
    openings = []
    for seed in range(NONSPEECH_PIECES):
        sound = nonspeech(int(NONSPEECH_PIECE_S * MODEL_SAMPLE_RATE_HZ), np.random.default_rng((2, seed)))
        openings.append(predictor.mouth(sound, len(sound) // SAMPLES_PER_FRAME)[:, 0])
    return float(np.quantile(np.concatenate(openings), 0.95))


def pearson(first: NDArray[np.float32], second: NDArray[np.float32]) -> float:
    """Pearson's correlation; 0 where one of them does not move."""
    if first.std() < 1e-8 or second.std() < 1e-8:
        return 0.0
    return float(np.corrcoef(first, second)[0, 1])


def best_lag(predicted: NDArray[np.float32], tracked: NDArray[np.float32]) -> int:
    """Shift in frames by which `predicted` comes late, at the best correlation within ±5 frames."""
    lags = range(-MAX_LAG_FRAMES, MAX_LAG_FRAMES + 1)
    inner = slice(MAX_LAG_FRAMES, len(tracked) - MAX_LAG_FRAMES)
    return max(lags, key=lambda lag: pearson(np.roll(predicted, -lag)[inner], tracked[inner]))


def table(figures: MotionFigures) -> str:
    """Lay the figures out for a terminal or the model card (Markdown)."""
    lines = [
        "| left-out speaker | clips | r opening | r whole clip | r width | SD ratio | lag (frames) | silence opening |",
        "|---|---|---|---|---|---|---|---|",
    ]
    for row in figures.speakers:
        lines.append(
            f"| {row.speaker} | {row.clips} | {row.opening_r:.3f} | {row.whole_clip_r:.3f} | {row.width_r:.3f} "
            f"| {row.sd_ratio:.2f} | {row.lag_frames:+.0f} | {row.silence_opening:.4f} |"
        )
    lines.append(f"\nMean r of opening over speakers: {figures.opening_r:.3f}")
    lines.append(f"Opening in noise, music, clicks and silence, 95th percentile: {figures.nonspeech_opening:.4f}")
    return "\n".join(lines)


def _width(mouth: NDArray[np.float32], basis: FaceBasis) -> NDArray[np.float32]:
    """(T, 12) -> (T,) distance of the lip corners on the canonical face."""
    corners = list(LIP_CORNERS)
    points = basis.canonical[corners] + np.einsum("tk,kvc->tvc", mouth, basis.mouth_basis[:, corners])
    width: NDArray[np.float32] = np.linalg.norm(points[:, 0] - points[:, 1], axis=1)
    return width


def _silent(opening: NDArray[np.float32], clip: Example) -> NDArray[np.float32]:
    """Predicted opening well before the first word and from 120 ms after the last."""
    pause = int(np.ceil(SILENCE_AFTER_S * MODEL_SAMPLE_RATE_HZ / SAMPLES_PER_FRAME))
    first, last = clip.speech
    return np.concatenate([opening[: max(0, first - 2 * pause)], opening[last + pause :]])

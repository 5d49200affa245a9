"""All figures of the motion network, measured on people and voices that nobody trained on."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray

from app.core.audio import MODEL_SAMPLE_RATE_HZ
from app.core.face_basis import FaceBasis, load_face_basis
from app.evaluation.held_out import held_out_tracks
from app.evaluation.motion.animated import animated_rows
from app.evaluation.motion.changes import changes
from app.evaluation.motion.natural import natural_rows
from app.evaluation.motion.predictor import CPU, MouthPredictor
from app.evaluation.motion.song import SONG, song_figures
from app.evaluation.motion.tracked import SpeakerFigures, opening_r, speaker_figures, speakers_table, taught_table
from app.evaluation.rows import Row, at_least, at_most, each, rows_table
from app.model.motion.checkpoint import load_network
from app.model.motion.network import SAMPLES_PER_FRAME, MotionNetwork
from app.model.motion.noise import load_idle_network
from app.model.motion.performer import MotionPerformer
from app.training.corpus import Example, examples
from app.training.motion.nonspeech import nonspeech
from app.training.split import load_split

MANY_CLIPS = 10  # from which on a speaker's own figure counts
NONSPEECH_PIECES, NONSPEECH_PIECE_S = 40, 4.0
BLOCK_SAMPLES = 777  # of the streamed sound; fits no other length on purpose
TIMED_S = 20
FRAME_MS = 1000 * SAMPLES_PER_FRAME / MODEL_SAMPLE_RATE_HZ


@dataclass(frozen=True, slots=True)
class MotionFigures:
    """Figures by speaker and all measures."""

    speakers: tuple[SpeakerFigures, ...]
    rows: tuple[Row, ...]


def evaluate_motion(data: Path, cache: Path = Path("runs"), weights_file: Path | None = None) -> MotionFigures:
    """Figures of the shipped weights, or those in `weights_file`, with the data folder's recordings."""
    basis, split = load_face_basis(), load_split()
    network = load_network(basis.digest(), CPU, weights_file)
    predictor = MouthPredictor(network)
    tracks = held_out_tracks(data, cache)
    clips = [*examples(chain.from_iterable(tracks.values()), basis).values()]
    speakers = [speaker_figures(own, basis, predictor) for own in clips]
    said: list[Row] = []
    if (data / "speech" / "transcripts.csv").exists():
        # these need the extra `train`, espeak-ng and what the training has kept
        from app.evaluation.motion.said import said_by, voice_rows
        from app.evaluation.motion.teacher import shipped_teacher, tracked_vowels, with_taught
        from app.evaluation.motion.voices import held_out_voices

        teacher, seen = shipped_teacher(data, cache, basis)
        speakers = with_taught(speakers, clips, teacher, cache, basis)
        voices = [said_by(voice, predictor, teacher, basis) for voice in held_out_voices(data, cache, split)]
        said = voice_rows(voices, tracked_vowels(seen, cache))
    rows = [
        *tracked_rows(speakers),
        *(_natural_rows(data, cache, basis, network) if (data / "natural").is_dir() else ()),
        *said,
        _nonspeech_row(predictor),
        *_song_rows(data, predictor),
        *_changed_rows(clips, predictor, speakers),
        *_streaming_rows(clips[0][0].samples, predictor),
    ]
    return MotionFigures(tuple(speakers), tuple(rows))


def tracked_rows(speakers: Sequence[SpeakerFigures]) -> list[Row]:
    """What held-out speakers' tracked lips say about the prediction."""
    opening = np.mean([row.known.opening_r for row in speakers])
    lowest = min((row.known.opening_r for row in speakers if row.clips >= MANY_CLIPS), default=1.0)
    ratios, live = [row.known.sd_ratio for row in speakers], [row.live.opening_r for row in speakers]
    rows = [
        at_least("r of opening, mean over speakers", float(opening), 0.88),
        at_least(f"lowest r of opening with {MANY_CLIPS} clips or more", lowest, 0.83),
        Row(
            "SD of predicted / tracked opening, by speaker",
            f"{min(ratios):.2f} to {max(ratios):.2f}",
            "0.85 to 1.15",
            min(ratios) >= 0.85 and max(ratios) <= 1.15,
        ),
        at_least("r of lip width, mean over speakers", float(np.mean([row.known.width_r for row in speakers])), 0.62),
        at_least("r of rounding, mean over speakers", float(np.mean([row.known.rounding_r for row in speakers])), 0.82),
        at_most("r of opening lost live, mean over speakers", float(opening - np.mean(live)), 0.02, 3),
    ]
    for what, lags in (
        ("opening", [lag for row in speakers for lag in row.known.opening_lags]),
        ("width", [lag for row in speakers for lag in row.known.width_lags]),
    ):
        near, middle = float(np.mean(np.abs(lags) <= 1)), float(np.median(lags))
        reached = near >= 0.95 and middle == 0
        found = f"median {middle:+.0f}; {near:.2f}"
        rows.append(Row(f"best lag of {what} in frames; clips within 1", found, "0; 0.95", reached))
    return rows


def table(figures: MotionFigures) -> str:
    """Lay the figures out for a terminal or the model card (Markdown)."""
    lines = [speakers_table(figures.speakers), ""]
    if any(row.taught for row in figures.speakers):
        lines += [taught_table(figures.speakers), ""]
    return "\n".join([*lines, *rows_table(figures.rows)])


def _natural_rows(data: Path, cache: Path, basis: FaceBasis, network: MotionNetwork) -> list[Row]:
    performer = MotionPerformer(network, load_idle_network())
    rows = natural_rows(data, cache, basis, MouthPredictor(network))
    return [*rows, *animated_rows(data / "natural", cache, basis, performer)]


def _nonspeech_row(predictor: MouthPredictor) -> Row:
    openings = []
    for seed in range(NONSPEECH_PIECES):
        sound = nonspeech(int(NONSPEECH_PIECE_S * MODEL_SAMPLE_RATE_HZ), np.random.default_rng((2, seed)))
        openings.append(predictor.whole(sound)[:, 0])
    high = float(np.quantile(np.concatenate(openings), 0.95))
    return at_most("opening in noise, music, clicks, coughs and nothing, 95th percentile", high, 0.02, 4)


def _song_rows(data: Path, predictor: MouthPredictor) -> list[Row]:
    if not (data / "speech" / SONG).exists():
        return []
    song = song_figures(data, predictor)
    return [
        at_least("song: voiced frames with opening over 0.03", song.voiced_open, 0.95),
        at_most("song: RMS of opening at 4-8 Hz within held notes", song.flapping, 0.008, 4),
    ]


def _changed_rows(
    clips: Sequence[Sequence[Example]], predictor: MouthPredictor, speakers: Sequence[SpeakerFigures]
) -> list[Row]:
    rows = []
    for name, change in changes().items():
        lost = {
            row.speaker: row.known.opening_r - opening_r(own, predictor, change)
            for row, own in zip(speakers, clips, strict=True)
        }
        rows.append(at_most(f"r of opening lost: {name} ({each(lost)})", float(np.mean([*lost.values()])), 0.04, 3))
    return rows


def _streaming_rows(samples: NDArray[np.float32], predictor: MouthPredictor) -> list[Row]:
    sound = np.tile(samples, int(np.ceil(TIMED_S * MODEL_SAMPLE_RATE_HZ / len(samples))))
    frames = len(sound) // SAMPLES_PER_FRAME
    whole = predictor.in_blocks(sound, frames, 2 * len(sound))
    difference = float(np.abs(predictor.in_blocks(sound, frames, BLOCK_SAMPLES) - whole).max())
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    live_ms = _milliseconds(lambda: predictor.in_blocks(sound, frames, SAMPLES_PER_FRAME)) / frames
    whole_ms = _milliseconds(lambda: predictor.mouth(sound, frames))
    torch.set_num_threads(threads)
    return [
        Row("live in blocks against live at once, largest difference", f"{difference:.1e}", "1e-4", difference <= 1e-4),
        at_most("live, milliseconds of one core a frame of 40 ms", live_ms, 16.0, 1),
        at_least("a recording, times real time on one core", frames * FRAME_MS / whole_ms, 30.0),
    ]


def _milliseconds(work: Callable[[], object]) -> float:
    """Of the processor's time, all threads together."""
    started = time.process_time()
    work()
    return (time.process_time() - started) * 1000

"""All figures of the motion network, measured on people and voices that nobody trained on."""

import time
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray

from app.core.audio import MODEL_SAMPLE_RATE_HZ
from app.core.emotion import Emotion, EmotionTrack
from app.core.face_basis import FaceBasis, load_face_basis
from app.core.motion import MOUTH, Motion
from app.evaluation.left_out import left_out_tracks
from app.evaluation.motion_changes import changes
from app.evaluation.motion_phones import closures, order_agreement, shut_vowels, silent_openings, vowel_openings
from app.evaluation.motion_predictor import CPU, MouthPredictor
from app.evaluation.motion_song import SONG, song_figures
from app.evaluation.motion_tracked import SpeakerFigures, opening_r, speaker_figures, speakers_table
from app.model.motion.checkpoint import load_network
from app.model.motion.emotion import with_emotion
from app.training.corpus import SAMPLES_PER_FRAME, Example, examples
from app.training.nonspeech import nonspeech
from app.training.split import Split, load_split

MANY_CLIPS = 10  # from which on a speaker's own figure counts
NONSPEECH_PIECES, NONSPEECH_PIECE_S = 40, 4.0
BLOCK_SAMPLES = 777  # of the streamed sound; fits no other length on purpose
TIMED_S = 20


@dataclass(frozen=True, slots=True)
class Row:
    """One measure: what was found, what is to reach, and whether it is reached."""

    measure: str
    found: str
    wanted: str
    reached: bool


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
    tracks = left_out_tracks(data, cache)
    clips = [*examples(chain.from_iterable(tracks.values()), basis).values()]
    speakers = tuple(speaker_figures(own, basis, predictor) for own in clips)
    rows = [
        *tracked_rows(speakers),
        *voice_rows(data, cache, basis, split, predictor),
        _nonspeech_row(predictor),
        *_song_rows(data, predictor),
        *_changed_rows(clips, predictor, speakers),
        *_streaming_rows(clips[0][0].samples, predictor),
    ]
    return MotionFigures(speakers, tuple(rows))


def tracked_rows(speakers: Sequence[SpeakerFigures]) -> list[Row]:
    """What left-out speakers' tracked lips say about the prediction."""
    opening = np.mean([row.opening_r for row in speakers])
    lowest = min((row.opening_r for row in speakers if row.clips >= MANY_CLIPS), default=1.0)
    ratios = [row.sd_ratio for row in speakers]
    rows = [
        _at_least("r of opening, mean over speakers", float(opening), 0.90),
        _at_least(f"lowest r of opening with {MANY_CLIPS} clips or more", lowest, 0.75),
        Row(
            "SD of predicted / tracked opening, by speaker",
            f"{min(ratios):.2f} to {max(ratios):.2f}",
            "0.85 to 1.15",
            min(ratios) >= 0.85 and max(ratios) <= 1.15,
        ),
        _at_least("r of lip width, mean over speakers", float(np.mean([row.width_r for row in speakers])), 0.70),
        _at_least("r of rounding, mean over speakers", float(np.mean([row.rounding_r for row in speakers])), 0.70),
    ]
    for what, lags in (
        ("opening", [lag for row in speakers for lag in row.opening_lags]),
        ("width", [lag for row in speakers for lag in row.width_lags]),
    ):
        near, middle = float(np.mean(np.abs(lags) <= 1)), float(np.median(lags))
        reached = near >= 0.95 and middle == 0
        found = f"median {middle:+.0f}; {near:.2f}"
        rows.append(Row(f"best lag of {what} in frames; clips within 1", found, "0; 0.95", reached))
    return rows


def voice_rows(data: Path, cache: Path, basis: FaceBasis, split: Split, predictor: MouthPredictor) -> list[Row]:
    """What left-out voices' phones say about the prediction."""
    if not (data / "speech" / "transcripts.csv").exists():
        return []
    # these need the extra `train`, espeak-ng and what the training has kept
    from app.evaluation.motion_teacher import shipped_teacher, teacher_r, tracked_vowels
    from app.evaluation.motion_voices import left_out_voices

    voices = left_out_voices(data, split)
    mouths = {voice.name: [predictor.whole(said.samples) for said in voice.utterances] for voice in voices}
    pairs = {
        voice.name: [
            (mouth[:, 0], said.phones) for mouth, said in zip(mouths[voice.name], voice.utterances, strict=True)
        ]
        for voice in voices
    }
    teacher, seen = shipped_teacher(data, cache, basis)
    agreement = {
        voice.name: teacher_r(teacher, voice, [mouth[:, 0] for mouth in mouths[voice.name]], basis) for voice in voices
    }
    every = [pair for own in pairs.values() for pair in own]
    rows = []
    for kind, natural in (("natural", True), ("synthetic", False)):
        own = {voice.name: agreement[voice.name] for voice in voices if voice.natural == natural}
        names = ", ".join(f"{name} {r:.2f}" for name, r in own.items())
        rows.append(
            _at_least(f"r of opening against the teacher, {kind} ({names})", float(np.mean([*own.values()])), 0.7)
        )
    for voice in voices:
        shut, vowels = closures(pairs[voice.name]), shut_vowels(pairs[voice.name])
        found = f"{np.mean(shut):.2f} of {len(shut)}; {np.mean(vowels):.3f} of {len(vowels)}"
        reached = bool(np.mean(shut) >= 0.9 and np.mean(vowels) <= 0.05)
        rows.append(Row(f"p, b, m shut; open vowels shut: {voice.name}", found, "0.90; 0.050", reached))
    order = order_agreement(vowel_openings(every), tracked_vowels(seen, cache))
    rows.append(_at_least("opening by vowel against tracked faces, Spearman", order, 0.85))
    rows.append(_emotion_row([mouth for own in mouths.values() for mouth in own], every))
    rest = silent_openings(every)
    found, high = f"median {np.median(rest):.4f}; 95th {np.quantile(rest, 0.95):.4f}", np.quantile(rest, 0.95)
    rows.append(Row("opening in silence", found, "0.01; 0.02", bool(np.median(rest) <= 0.01 and high <= 0.02)))
    return rows


def table(figures: MotionFigures) -> str:
    """Lay the figures out for a terminal or the model card (Markdown)."""
    lines = [speakers_table(figures.speakers), "", "| measure | found | to reach | reached |", "|---|---|---|---|"]
    lines += [
        f"| {row.measure} | {row.found} | {row.wanted} | {'yes' if row.reached else 'no'} |" for row in figures.rows
    ]
    return "\n".join(lines)


def _nonspeech_row(predictor: MouthPredictor) -> Row:
    openings = []
    for seed in range(NONSPEECH_PIECES):
        sound = nonspeech(int(NONSPEECH_PIECE_S * MODEL_SAMPLE_RATE_HZ), np.random.default_rng((2, seed)))
        openings.append(predictor.whole(sound)[:, 0])
    high = float(np.quantile(np.concatenate(openings), 0.95))
    return _at_most("opening in noise, music, clicks, coughs and nothing, 95th percentile", high, 0.02, 4)


def _song_rows(data: Path, predictor: MouthPredictor) -> list[Row]:
    if not (data / "speech" / SONG).exists():
        return []
    song = song_figures(data, predictor)
    return [
        _at_least("song: voiced frames with opening over 0.03", song.voiced_open, 0.90),
        _at_most("song: RMS of opening at 4-8 Hz within held notes", song.flapping, 0.01, 4),
    ]


def _changed_rows(
    clips: Sequence[Sequence[Example]], predictor: MouthPredictor, speakers: Sequence[SpeakerFigures]
) -> list[Row]:
    clean = float(np.mean([row.opening_r for row in speakers]))
    rows = []
    for name, change in changes().items():
        lost = clean - float(np.mean([opening_r(own, predictor, change) for own in clips]))
        rows.append(_at_most(f"r of opening lost: {name}", lost, 0.05, 3))
    return rows


def _emotion_row(mouths: Sequence[NDArray[np.float32]], spoken: Sequence[tuple[NDArray[np.float32], object]]) -> Row:
    phones = [said for _, said in spoken]
    neutral = np.mean(closures(spoken))  # type: ignore[arg-type]
    worst = 1.0
    for emotion in Emotion:
        openings = []
        for mouth in mouths:
            motion = Motion.still(len(mouth))
            motion.coefficients[:, MOUTH] = mouth
            openings.append(with_emotion(motion, EmotionTrack.constant(emotion), 0, 1.0).coefficients[:, MOUTH.start])
        worst = min(worst, float(np.mean(closures(zip(openings, phones, strict=True)))))  # type: ignore[arg-type]
    return _at_most("p, b, m closure lost under the worst emotion at intensity 1", float(neutral) - worst, 0.02, 3)


def _streaming_rows(samples: NDArray[np.float32], predictor: MouthPredictor) -> list[Row]:
    sound = np.tile(samples, int(np.ceil(TIMED_S * MODEL_SAMPLE_RATE_HZ / len(samples))))
    frames = len(sound) // SAMPLES_PER_FRAME
    whole = predictor.in_blocks(sound, frames, 2 * len(sound))
    difference = float(np.abs(predictor.in_blocks(sound, frames, BLOCK_SAMPLES) - whole).max())
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    started = time.process_time()
    predictor.in_blocks(sound, frames, SAMPLES_PER_FRAME)
    frame_ms = (time.process_time() - started) / frames * 1000
    torch.set_num_threads(threads)
    return [
        Row("streaming against offline, largest difference", f"{difference:.1e}", "1e-4", difference <= 1e-4),
        _at_most("streaming, milliseconds a frame on one core", frame_ms, 5.0, 1),
    ]


def _at_least(measure: str, value: float, wanted: float) -> Row:
    return Row(measure, f"{value:.3f}", f"at least {wanted:.2f}", value >= wanted)


def _at_most(measure: str, value: float, wanted: float, digits: int) -> Row:
    return Row(measure, f"{value:.{digits}f}", f"at most {wanted:.2f}", value <= wanted)

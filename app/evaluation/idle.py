"""Measures how all but the mouth moves over ten minutes of talk: blinks, gaze, head, breath."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray

from app.core.audio import MODEL_SAMPLE_RATE_HZ, AudioClip
from app.core.motion import FRAMES_PER_SECOND, Motion
from app.core.settings import PerformanceSettings
from app.model.motion.cues import OPEN_LIPS
from app.model.motion.eyes import VESTIBULAR_GAIN
from app.model.motion.performer import MotionPerformer
from app.training.sound import read_mono

MINUTES = 10.0
PAUSE_S = (0.3, 1.5)  # between recordings
PHRASE_PAUSE_FRAMES = 8  # lips at rest for so long end a phrase
PHRASE_END_FRAMES = (-5, 15)  # a blink from 0.2 s before to 0.6 s after is one at the phrase's end
LIDS_MOVE = 0.02
AT_VIEWER_RAD = float(np.radians(2))


@dataclass(frozen=True, slots=True)
class BlinkFigures:
    """Blinks of one take.

    interval_cv: standard deviation / mean of the times between blinks. longest_gap_s: longest of them.
    durations_s: (n,) how long lids move. phrase_end_share: of the blinks, those at phrase ends. phrase_end_lift: that
    share / the share of time that lies at phrase ends.
    """

    per_minute: float
    interval_cv: float
    longest_gap_s: float
    durations_s: NDArray[np.float64]
    phrase_end_share: float
    phrase_end_lift: float


@dataclass(frozen=True, slots=True)
class IdleReport:
    """One take.

    spreads_deg: SD of yaw, pitch, roll. at_viewer: share of time that the eyes are within 2 degrees of the viewer.
    pitch_speed_ratio: mean speed of nodding while speaking / in pauses. breath_in_pauses: mean rise a second there.
    """

    minutes: float
    blinks: BlinkFigures
    spreads_deg: tuple[float, float, float]
    at_viewer: float
    pitch_speed_ratio: float
    breath_in_pauses: float


def evaluate_idle(data: Path, seed: int = 0, minutes: float = MINUTES) -> IdleReport:
    """Ten minutes of the recordings in `data`/speech, one after another, performed with the shipped weights."""
    clip = AudioClip(long_talk(sorted((data / "speech").glob("*.flac")), minutes))
    performer = MotionPerformer.load(torch.device("cpu"))
    return report(Motion.joined(list(performer.perform(clip, PerformanceSettings(seed=seed)))))


def long_talk(recordings: Sequence[Path], minutes: float) -> NDArray[np.float32]:
    """(n,) samples at 16 kHz: recordings with pauses, shuffled anew when used up. Raises FileNotFoundError if none."""
    if not recordings:
        raise FileNotFoundError("There are no recordings (speech/*.flac) to talk with.")
    rng = np.random.default_rng(0)
    parts: list[NDArray[np.float32]] = []
    wanted, known = round(minutes * 60 * MODEL_SAMPLE_RATE_HZ), 0
    while known < wanted:
        for index in rng.permutation(len(recordings)):
            pause = np.zeros(int(rng.uniform(*PAUSE_S) * MODEL_SAMPLE_RATE_HZ), np.float32)
            parts += [read_mono(recordings[index]), pause]
            known += len(parts[-1]) + len(parts[-2])
            if known >= wanted:
                break
    return np.concatenate(parts)[:wanted]


def report(motion: Motion) -> IdleReport:
    """Figures of a take's motion at 25 frames a second."""
    speaking = spoken(motion.channel("opening"))
    angles = np.stack([motion.channel(name) for name in ("yaw", "pitch", "roll")])
    looking = np.hypot(
        motion.channel("gaze_x") + VESTIBULAR_GAIN * angles[0], motion.channel("gaze_y") + VESTIBULAR_GAIN * angles[1]
    )
    nodding = np.abs(np.gradient(angles[1]))
    rising = np.gradient(motion.channel("breath")) * FRAMES_PER_SECOND
    quiet = ~speaking
    yaw, pitch, roll = np.degrees(angles.std(1)).tolist()
    return IdleReport(
        len(motion) / FRAMES_PER_SECOND / 60,
        blink_figures(motion.channel("blink_left"), speaking),
        (yaw, pitch, roll),
        float((looking < AT_VIEWER_RAD).mean()),
        _ratio(nodding, speaking),
        float(rising[quiet].mean()) if quiet.any() else 0.0,
    )


def blink_figures(lids: NDArray[np.float32], speaking: NDArray[np.bool_]) -> BlinkFigures:
    """(T,) closure of the lids, 0 open .. 1 shut, and (T,) whether somebody speaks -> figures."""
    starts = np.flatnonzero((lids[1:] > 0.5) & (lids[:-1] <= 0.5)) + 1
    moving = np.diff(np.concatenate([[0], lids > LIDS_MOVE, [0]]).astype(int))
    durations = (np.flatnonzero(moving == -1) - np.flatnonzero(moving == 1)) / FRAMES_PER_SECOND
    at_end = np.zeros(len(lids), bool)
    for frame in np.flatnonzero(speaking[:-1] & ~speaking[1:]):
        at_end[max(0, frame + PHRASE_END_FRAMES[0]) : frame + PHRASE_END_FRAMES[1]] = True
    intervals = np.diff(starts)
    share = float(at_end[starts].mean()) if len(starts) else 0.0
    return BlinkFigures(
        len(starts) / len(lids) * FRAMES_PER_SECOND * 60,
        float(intervals.std() / intervals.mean()) if len(intervals) > 1 else 0.0,
        float(intervals.max()) / FRAMES_PER_SECOND if len(intervals) else len(lids) / FRAMES_PER_SECOND,
        durations,
        share,
        share / float(at_end.mean()) if at_end.any() else 0.0,
    )


def spoken(opening: NDArray[np.float32]) -> NDArray[np.bool_]:
    """(T,) opening -> (T,) whether this frame belongs to a phrase: short closures do not end one."""
    parted = opening > OPEN_LIPS
    speaking = parted.copy()
    edges = np.flatnonzero(np.diff(parted.astype(int)))
    for first, last in pairwise(edges.tolist()):
        if not parted[first + 1] and last - first <= PHRASE_PAUSE_FRAMES:
            speaking[first + 1 : last + 1] = True
    return speaking


def table(figures: IdleReport) -> str:
    """Lay the figures out for a terminal or the model card (Markdown)."""
    blinks, durations = figures.blinks, figures.blinks.durations_s
    lengths = f"{np.median(durations):.2f} ({durations.min():.2f}..{durations.max():.2f})" if len(durations) else "none"
    rows = [
        ("blinks a minute", f"{blinks.per_minute:.1f}"),
        ("variation of their intervals (SD / mean)", f"{blinks.interval_cv:.2f}"),
        ("longest time without one, seconds", f"{blinks.longest_gap_s:.1f}"),
        ("their length in seconds, median (range)", lengths),
        ("share at phrase ends; against chance", f"{blinks.phrase_end_share:.2f}; {blinks.phrase_end_lift:.1f} times"),
        ("yaw, pitch, roll, SD in degrees", ", ".join(f"{value:.2f}" for value in figures.spreads_deg)),
        ("nodding speed, speaking against pauses", f"{figures.pitch_speed_ratio:.2f} times"),
        ("eyes within 2 degrees of the viewer", f"{figures.at_viewer:.2f} of the time"),
        ("breath in pauses, rise a second", f"{figures.breath_in_pauses:.2f}"),
    ]
    lines = [f"| idle movement over {figures.minutes:.0f} minutes | |", "|---|---|"]
    return "\n".join(lines + [f"| {name} | {value} |" for name, value in rows])


def _ratio(values: NDArray[np.float32], where: NDArray[np.bool_]) -> float:
    if where.all() or not where.any():
        return 1.0
    return float(values[where].mean() / max(float(values[~where].mean()), 1e-9))

"""From tracked landmarks to what the noise generator learns: head, brows, blinks and gaze."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import gaussian_filter1d, median_filter, uniform_filter1d

from app.core.face import lip_gap
from app.core.motion import FRAMES_PER_SECOND
from app.model.motion.cues import ACCENT_LEAD_FRAMES
from app.model.motion.eyes import VESTIBULAR_GAIN
from app.model.motion.idle_stream import loudness_db
from app.model.motion.network import SAMPLES_PER_FRAME
from app.training.corpus import lip_activity, speech_span
from app.training.idle.lids import blink_lengths, blink_peaks, blink_starts, closures
from app.training.shapes import ShapeTrack, SpeakerShapes, interpolated, speaker_shapes
from app.training.sound import read_mono
from app.training.tracking import Track

IRISES = ((468, 33, 133), (473, 362, 263))  # centre, corners
EYE_RADIUS = 0.13  # inter-ocular units; 12 mm where the outer corners are 90 mm apart
BROWS, INNER_BROWS = (105, 66, 334, 296), (107, 336)
# The tracker trembles, and the jaw shakes its head pose at the rate of syllables: what people mean to do is slower.
SMOOTH_FRAMES = 2.0  # standard deviation of a Gaussian; halves 2.3 Hz
BLINK_SHADOW_FRAMES = (3, 6)  # irises cannot be seen before and after the peak
SACCADE_RADIANS, SACCADE_APART_FRAMES = 0.04, 4  # smaller ones drown in the tracker's noise
WIDEST_GAZE = 0.25
# Acted clips have no sound: their loudness is guessed from lips that move.
STILL_LIPS, WIDE_LIPS = 0.012, 0.12
QUIET_DB, LOUD_RANGE_DB = -50.0, 25.0
# Some acted clips show nobody who talks, but heads and eyes that are turned about: they are left out.
LEAST_TALK, WIDEST_YAW = 0.1, 0.07


@dataclass(frozen=True, slots=True)
class IdleTrack:
    """One clip at 25 frames a second.

    acted: not read from a prompter. driven: (T, 7) of `DRIVEN`, from the clip's median. closure: (T,) of the lids.
    blinks, saccades: frames in which one begins. lengths: (n,) frames for which each blink's lids are half shut.
    gaze: (T, 2) radians from the clip's median, against the viewer. opening, loudness_ahead_db: (T,) as `VoiceCues`
    takes them.
    """

    person: str
    acted: bool
    driven: NDArray[np.float32]
    closure: NDArray[np.float32]
    blinks: NDArray[np.intp]
    lengths: NDArray[np.float32]
    gaze: NDArray[np.float32]
    saccades: NDArray[np.intp]
    opening: NDArray[np.float32]
    loudness_ahead_db: NDArray[np.float32]


def idle_tracks(tracks: Iterable[Track], expressions: Path, canonical: NDArray[np.float32]) -> Iterator[IdleTrack]:
    """All clips of the speakers, then the acted ones."""
    by_speaker: defaultdict[str, list[Track]] = defaultdict(list)
    for track in tracks:
        by_speaker[track.speaker].append(track)
    for clips in by_speaker.values():
        speaker = speaker_shapes(clips, canonical)
        yield from (idle_track(clip, False, *_heard(clip, speaker)) for clip in speaker.clips)
    for track in acted_tracks(expressions):
        speaker = speaker_shapes([track], canonical)
        yield from filter(_talks, (idle_track(clip, True, *_guessed(clip, speaker)) for clip in speaker.clips))


def acted_tracks(expressions: Path) -> list[Track]:
    """Acted clips, landmarks without pictures or sound, thinned to 25 frames a second by nearest frame."""
    tracks = []
    for path in sorted(expressions.glob("*.npz")):
        with np.load(path) as file:
            landmarks = file["landmarks"].astype(np.float32) * np.float32(file["scale"])
            fps = float(file["fps"])
        chosen = np.round(np.arange(0, len(landmarks) - 0.5, fps / FRAMES_PER_SECOND)).astype(int)
        tracks.append(Track(landmarks[chosen], path.stem, path.stem, path))
    return tracks


def idle_track(
    clip: ShapeTrack, acted: bool, opening: NDArray[np.float32], loudness_ahead_db: NDArray[np.float32]
) -> IdleTrack:
    """Read head, brows, lids and gaze off one clip. opening, loudness_ahead_db: (T,)."""
    closure = closures(clip.shapes)
    peaks = blink_peaks(closure)
    shapes = clip.shapes
    inner = np.linalg.norm(shapes[:, INNER_BROWS[0]] - shapes[:, INNER_BROWS[1]], axis=1)
    rows = np.column_stack([clip.angles, clip.shifts, -shapes[:, BROWS, 1].mean(1), -inner])
    driven = _cleaned(interpolated(rows), closure, opening)
    gaze = gazes(shapes, peaks) + VESTIBULAR_GAIN * driven[:, :2]
    gaze = np.clip(gaze - np.median(gaze, axis=0), -WIDEST_GAZE, WIDEST_GAZE).astype(np.float32)
    return IdleTrack(
        clip.track.speaker,
        acted,
        driven,
        closure,
        blink_starts(peaks),
        blink_lengths(closure, peaks),
        gaze,
        saccade_events(gaze, peaks),
        opening,
        loudness_ahead_db,
    )


def gazes(shapes: NDArray[np.float32], peaks: NDArray[np.intp]) -> NDArray[np.float32]:
    """(T, 2) gaze in radians relative to the head, mean of both eyes, interpolated linearly through blinks."""
    sides = [(shapes[:, iris, :2] - shapes[:, ends, :2].mean(1)) / EYE_RADIUS for iris, *ends in IRISES]
    gaze = interpolated(np.mean(sides, axis=0))
    seen = np.ones(len(gaze), bool)
    for peak in peaks:
        seen[max(0, peak - BLINK_SHADOW_FRAMES[0]) : peak + BLINK_SHADOW_FRAMES[1]] = False
    if not seen.any():
        return np.zeros_like(gaze)
    times = np.arange(len(gaze))
    drawn = np.column_stack([np.interp(times, times[seen], gaze[seen, axis]) for axis in (0, 1)])
    steady: NDArray[np.float32] = median_filter(drawn, (5, 1), mode="nearest").astype(np.float32)
    return steady


def saccade_events(gaze: NDArray[np.float32], peaks: NDArray[np.intp]) -> NDArray[np.intp]:
    """Frames in which the eyes jump: the steepest steps between means of three frames on either side."""
    mean = uniform_filter1d(gaze, 3, axis=0, mode="nearest")
    step = np.zeros(len(gaze))
    step[2:-2] = np.linalg.norm(mean[4:] - mean[:-4], axis=1)
    for peak in peaks:
        step[max(0, peak - 4) : peak + 6] = 0  # the eyes dip while lids are shut
    found: list[int] = []
    for frame in np.argsort(-step):
        if step[frame] < SACCADE_RADIANS:
            break
        if all(abs(int(frame) - other) > SACCADE_APART_FRAMES for other in found):
            found.append(int(frame))
    return np.array(sorted(found), np.intp)


def _cleaned(
    rows: NDArray[np.float32], closure: NDArray[np.float32], opening: NDArray[np.float32]
) -> NDArray[np.float32]:
    """(T, N) rows from their median, smoothed, less what moving lids and lips make the tracker see."""
    heard = np.column_stack([closure, opening])
    quick = heard - gaussian_filter1d(heard, FRAMES_PER_SECOND / 4, axis=0, mode="nearest")
    moves = rows - gaussian_filter1d(rows, FRAMES_PER_SECOND / 4, axis=0, mode="nearest")
    leak = np.linalg.solve(quick.T @ quick + 1e-3 * np.eye(2), quick.T @ moves)
    smooth = gaussian_filter1d(rows - quick @ leak, SMOOTH_FRAMES, axis=0, mode="nearest")
    cleaned: NDArray[np.float32] = (smooth - np.median(smooth, axis=0)).astype(np.float32)
    return cleaned


def _heard(clip: ShapeTrack, speaker: SpeakerShapes) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Opening of the lips that serves speech, and the loudness ahead, of a clip with sound."""
    frames = len(clip.shapes)
    samples = read_mono(clip.track.sound)
    gap = interpolated(lip_gap(clip.shapes)[:, None])[:, 0] - speaker.closed_gap
    opening = np.maximum(gap, 0) * lip_activity(speech_span(samples, frames), frames)
    heard = np.zeros((frames + ACCENT_LEAD_FRAMES) * SAMPLES_PER_FRAME, np.float32)
    heard[: min(len(samples), len(heard))] = samples[: len(heard)]
    return opening.astype(np.float32), loudness_db(heard)[ACCENT_LEAD_FRAMES:]


def _guessed(clip: ShapeTrack, speaker: SpeakerShapes) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """The same for a clip without sound: lips that move talk, the wider the louder."""
    gap = np.maximum(interpolated(lip_gap(clip.shapes)[:, None])[:, 0] - speaker.closed_gap, 0)
    width = FRAMES_PER_SECOND // 2
    spread = np.sqrt(np.maximum(uniform_filter1d(gap**2, width) - uniform_filter1d(gap, width) ** 2, 0))
    opening = np.where(spread > STILL_LIPS, gap, 0).astype(np.float32)
    ahead = np.concatenate([opening[ACCENT_LEAD_FRAMES:], np.zeros(ACCENT_LEAD_FRAMES, np.float32)])
    return opening, (QUIET_DB + LOUD_RANGE_DB * np.minimum(ahead / WIDE_LIPS, 1)).astype(np.float32)


def _talks(track: IdleTrack) -> bool:
    return float((track.opening > 0).mean()) > LEAST_TALK and float(track.driven[:, 0].std()) < WIDEST_YAW

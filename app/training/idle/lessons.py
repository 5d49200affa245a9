"""Clips as the noise generator's network reads them, and batches of their excerpts."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from app.model.motion.cues import HeardCues, VoiceCues
from app.model.motion.idle_memory import IdleMemory
from app.training.idle.tracks import IdleTrack

EVENNESS = 0.3  # of drawing people: 1 by their frames, 0 all alike


@dataclass(frozen=True, slots=True)
class IdleLesson:
    """One clip. person: index. driven: (T, 7) in the person's spreads.

    given: (T, HEARD + REMEMBERED) what the network reads: cues of the voice, and its memory of blinks and saccades.
    blinks, saccades: (T,) 1 where one begins. lengths: (T,) logarithm of a blink's length against the usual one,
    where one begins. gaze: (T, 2) where a saccade of this frame goes, in gaze spreads.
    """

    person: int
    given: NDArray[np.float32]
    driven: NDArray[np.float32]
    blinks: NDArray[np.float32]
    saccades: NDArray[np.float32]
    lengths: NDArray[np.float32]
    gaze: NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class IdleBatch:
    """Excerpts of equal length; fields as in `IdleLesson` with a first dimension of B."""

    person: Tensor
    given: Tensor
    driven: Tensor
    blinks: Tensor
    saccades: Tensor
    lengths: Tensor
    gaze: Tensor


@dataclass(frozen=True, slots=True)
class Spreads:
    """Root mean squares of one person's movement, the units of the lessons. driven: (7,); gaze: radians."""

    driven: NDArray[np.float32]
    gaze: float


def spreads(tracks: Sequence[IdleTrack]) -> dict[str, Spreads]:
    """Spreads of each person, over all clips."""
    found = {}
    for person in {track.person for track in tracks}:
        clips = [track for track in tracks if track.person == person]
        driven = np.concatenate([clip.driven for clip in clips])
        gaze = np.concatenate([clip.gaze for clip in clips])
        channels = np.asarray(np.sqrt((driven**2).mean(0)) + 1e-6, np.float32)
        found[person] = Spreads(channels, float(np.sqrt((gaze**2).mean())) + 1e-6)
    return found


def idle_lessons(tracks: Sequence[IdleTrack]) -> list[IdleLesson]:
    """Lessons of all clips, people numbered in the order of their names."""
    by_person = spreads(tracks)
    people = sorted(by_person)
    usual = {
        person: float(np.median(lengths)) if len(lengths) else 1.0
        for person in people
        for lengths in [np.concatenate([track.lengths for track in tracks if track.person == person])]
    }
    return [
        _lesson(track, people.index(track.person), by_person[track.person], usual[track.person]) for track in tracks
    ]


def cue_values(track: IdleTrack) -> NDArray[np.float32]:
    """(T, HEARD) cues of the voice that the network reads, from the clip's loudness and opening."""
    cues, heard = VoiceCues(), HeardCues()
    values = zip(track.loudness_ahead_db.tolist(), track.opening.tolist(), strict=True)
    return np.array([heard.step(cues.step(loudness_db, opening)) for loudness_db, opening in values], np.float32)


class IdleBatches:
    """Draws excerpts of `frames` frames, people more evenly than by how much there is of them (EVENNESS)."""

    def __init__(self, lessons: Sequence[IdleLesson], frames: int) -> None:
        self._lessons = [lesson for lesson in lessons if len(lesson.driven) >= frames]
        self._frames = frames
        total = Counter[int]()
        for lesson in self._lessons:
            total[lesson.person] += len(lesson.driven)
        weights = np.array([len(item.driven) * total[item.person] ** (EVENNESS - 1) for item in self._lessons])
        self._chances = weights / weights.sum()

    def batch(self, size: int, rng: np.random.Generator) -> IdleBatch:
        """Draw `size` excerpts."""
        rows = []
        for index in rng.choice(len(self._lessons), size, p=self._chances):
            lesson = self._lessons[index]
            start = int(rng.integers(0, len(lesson.driven) - self._frames + 1))
            part = slice(start, start + self._frames)
            columns = (lesson.given, lesson.driven, lesson.blinks, lesson.saccades, lesson.lengths, lesson.gaze)
            rows.append([np.array(lesson.person), *(column[part] for column in columns)])
        return IdleBatch(*(torch.from_numpy(np.stack(column)) for column in zip(*rows, strict=True)))


def _lesson(track: IdleTrack, person: int, spread: Spreads, usual_length: float) -> IdleLesson:
    frames = len(track.driven)
    blinks, lengths = np.zeros(frames, np.float32), np.zeros(frames, np.float32)
    blinks[track.blinks] = 1
    lengths[track.blinks] = np.log(track.lengths / usual_length)
    saccades, goals = np.zeros(frames, np.float32), np.zeros((frames, 2), np.float32)
    saccades[track.saccades] = 1
    for start, stop in pairwise([*track.saccades.tolist(), frames]):
        goals[start] = track.gaze[start + 1 : max(stop - 1, start + 2)].mean(0) / spread.gaze
    memory = IdleMemory()
    remembered = np.zeros((frames, len(memory.values())), np.float32)
    for frame in range(frames):
        remembered[frame] = memory.values()
        goal = goals[frame] if saccades[frame] else None
        memory.step(bool(blinks[frame]), None if goal is None else (float(goal[0]), float(goal[1])))
    given = np.concatenate([cue_values(track), remembered], axis=1)
    return IdleLesson(person, given, track.driven / spread.driven, blinks, saccades, lengths, goals)

"""Follow every face of a video corpus once and keep the landmarks, so that later steps never decode video again."""

import os
from collections.abc import Collection, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass
from itertools import zip_longest
from pathlib import Path

import av
import numpy as np
import torch
from numpy.typing import NDArray
from tqdm import tqdm

from app.core.face import LANDMARKS
from app.core.motion import FRAMES_PER_SECOND
from app.core.whole_file import written_whole
from app.face.networks import FaceNetworks
from app.face.tracking import FaceTracker
from app.training.corpora import Clip, corpus_clips

SIDE_BY_SIDE = 12  # clips that are tracked at once
LEAST_SEEN = 0.5  # of a clip's frames


@dataclass(frozen=True, slots=True)
class Track:
    """Landmarks of one clip.

    landmarks: (T, 478, 3) float32 pixels, z on x's scale; rows of NaN where no face was found.
    speaker, clip: names; sound, text: as in `Clip`.
    """

    landmarks: NDArray[np.float32]
    speaker: str
    clip: str
    sound: Path
    text: str | None = None

    @property
    def seen(self) -> NDArray[np.bool_]:
        """(T,) frames in which a face was found."""
        seen: NDArray[np.bool_] = np.isfinite(self.landmarks[:, 0, 0])
        return seen


def find_clips(folder: Path, wanted: Collection[str] | None = None) -> list[Path]:
    """Videos of all clips in `folder`, or of the `wanted` speakers, in the order of their names."""
    return [clip.video for clip in corpus_clips(folder, wanted)]


def track_corpus(folder: Path, cache: Path, wanted: Collection[str] | None = None) -> None:
    """Track all clips in `folder`, or those of the `wanted` speakers, that `cache` does not hold yet."""
    waiting = [clip for clip in corpus_clips(folder, wanted) if not _cached(clip, cache).exists()]
    if not waiting:  # the usual case of whoever asks before evaluating: no networks, no change of torch's threads
        return
    groups = [waiting[first : first + SIDE_BY_SIDE] for first in range(0, len(waiting), SIDE_BY_SIDE)]
    networks = FaceNetworks()

    def track(clips: list[Clip]) -> int:
        for clip, landmarks in zip(clips, track_clips([clip.video for clip in clips], networks), strict=True):
            target = _cached(clip, cache)
            target.parent.mkdir(parents=True, exist_ok=True)
            with written_whole(target, force=True) as part, part.open("wb") as file:
                np.save(file, landmarks)
        return len(clips)

    # A core a group: layers this small gain little from several cores at once.
    torch.set_num_threads(1)
    pool = ThreadPoolExecutor(os.cpu_count())
    try:
        with tqdm(total=len(waiting), desc="tracking", unit="clip") as progress:
            for done in pool.map(track, groups):
                progress.update(done)
    finally:
        pool.shutdown(cancel_futures=True)


def load_tracks(folder: Path, cache: Path, wanted: Collection[str] | None = None) -> Iterator[Track]:
    """Read the tracks of all clips in `folder`, or of the `wanted` speakers, in the order of their names.

    Clips in which hardly any face was found are left out.
    """
    for clip in corpus_clips(folder, wanted):
        track = Track(np.load(_cached(clip, cache)), clip.speaker, clip.name, clip.sound, clip.text)
        if track.seen.mean() >= LEAST_SEEN:
            yield track


def track_clip(clip: Path, networks: FaceNetworks) -> NDArray[np.float32]:
    """(T, 478, 3) landmarks of one video at 25 frames a second, from its start to its end.

    Videos of another rate give the nearest of their frames.
    """
    return track_clips([clip], networks)[0]


def track_clips(clips: Sequence[Path], networks: FaceNetworks) -> list[NDArray[np.float32]]:
    """The same for several videos side by side, each with a tracker of its own, so that none leaks into another."""
    trackers = [FaceTracker(networks) for _ in clips]
    rows: list[list[NDArray[np.float32]]] = [[] for _ in clips]
    times_s: list[list[float]] = [[] for _ in clips]
    with ExitStack() as stack:
        videos = [stack.enter_context(av.open(str(clip))).decode(video=0) for clip in clips]
        for frames in zip_longest(*videos):
            there = [index for index, frame in enumerate(frames) if frame is not None]
            pictures = [frames[index].to_ndarray(format="rgb24").astype(np.uint8, copy=False) for index in there]
            seen = FaceTracker.follow_each([trackers[index] for index in there], pictures)
            for index, landmarks in zip(there, seen, strict=True):
                time_s = frames[index].time
                times_s[index].append(len(rows[index]) / FRAMES_PER_SECOND if time_s is None else time_s)
                rows[index].append(np.full((LANDMARKS, 3), np.nan, np.float32) if landmarks is None else landmarks)
    return [np.stack(row)[_ticks(np.array(moments))] for row, moments in zip(rows, times_s, strict=True)]


def _ticks(times_s: NDArray[np.float64]) -> NDArray[np.intp]:
    """Times of frames -> index of the one nearest to each tick of 25 a second."""
    elapsed = times_s - times_s[0]
    ordinary = elapsed[-1] / max(len(elapsed) - 1, 1)  # seconds a frame
    ticks = np.arange(round((elapsed[-1] + ordinary) * FRAMES_PER_SECOND)) / FRAMES_PER_SECOND
    if len(ticks) == len(elapsed):
        return np.arange(len(elapsed))
    nearest: NDArray[np.intp] = np.abs(elapsed[None] - ticks[:, None]).argmin(1)
    return nearest


def _cached(clip: Clip, cache: Path) -> Path:
    return cache / "tracks" / clip.speaker / f"{clip.name}.npy"

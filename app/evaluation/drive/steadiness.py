"""What the tracker's filter takes out: the jitter of faces that stand still, and as little as may be of speech."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from time import process_time

import cv2
import numpy as np
from numpy.typing import NDArray

from app.core.face_basis import FaceBasis
from app.core.frame import TimedPicture
from app.core.motion import CHANNEL_INDEX, FRAMES_PER_SECOND
from app.core.portrait import Portrait
from app.evaluation.rows import Row, at_least, at_most
from app.face.calm import calm_face
from app.face.movement import MovementReader
from app.face.networks import FaceNetworks
from app.face.steady import steadied, steadying_filter
from app.face.tracking import FaceTracker
from app.media.video.reader import pictures_of

Floats = NDArray[np.float32]

STILL_FRAMES = 75
STILL_PX = 512  # longer side at which a photograph is filmed
CAMERA_NOISE = 4.0  # levels of 255, standard deviation, as of a webcam in a lit room
OPENING = CHANNEL_INDEX["opening"]


def steadiness_rows(
    stills: Sequence[Portrait], speech: Sequence[Path], networks: FaceNetworks, basis: FaceBasis
) -> list[Row]:
    """How much of a still face's tremble is left, how well speech passes, and how quick all of it is."""
    tremble: dict[str, list[float]] = {"live": [], "known": []}
    passed: dict[str, list[float]] = {"live": [], "known": []}
    for still in stills:
        rows, times_s = _read(list(_filmed(still)), networks, basis)
        for kind, steady in _both(rows, times_s).items():
            tremble[kind].append(float(steady[10:, OPENING].std() / rows[10:, OPENING].std()))
    started, frames = process_time(), 0
    for path in speech:
        rows, times_s = _read(list(pictures_of(path)), networks, basis)
        frames += len(rows)
        for kind, steady in _both(rows, times_s).items():
            passed[kind].append(float(np.corrcoef(steady[:, OPENING], rows[:, OPENING])[0, 1]))
    rate = frames / (process_time() - started)
    found = []
    for kind in ("live", "known"):
        left, kept = tremble[kind], passed[kind]
        found += [
            at_most(
                f"{kind}: SD of the opening, still, filtered / raw, mean of {len(left)}", float(np.mean(left)), 0.5, 2
            ),
            at_least(f"{kind}: r of the opening, speech, filtered with raw, least of {len(kept)}", min(kept), 0.99),
        ]
    return [*found, at_least("frames for a second of one core, decoded, tracked, read and filtered", rate, 60.0)]


def _filmed(still: Portrait) -> Iterator[TimedPicture]:
    """A photograph before a camera: the same picture with fresh noise in each frame."""
    shrink = STILL_PX / max(still.width, still.height)
    size = (round(still.width * shrink), round(still.height * shrink))
    small = np.asarray(cv2.resize(still.rgb, size, interpolation=cv2.INTER_AREA), np.float32)
    noise = np.random.default_rng(0)
    for index in range(STILL_FRAMES):
        rgb = np.clip(small + noise.normal(0.0, CAMERA_NOISE, small.shape), 0, 255).astype(np.uint8)
        yield TimedPicture(rgb, index / FRAMES_PER_SECOND)


def _read(
    pictures: Sequence[TimedPicture], networks: FaceNetworks, basis: FaceBasis
) -> tuple[Floats, NDArray[np.float64]]:
    """(T, M) unfiltered movement of a face, and (T,) when it was seen."""
    tracker = FaceTracker(networks, mirrored=True)
    looks = [(picture.time_s, tracker.follow(picture.rgb)) for picture in pictures]
    times_s = np.array([time_s for time_s, face in looks if face is not None])
    faces = np.stack([face for _, face in looks if face is not None])
    reader = MovementReader(calm_face(faces, times_s, basis), basis)
    return np.stack([reader.read(face) for face in faces]), times_s


def _both(rows: Floats, times_s: NDArray[np.float64]) -> dict[str, Floats]:
    """The movement filtered as it comes, and filtered with the whole of it known."""
    live = steadying_filter()
    return {
        "live": np.stack([live.push(row, time_s) for row, time_s in zip(rows, times_s, strict=True)]),
        "known": steadied(rows, times_s),
    }

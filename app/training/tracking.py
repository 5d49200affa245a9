"""Follow every face of a video corpus once and keep the landmarks, so that later steps never decode video again."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path

import av
import numpy as np
from mediapipe.python.solutions import face_mesh
from numpy.typing import NDArray
from tqdm import tqdm

from app.core.face import LANDMARKS

DETECTION_CONFIDENCE = 0.3


@dataclass(frozen=True, slots=True)
class Track:
    """Landmarks of one clip.

    landmarks: (T, 478, 3) float32 pixels, z on x's scale; rows of NaN where no face was found.
    speaker, clip: folder and file name without suffix.
    sound: the clip's sound file.
    """

    landmarks: NDArray[np.float32]
    speaker: str
    clip: str
    sound: Path

    @property
    def seen(self) -> NDArray[np.bool_]:
        """(T,) frames in which a face was found."""
        seen: NDArray[np.bool_] = np.isfinite(self.landmarks[:, 0, 0])
        return seen


def find_clips(faces: Path, wanted: Collection[str] | None = None) -> list[Path]:
    """Find videos in the GRID layout of the data folder: `<speaker>/<clip>.mp4` with `<clip>.flac` beside it."""
    found = sorted(path for path in faces.glob("*/*.mp4") if path.with_suffix(".flac").exists())
    clips = [path for path in found if wanted is None or path.parent.name in wanted]
    if not clips:
        raise FileNotFoundError(f"No clips (<speaker>/<clip>.mp4 with .flac) in {faces}.")
    return clips


def track_corpus(faces: Path, cache: Path, wanted: Collection[str] | None = None) -> None:
    """Track all clips under `faces`, or those of the `wanted` speakers, that `cache` does not hold yet."""
    waiting = [clip for clip in find_clips(faces, wanted) if not _cached(clip, cache).exists()]
    for clip in tqdm(waiting, desc="tracking", unit="clip"):
        target = _cached(clip, cache)
        target.parent.mkdir(parents=True, exist_ok=True)
        unfinished = target.with_suffix(".part")
        with unfinished.open("wb") as file:
            np.save(file, track_clip(clip))
        unfinished.replace(target)


def load_tracks(faces: Path, cache: Path, wanted: Collection[str] | None = None) -> Iterator[Track]:
    """Read the tracks of all clips under `faces`, or of the `wanted` speakers, in the order of their names."""
    for clip in find_clips(faces, wanted):
        landmarks = np.load(_cached(clip, cache))
        yield Track(landmarks, clip.parent.name, clip.stem, clip.with_suffix(".flac"))


def track_clip(clip: Path) -> NDArray[np.float32]:
    """(T, 478, 3) landmarks of one video; a fresh tracker each, so that no clip leaks into the next."""
    rows = []
    with (
        av.open(str(clip)) as container,
        face_mesh.FaceMesh(
            static_image_mode=False,
            max_num_faces=1,
            refine_landmarks=True,
            min_detection_confidence=DETECTION_CONFIDENCE,
        ) as finder,
    ):
        for frame in container.decode(video=0):
            rows.append(_landmarks(finder, frame.to_ndarray(format="rgb24").astype(np.uint8, copy=False)))
    return np.stack(rows)


def _landmarks(finder: face_mesh.FaceMesh, rgb: NDArray[np.uint8]) -> NDArray[np.float32]:
    faces = finder.process(rgb).multi_face_landmarks
    if not faces:
        return np.full((LANDMARKS, 3), np.nan, np.float32)
    height, width = rgb.shape[:2]
    points = np.array([(point.x, point.y, point.z) for point in faces[0].landmark], np.float32)
    return points * np.array([width, height, width], np.float32)


def _cached(clip: Path, cache: Path) -> Path:
    return cache / "tracks" / clip.parent.name / f"{clip.stem}.npy"

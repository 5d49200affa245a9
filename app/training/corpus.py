"""Sound and mouth coefficients of the tracked clips, ready to learn from."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.signal import butter, sosfilt

from app.core.audio import MODEL_SAMPLE_RATE_HZ
from app.core.face import lip_gap
from app.core.face_basis import FaceBasis
from app.core.motion import FRAMES_PER_SECOND
from app.face.mouth_shapes import mouth_coefficients
from app.model.motion.network import SAMPLES_PER_FRAME
from app.training.basis import without_pose
from app.training.shapes import ShapeTrack, SpeakerShapes, speaker_shapes
from app.training.sound import read_mono
from app.training.symmetry import mirror_partners, symmetric_part
from app.training.tracking import Track

LIP_CORNERS = (61, 291)
VOICE_BAND = butter(2, (150, 1000), "bandpass", fs=MODEL_SAMPLE_RATE_HZ, output="sos")
VOICED_RANGE_DB, CONSONANT_RANGE_DB = 24.0, 28.0  # fitted to the word times of s1
CONSONANT_FRAMES = 4
LIPS_LEAD_S, RISE_S, SHUT_WITHIN_S = 0.20, 0.12, 0.12  # lips part before the sound and shut soon after it


@dataclass(frozen=True, slots=True)
class Example:
    """One clip.

    samples: (n,) float32 at 16 kHz. mouth: (T, 12) float32 coefficients as tracked.
    width: (T,) float32 distance of the lip corners (61, 291), inter-ocular units.
    speech: (first, last) frame of sounding speech, last exclusive. text: what is said, where it is known.
    """

    speaker: str
    clip: str
    sound: Path
    samples: NDArray[np.float32]
    mouth: NDArray[np.float32]
    width: NDArray[np.float32]
    speech: tuple[int, int]
    text: str | None = None

    @property
    def lip_activity(self) -> NDArray[np.float32]:
        """(T,) 1 while the lips serve speech, eased to 0 in the silence before and after."""
        return lip_activity(self.speech, len(self.mouth))


def examples(tracks: Iterable[Track], basis: FaceBasis) -> dict[str, list[Example]]:
    """Examples of every speaker in `tracks`."""
    by_speaker: defaultdict[str, list[Track]] = defaultdict(list)
    for track in tracks:
        by_speaker[track.speaker].append(track)
    partners = mirror_partners(basis.canonical)
    found = {}
    for name, clips in by_speaker.items():
        speaker = speaker_shapes(clips, basis.canonical)
        found[name] = [_example(clip, mouth) for clip, mouth in _mouths(speaker, basis, partners)]
    return found


def speech_span(samples: NDArray[np.float32], frames: int) -> tuple[int, int]:
    """First and one-past-last frame of speech: the voiced part, and the consonants that touch its ends.

    Breathing is as loud as weak consonants, but has little below 1 kHz.
    """
    padded = np.zeros(frames * SAMPLES_PER_FRAME, np.float32)
    padded[: min(len(samples), len(padded))] = samples[: len(padded)]
    voiced_db = _frame_level_db(sosfilt(VOICE_BAND, padded), frames)
    whole_db = _frame_level_db(np.diff(padded, prepend=np.float32(0)), frames)
    voiced = np.flatnonzero(voiced_db > np.quantile(voiced_db, 0.9) - VOICED_RANGE_DB)
    sounding = whole_db > np.quantile(whole_db, 0.9) - CONSONANT_RANGE_DB
    first, last = int(voiced[0]), int(voiced[-1]) + 1
    earliest, latest = max(0, first - CONSONANT_FRAMES), min(frames, last + CONSONANT_FRAMES)
    while first > earliest and sounding[first - 1]:
        first -= 1
    while last < latest and sounding[last]:
        last += 1
    return first, last


def lip_activity(speech: tuple[int, int], frames: int) -> NDArray[np.float32]:
    """(frames,) 1 while lips serve the speech of that span of frames, eased to 0 in the silence before and after."""
    times = np.arange(frames) / FRAMES_PER_SECOND
    first, last = speech[0] / FRAMES_PER_SECOND, speech[1] / FRAMES_PER_SECOND
    return eased(times, first, last)


def eased(times_s: NDArray[np.float64], first_s: float, last_s: float) -> NDArray[np.float32]:
    """(T,) 1 while lips serve the speech between two times, eased to 0 before and after."""
    rise = np.clip((times_s - (first_s - LIPS_LEAD_S - RISE_S)) / RISE_S, 0, 1)
    fall = np.clip((last_s + SHUT_WITHIN_S - times_s) / SHUT_WITHIN_S, 0, 1)
    activity: NDArray[np.float32] = np.minimum(rise, fall).astype(np.float32)
    return activity


def _frame_level_db(samples: NDArray[np.float32], frames: int) -> NDArray[np.float32]:
    level: NDArray[np.float32] = 10 * np.log10((samples.reshape(frames, -1) ** 2).mean(1) + 1e-10)
    return level


def _mouths(
    speaker: SpeakerShapes, basis: FaceBasis, partners: NDArray[np.intp]
) -> Iterable[tuple[ShapeTrack, NDArray[np.float32]]]:
    """Coefficients of each clip, head-pose leakage regressed out over all clips of the speaker."""
    shapes = [_filled(clip.shapes) for clip in speaker.clips]
    pose = np.concatenate([_filled(np.hstack([clip.angles, clip.shifts])) for clip in speaker.clips])
    stacked = np.concatenate(shapes)
    opening = lip_gap(stacked) - speaker.closed_gap
    moves = without_pose(stacked - speaker.neutral, pose, opening)
    mouth = mouth_coefficients(symmetric_part(moves, partners), opening, basis)
    ends = np.cumsum([len(shape) for shape in shapes])[:-1]
    return zip(speaker.clips, np.split(mouth, ends), strict=True)


def _example(clip: ShapeTrack, mouth: NDArray[np.float32]) -> Example:
    samples = read_mono(clip.track.sound)
    shapes = _filled(clip.shapes)
    width = np.linalg.norm(shapes[:, LIP_CORNERS[0]] - shapes[:, LIP_CORNERS[1]], axis=1).astype(np.float32)
    track, span = clip.track, speech_span(samples, len(mouth))
    return Example(track.speaker, track.clip, track.sound, samples, mouth, width, span, track.text)


def _filled(rows: NDArray[np.float32]) -> NDArray[np.float32]:
    """Rows of NaN replaced by the nearest seen row."""
    flat = rows.reshape(len(rows), -1)
    seen = np.flatnonzero(np.isfinite(flat[:, 0]))
    nearest = seen[np.abs(np.arange(len(rows))[:, None] - seen).argmin(1)]
    filled: NDArray[np.float32] = rows[nearest]
    return filled

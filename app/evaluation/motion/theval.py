"""Five of THEval's measures, of landmarks alone: how people's lips, brows and heads move, and how ours do.

Quignon, Chopin, Wang and Dantcheva 2026, "THEval. Evaluation Framework for Talking Head Video Generation" (CVPR,
arXiv 2511.04520); what the text leaves open is as in the authors' published scripts. Good is what is near to real
people's. Other than there:

- the voice is where the sound is (`voice_of`), not where a network for that, Silero's, says so;
- angles of the head come from landmarks, not from the network FaceXFormer, and the place of the head is the middle of
  its landmarks' bounding box;
- one measure is given twice, `CALM_BROWS`;
- pixels are those of a face whose outer eye corners are 100 apart, so that near and far faces count alike.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.signal import butter, sosfilt, sosfiltfilt
from scipy.spatial.distance import pdist

from app.core import mesh
from app.core.audio import MODEL_SAMPLE_RATE_HZ
from app.core.motion import FRAMES_PER_SECOND
from app.face.contours import INNER_LIPS, OUTER_LIPS
from app.face.pose import OUTER_EYE_CORNERS
from app.model.motion.network import SAMPLES_PER_FRAME
from app.training.corpus import VOICE_BAND, VOICED_RANGE_DB
from app.training.symmetry import INNER_LIP_PAIRS

Floats = NDArray[Any]
UNIT_PX = 100.0  # between the outer eye corners
CONTOURS = np.array([*OUTER_LIPS, *INNER_LIPS])
BROWS = ((70, 63, 105, 66, 107, 46, 53, 52, 65, 55), (336, 296, 334, 293, 300, 285, 295, 282, 283, 276))
EYES = (
    (*mesh.LEFT_EYE_UPPER, *mesh.LEFT_EYE_LOWER[1:-1]),
    (*mesh.RIGHT_EYE_UPPER, *mesh.RIGHT_EYE_LOWER[1:-1]),
)
VOLUME_WINDOW_S = 0.05
LEAST_SILENCE_FRAMES = round(0.3 * FRAMES_PER_SECOND)
LEAST_VOICED = 0.1  # of a clip's frames
# Most of what a tracked brow changes from frame to frame is the tracker's trembling, which what was made has not.
CALM_BROWS = "eyebrow dynamics below 5 Hz"
CALM = butter(4, 5.0, fs=FRAMES_PER_SECOND, output="sos")


@dataclass(frozen=True, slots=True)
class Voice:
    """A clip's sound by frame. volume: (T,) RMS. silent: (T,) whether the frame lies in a silence of 0.3 s or more."""

    volume: Floats
    silent: NDArray[np.bool_]


def terms(points: Floats, angles: Floats, voice: Voice) -> dict[str, float]:
    """All measures of one clip; NaN where it has no silence, or hardly any voice.

    points: (T, 468 or more, 2) landmarks in pixels of UNIT_PX. angles: (T, 3) yaw, pitch and roll in radians.
    """
    unit = eye_distance(points)
    opening, brows = lip_opening(points) / unit, brow_heights(points)
    return {
        "lip sync": lip_sync(opening, voice),
        "silent lip stability": silent_lip_stability(opening, voice.silent),
        "lip dynamics": lip_dynamics(points[:, CONTOURS] / unit[:, None, None]),
        "eyebrow dynamics": eyebrow_dynamics(brows),
        CALM_BROWS: eyebrow_dynamics(sosfiltfilt(CALM, brows)),
        "head motion dynamics": head_motion_dynamics(np.degrees(angles), (points.min(1) + points.max(1)) / 2),
    }


def voice_of(samples: NDArray[np.float32], frames: int) -> Voice:
    """The voice of (n,) samples at 16 kHz: silent is what lies 24 dB below the loud frames at 150 to 1000 Hz."""
    half = round(VOLUME_WINDOW_S * MODEL_SAMPLE_RATE_HZ / 2)
    heard = np.zeros(frames * SAMPLES_PER_FRAME + half, np.float32)
    heard[: min(len(samples), len(heard))] = samples[: len(heard)]
    volume, low = (
        np.sqrt(
            [
                (sound[max(at - half, 0) : at + half] ** 2).mean()
                for at in range(0, frames * SAMPLES_PER_FRAME, SAMPLES_PER_FRAME)
            ]
        )
        for sound in (heard, sosfilt(VOICE_BAND, heard))
    )
    quiet = low < np.quantile(low, 0.9) * 10 ** (-VOICED_RANGE_DB / 20)
    edges = np.flatnonzero(np.diff(np.concatenate([[0], quiet, [0]])))
    silent = np.zeros(frames, bool)
    for first, last in edges.reshape(-1, 2):
        silent[first:last] = last - first >= LEAST_SILENCE_FRAMES
    return Voice(volume, silent)


def eye_distance(points: Floats) -> Floats:
    """(T, N, 2) -> (T,) distance of the outer eye corners."""
    distance: Floats = np.linalg.norm(points[:, OUTER_EYE_CORNERS[0]] - points[:, OUTER_EYE_CORNERS[1]], axis=1)
    return distance


def lip_opening(points: Floats) -> Floats:
    """(T, N, 2) -> (T,) mean height of the gap between the inner lips."""
    opening: Floats = np.abs(points[:, INNER_LIP_PAIRS[:, 1], 1] - points[:, INNER_LIP_PAIRS[:, 0], 1]).mean(1)
    return opening


def lip_sync(opening: Floats, voice: Voice) -> float:
    """Mean difference of opening and volume while somebody speaks, each brought to 0 .. 1 in the clip."""
    if (~voice.silent).mean() < LEAST_VOICED:
        return np.nan
    lips, volume = (
        (values - values.min()) / (np.ptp(values) + 1e-8)
        for values in (opening[~voice.silent], voice.volume[~voice.silent])
    )
    return float(np.abs(lips - volume).mean())


def silent_lip_stability(opening: Floats, silent: NDArray[np.bool_]) -> float:
    """Median distance of the opening in silence from its mean there."""
    if silent.sum() < 2:
        return np.nan
    still = opening[silent]
    return float(np.median(np.abs(still - still.mean())))


def lip_dynamics(contours: Floats) -> float:
    """(T, 40, 2) lips in units of the eye corners' distance -> mean variance of all distances between their points."""
    return float(np.var([pdist(frame) for frame in contours], axis=0).mean())


def brow_heights(points: Floats) -> Floats:
    """(T, N, 2) -> (2, T) distance of each brow's middle from its eye's, in distances of the eyes' middles."""
    eyes = np.stack([points[:, side].mean(1) for side in EYES])
    brows = np.stack([points[:, brow].mean(1) for brow in BROWS])
    heights: Floats = np.linalg.norm(brows - eyes, axis=2) / np.linalg.norm(eyes[1] - eyes[0], axis=1)
    return heights


def eyebrow_dynamics(heights: Floats) -> float:
    """Mean change a frame of (2, T) heights of the brows."""
    return float(np.abs(np.diff(heights, axis=1)).mean())


def head_motion_dynamics(degrees: Floats, middle: Floats) -> float:
    """(T, 3) angles and (T, 2) pixels -> the root of: spread of angles times variance of their steps, plus variance of
    the place; each the mean over its axes.
    """
    turning = degrees.std(0).mean() * np.diff(degrees, axis=0).var(0).mean()
    return float(np.sqrt(turning + middle.var(0).mean()))

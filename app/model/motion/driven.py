"""A portrait moved by a face: strengths of its movement, and how it is joined with that of a voice."""

import numpy as np
from numpy.typing import NDArray

from app.core.driving import Lips
from app.core.motion import CHANNEL_INDEX, HEAD, MOUTH, SPOKEN, Motion
from app.core.settings import PerformanceSettings
from app.model.motion.articulation import Articulation
from app.model.motion.head import NATURAL_STRENGTH

LIDS = slice(CHANNEL_INDEX["blink_left"], CHANNEL_INDEX["blink_right"] + 1)
BROWS = slice(CHANNEL_INDEX["brow_raise"], CHANNEL_INDEX["brow_frown"] + 1)
GAZE = slice(CHANNEL_INDEX["gaze_x"], CHANNEL_INDEX["gaze_y"] + 1)
LIPS_SEEN = slice(CHANNEL_INDEX["lips_seen"], CHANNEL_INDEX["lips_seen"] + 1)
# What a head can do before its picture shows that there is nothing behind it: beyond half of these it turns less and
# less. Radians of yaw, pitch and roll, inter-ocular units of the two shifts.
FARTHEST = np.array([0.60, 0.45, 0.60, 0.35, 0.35], np.float32)


def at_strength(face: Motion, settings: PerformanceSettings) -> Motion:
    """The whole movement of a face at the strengths of the settings."""
    changed = _without_lips(face, settings)
    articulation = Articulation(settings)
    lips = face.coefficients[:, SPOKEN]
    late = np.repeat(lips[-1:], articulation.delay_frames, axis=0)
    changed.coefficients[:, SPOKEN] = articulation.push(np.concatenate([lips, late]))
    return changed


class DrivenStrengths:
    """The same for a face that is still moving, frame after frame; lips that are smoothed come one frame late."""

    def __init__(self, settings: PerformanceSettings) -> None:
        self._settings = settings
        self._articulation = Articulation(settings)
        self._lips: NDArray[np.float32] = np.zeros((1, SPOKEN.stop), np.float32)

    def retune(self, settings: PerformanceSettings) -> None:
        """Go on with other settings from the next frame on."""
        self._settings = settings
        self._articulation.retune(settings)

    def push(self, face: Motion) -> Motion:
        """The next frame of the face's own movement -> it at the strengths of the settings."""
        changed = _without_lips(face, self._settings)
        ready = self._articulation.push(face.coefficients[:, SPOKEN])
        self._lips = ready[-1:] if len(ready) else self._lips
        changed.coefficients[:, SPOKEN] = self._lips
        return changed


def _without_lips(face: Motion, settings: PerformanceSettings) -> Motion:
    values = face.coefficients.copy()
    values[:, HEAD] = _within_reach(values[:, HEAD] * np.float32(settings.head / NATURAL_STRENGTH))
    values[:, LIDS] = np.clip(values[:, LIDS] * np.float32(settings.blinks), 0.0, 1.0)
    values[:, GAZE] *= np.float32(settings.gaze)
    values[:, BROWS] *= np.float32(settings.brows)
    return Motion(values)


def joined(voice: Motion, face: Motion, seen: NDArray[np.float32], lips: Lips) -> Motion:
    """Equally long movement by a voice and by a face -> the face's as far as it is seen.

    seen: (T,) 1 where the face counts, 0 where the voice does. Breath and tongue, which no face shows, are the voice's.
    """
    values = voice.coefficients.copy()
    parts = [LIDS, BROWS, GAZE, HEAD, *([MOUTH, LIPS_SEEN] if lips is Lips.FACE else [])]
    for part in parts:
        values[:, part] += seen[:, None] * (face.coefficients[:, part] - values[:, part])
    return Motion(values)


def _within_reach(head: NDArray[np.float32]) -> NDArray[np.float32]:
    """(T, 5) as it is up to half of FARTHEST, and nearing FARTHEST beyond that."""
    half = FARTHEST / 2
    over = np.maximum(np.abs(head) - half, 0.0)
    reached = np.sign(head) * (np.minimum(np.abs(head), half) + half * np.tanh(over / half))
    return np.asarray(reached, np.float32)

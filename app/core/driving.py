"""A face that drives the portrait: what was read off it, and how it is joined with a voice."""

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from app.core.motion import FRAMES_PER_SECOND, Motion

END_FRAMES = 10  # in which a face that ends gives way to the voice
# What is worth a sentence: a face that is seen in less of its video, a video that ends so much before the voice does.
LEAST_SEEN, NOTABLE_S = 0.9, 0.5


class Lips(StrEnum):
    """Whose lips the portrait moves where a face drives it."""

    FACE = "face"
    VOICE = "voice"


@dataclass(frozen=True, slots=True)
class FaceTrack:
    """The movement of a driving face from the start of its video to its end, 25 frames a second.

    motion: (T, M) relative to the face's own calm moment, at its own strength; no tongue, breath or action units.
    seen: (T,) float32, 1 where the face is seen, 0 where it is lost, eased between.
    faces: the most faces that were seen at once.
    """

    motion: Motion
    seen: NDArray[np.float32]
    faces: int = 1

    @property
    def duration_s(self) -> float:
        """Length of the video in seconds."""
        return len(self.motion) / FRAMES_PER_SECOND


@dataclass(frozen=True, slots=True)
class Drive:
    """A driving face as one take uses it.

    lips: whose lips are taken. first_frame: of the track, at the start of the take.
    """

    track: FaceTrack
    lips: Lips = Lips.FACE
    first_frame: int = 0

    def part(self, start: int, stop: int) -> tuple[Motion, NDArray[np.float32]]:
        """Frames [start, stop) of the take and how much they count; beyond the track's end they count nothing."""
        rows = np.arange(start, stop) + self.first_frame
        last = len(self.track.motion) - 1
        inside = np.clip(rows, 0, last)
        # What ends does not stop at once: the last moment is held while it fades.
        fading = np.clip(1.0 - (rows - last) / END_FRAMES, 0.0, 1.0).astype(np.float32)
        return Motion(self.track.motion.coefficients[inside]), self.track.seen[inside] * fading

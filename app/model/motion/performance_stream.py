"""The motion of the whole face while sound comes in: a stream of lips and one of everything else, side by side."""

import numpy as np
from numpy.typing import NDArray

from app.core.motion import IDLE, SPOKEN, Motion
from app.core.settings import PerformanceSettings
from app.model.motion.idle_stream import IdleStream
from app.model.motion.lips_stream import LipsStream


class PerformanceStream:
    """Joins two streams that are pushed the same sound; the motion does not depend on how that is cut into blocks."""

    def __init__(self, lips: LipsStream, idle: IdleStream) -> None:
        self._lips, self._idle = lips, idle

    def samples_needed(self, frames: int) -> int:
        """How many samples from the start it takes to know that many frames."""
        return self._lips.samples_needed(frames)

    def retune(self, settings: PerformanceSettings) -> None:
        """Go on with other settings from the next frame on; strengths are eased, another seed takes over at once."""
        self._lips.retune(settings)
        self._idle.retune(settings)

    def push(self, samples: NDArray[np.float32]) -> Motion:
        """(n,) more samples at 16 kHz -> the frames that can now be known, often none."""
        mouth = self._lips.push(samples)
        motion = Motion.still(len(mouth))
        motion.coefficients[:, SPOKEN] = mouth
        motion.coefficients[:, IDLE] = self._idle.push(samples, mouth[:, 0])
        return motion

"""The stream of a performance's mouth: its interface, and the one that follows a voice."""

from collections.abc import Callable
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from app.core.settings import PerformanceSettings
from app.model.motion.articulation import Articulation
from app.model.motion.network import LOOK_AHEAD_SAMPLES, SAMPLES_PER_FRAME


class LipsStream(Protocol):
    """Moves the mouth while sound at 16 kHz comes in."""

    def push(self, samples: NDArray[np.float32]) -> NDArray[np.float32]:
        """(n,) more samples -> (T, 14) channels `SPOKEN` of the frames that can now be known, often none."""

    def samples_needed(self, frames: int) -> int:
        """How many samples from the start it takes to know that many frames."""

    def retune(self, settings: PerformanceSettings) -> None:
        """Go on with other settings from the next frame on."""


class SpokenLips:
    """Mouth movement that the network computes from a voice, with `Articulation` as the settings ask.

    A frame is given out as soon as the sound of the look-ahead after its beginning has arrived.
    """

    def __init__(
        self, hear: Callable[[NDArray[np.float32]], NDArray[np.float32]], settings: PerformanceSettings
    ) -> None:
        """hear: (n,) more samples -> (T, 14) channels `SPOKEN` from the network, as `MotionStream.push`."""
        self._hear = hear
        self._articulation = Articulation(settings)

    def push(self, samples: NDArray[np.float32]) -> NDArray[np.float32]:
        """See `LipsStream`."""
        return self._articulation.push(self._hear(samples))

    def samples_needed(self, frames: int) -> int:
        """See `LipsStream`."""
        return (frames - 1 + self._articulation.delay_frames) * SAMPLES_PER_FRAME + LOOK_AHEAD_SAMPLES

    def retune(self, settings: PerformanceSettings) -> None:
        """See `LipsStream`."""
        self._articulation.retune(settings)

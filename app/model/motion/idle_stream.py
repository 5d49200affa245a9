"""The stream of a performance's lids, gaze, brows and head: its interface, and the one driven by noise and voice."""

from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from app.core.settings import PerformanceSettings
from app.model.motion.cues import ACCENT_LEAD_FRAMES
from app.model.motion.idle import IdleMovement
from app.model.motion.network import SAMPLES_PER_FRAME
from app.model.motion.noise import IdleNetwork


class IdleStream(Protocol):
    """Moves everything but the mouth, in step with a `LipsStream` that is pushed the same sound."""

    def push(self, samples: NDArray[np.float32], opening: NDArray[np.float32]) -> NDArray[np.float32]:
        """(n,) more samples at 16 kHz, (T,) opening of the lips in the frames that come -> (T, 12) channels `IDLE`."""

    def retune(self, settings: PerformanceSettings) -> None:
        """Go on with other settings from the next frame on; strengths are eased, another seed takes over at once."""


class GeneratedIdle:
    """`IdleMovement`, told how loud the voice is.

    The lips must come ACCENT_LEAD_FRAMES or more after their sound; those of a voice, with their look-ahead, do.
    """

    def __init__(self, network: IdleNetwork, settings: PerformanceSettings) -> None:
        self._network = network
        self._settings = settings
        self._idle = IdleMovement(network, settings)
        self._unmeasured = np.zeros(0, np.float32)  # samples of a frame that has not come to its end
        self._levels_db = np.zeros(0, np.float32)  # of the frames from the next one on
        self._lead_to_drop = ACCENT_LEAD_FRAMES

    def push(self, samples: NDArray[np.float32], opening: NDArray[np.float32]) -> NDArray[np.float32]:
        """See `IdleStream`."""
        self._measure(samples)
        frames = len(opening)
        ahead_db, self._levels_db = self._levels_db[:frames], self._levels_db[frames:]
        return self._idle.frames(ahead_db.tolist(), opening.tolist())

    def retune(self, settings: PerformanceSettings) -> None:
        """See `IdleStream`."""
        if settings.seed != self._settings.seed:
            self._idle = IdleMovement(self._network, settings)
        else:
            self._idle.retune(settings)
        self._settings = settings

    def _measure(self, samples: NDArray[np.float32]) -> None:
        """Loudness of the frames that have come to their end."""
        waiting = np.concatenate([self._unmeasured, samples])
        whole = len(waiting) // SAMPLES_PER_FRAME * SAMPLES_PER_FRAME
        levels_db = loudness_db(waiting[:whole])
        self._unmeasured = waiting[whole:]
        dropped = min(self._lead_to_drop, len(levels_db))
        self._lead_to_drop -= dropped
        self._levels_db = np.concatenate([self._levels_db, levels_db[dropped:]])


def loudness_db(samples: NDArray[np.float32]) -> NDArray[np.float32]:
    """(T * SAMPLES_PER_FRAME,) samples -> (T,) mean power of the frames in dB of full scale."""
    frames = samples.reshape(-1, SAMPLES_PER_FRAME)
    level: NDArray[np.float32] = 10 * np.log10((frames**2).mean(1) + 1e-7)
    return level

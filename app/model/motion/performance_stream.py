"""A voice in, the motion of the whole face out, in blocks of any length."""

import numpy as np
from numpy.typing import NDArray

from app.core.audio import MODEL_SAMPLE_RATE_HZ
from app.core.motion import FRAMES_PER_SECOND, IDLE, MOUTH, Motion
from app.core.settings import PerformanceSettings
from app.model.motion.articulation import Articulation
from app.model.motion.cues import ACCENT_LEAD_FRAMES
from app.model.motion.idle import IdleMovement
from app.model.motion.known_lips import LipsReader
from app.model.motion.network import LOOK_AHEAD_S
from app.model.motion.noise import IdleNetwork
from app.model.motion.stream import MotionStream

SAMPLES_PER_FRAME = MODEL_SAMPLE_RATE_HZ // FRAMES_PER_SECOND
LOOK_AHEAD_SAMPLES = round(LOOK_AHEAD_S * MODEL_SAMPLE_RATE_HZ)


class PerformanceStream:
    """The mouth from the network, the rest of the face from `IdleMovement`; the same however the sound is cut.

    A frame is given out as soon as the sound of the look-ahead after its beginning has arrived.
    """

    def __init__(self, mouth: MotionStream | LipsReader, network: IdleNetwork, settings: PerformanceSettings) -> None:
        self._mouth = mouth
        self._network = network
        self._articulation = Articulation(settings)
        self._idle = IdleMovement(network, settings)
        self._settings = settings
        self._unmeasured = np.zeros(0, np.float32)  # samples of a frame that has not come to its end
        self._levels_db = np.zeros(0, np.float32)  # of the frames from the next one on
        self._lead_to_drop = ACCENT_LEAD_FRAMES

    def samples_needed(self, frames: int) -> int:
        """How many samples from the start it takes to know that many frames."""
        return (frames - 1 + self._articulation.delay_frames) * SAMPLES_PER_FRAME + LOOK_AHEAD_SAMPLES

    def retune(self, settings: PerformanceSettings) -> None:
        """Go on with other settings from the next frame on; strengths are eased, another seed takes over at once."""
        self._articulation.retune(settings)
        if settings.seed != self._settings.seed:
            self._idle = IdleMovement(self._network, settings)
        else:
            self._idle.retune(settings)
        self._settings = settings

    def push(self, samples: NDArray[np.float32]) -> Motion:
        """(n,) more samples at 16 kHz -> the frames that can now be known, often none."""
        self._measure(samples)
        mouth = self._articulation.push(self._mouth.push(samples))
        frames = len(mouth)
        motion = Motion.still(frames)
        motion.coefficients[:, MOUTH] = mouth
        ahead_db, self._levels_db = self._levels_db[:frames], self._levels_db[frames:]
        motion.coefficients[:, IDLE] = self._idle.frames(ahead_db.tolist(), mouth[:, 0].tolist())
        return motion

    def _measure(self, samples: NDArray[np.float32]) -> None:
        """Loudness of the frames that have come to their end; the look-ahead is longer than the accents' lead."""
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

"""The motion network run as the program runs it."""

import numpy as np
import torch
from numpy.typing import NDArray

from app.model.motion.known_lips import KnownLips
from app.model.motion.network import LOOK_AHEAD_SAMPLES, SAMPLES_PER_FRAME, MotionNetwork
from app.model.motion.stream import MotionStream

CPU = torch.device("cpu")


class MouthPredictor:
    """Runs a motion network on whole sounds and on blocks."""

    def __init__(self, network: MotionNetwork) -> None:
        self._network = network

    def mouth(self, samples: NDArray[np.float32], frames: int) -> NDArray[np.float32]:
        """(n,) samples at 16 kHz -> (frames, 14) channels `SPOKEN`, heard whole as a recording is."""
        return KnownLips(self._network, samples).frames(0, frames)

    def whole(self, samples: NDArray[np.float32]) -> NDArray[np.float32]:
        """(n,) samples -> (T, 14) of every whole frame, as `mouth`."""
        return self.mouth(samples, len(samples) // SAMPLES_PER_FRAME)

    def in_blocks(self, samples: NDArray[np.float32], frames: int, block: int) -> NDArray[np.float32]:
        """(n,) samples -> (frames, 14), the sound arriving in blocks of so many samples."""
        sound, stream = padded(samples, frames), MotionStream(self._network)
        pieces = [stream.push(sound[start : start + block]) for start in range(0, len(sound), block)]
        return np.concatenate(pieces)[:frames]


def padded(samples: NDArray[np.float32], frames: int) -> NDArray[np.float32]:
    """The samples of so many frames and of the last one's look-ahead, with silence after the sound's end."""
    sound = np.zeros(LOOK_AHEAD_SAMPLES + frames * SAMPLES_PER_FRAME, np.float32)
    sound[: min(len(samples), len(sound))] = samples[: len(sound)]
    return sound

"""The mouth of a sound that is there as a whole, computed as far as it is asked for, and kept."""

import numpy as np
import torch
from numpy.typing import NDArray

from app.core.audio import MODEL_SAMPLE_RATE_HZ
from app.core.motion import SPOKEN
from app.model.motion.hearing import Hearing
from app.model.motion.log_mel import HOP_SAMPLES, WINDOW_SAMPLES
from app.model.motion.network import LOOK_AHEAD_SAMPLES, MELS_PER_FRAME, SAMPLES_PER_FRAME, MotionNetwork

CHUNK_FRAMES, MARGIN_FRAMES = 150, 25  # computed at once, and heard before and after them
LEVEL_SAMPLES = 60 * MODEL_SAMPLE_RATE_HZ  # of a recording tell how loud the voice is before the first word


class KnownLips:
    """Mouth coefficients of a whole sound; other settings need not run the network again."""

    def __init__(self, network: MotionNetwork, samples: NDArray[np.float32]) -> None:
        """samples: (n,) the whole sound at 16 kHz; after it comes silence."""
        self._network, self._samples = network, samples
        self._hearing = Hearing(network.log_mel, samples[:LEVEL_SAMPLES])
        self._rows = self._hearing.silence(MARGIN_FRAMES * MELS_PER_FRAME)  # from the margin before the next chunk on
        self._heard = 0  # samples
        self._lips: list[NDArray[np.float32]] = []  # chunks of (CHUNK_FRAMES, 14)

    def reader(self) -> "LipsReader":
        """A stream that begins at the sound's start."""
        return LipsReader(self)

    def frames(self, start: int, stop: int) -> NDArray[np.float32]:
        """(stop - start, 14) float32, the channels `SPOKEN` of frames [start, stop)."""
        while len(self._lips) * CHUNK_FRAMES < stop:
            self._lips.append(self._chunk())
        first = start // CHUNK_FRAMES
        chunks = self._lips[first : -(-stop // CHUNK_FRAMES)] or [np.zeros((0, SPOKEN.stop), np.float32)]
        return np.concatenate(chunks)[start - first * CHUNK_FRAMES :][: stop - start]

    @torch.inference_mode()
    def _chunk(self) -> NDArray[np.float32]:
        """The next CHUNK_FRAMES."""
        stop = (len(self._lips) + 1) * CHUNK_FRAMES + MARGIN_FRAMES
        needed = (stop * MELS_PER_FRAME - 1) * HOP_SAMPLES + WINDOW_SAMPLES // 2
        piece = self._samples[self._heard : needed]
        rows = self._hearing.push(np.pad(piece, (0, needed - self._heard - len(piece))))
        self._heard, self._rows = needed, torch.cat([self._rows, rows])
        mouth = self._network(self._rows[None], MARGIN_FRAMES * MELS_PER_FRAME, CHUNK_FRAMES)[0]
        self._rows = self._rows[CHUNK_FRAMES * MELS_PER_FRAME :]
        lips: NDArray[np.float32] = mouth.cpu().numpy()
        return lips


class LipsReader:
    """Reads `KnownLips` in place of a stream; it is told only how many samples would have been pushed."""

    def __init__(self, lips: KnownLips) -> None:
        self._lips = lips
        self._heard = self._given = 0

    def advance(self, samples: int) -> NDArray[np.float32]:
        """Go so many samples on -> (T, 14) channels `SPOKEN` of the frames that a stream would know by them."""
        self._heard += samples
        start, self._given = self._given, max(0, (self._heard - LOOK_AHEAD_SAMPLES) // SAMPLES_PER_FRAME + 1)
        return self._lips.frames(start, self._given)

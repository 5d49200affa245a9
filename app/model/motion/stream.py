"""The mouth while sound comes in: blocks of any length to coefficients, the same however the sound is cut."""

import numpy as np
import torch
from numpy.typing import NDArray

from app.core.motion import SPOKEN
from app.model.motion.hearing import Hearing
from app.model.motion.network import MELS_AHEAD, MELS_PER_FRAME, MotionNetwork

WINDOW_MELS = 150  # 1.5 s, all that a frame hears
WINDOWS_AT_ONCE = 16


class MotionStream:
    """Converts one running sound to mouth coefficients.

    A frame is given out as soon as the sound of its look-ahead has arrived. It hears a window that ends there; of what
    was before, only the voice's level is remembered.
    """

    def __init__(self, network: MotionNetwork) -> None:
        self._network = network
        self._hearing = Hearing(network.log_mel)
        self._rows = self._hearing.silence(WINDOW_MELS - MELS_AHEAD)

    @torch.inference_mode()
    def push(self, samples: NDArray[np.float32]) -> NDArray[np.float32]:
        """(n,) more samples -> (T, 14) channels `SPOKEN` of the frames that can now be known."""
        self._rows = torch.cat([self._rows, self._hearing.push(samples)])
        if len(self._rows) < WINDOW_MELS:
            return np.zeros((0, SPOKEN.stop), np.float32)
        windows = self._rows.unfold(0, WINDOW_MELS, MELS_PER_FRAME).transpose(1, 2)
        self._rows = self._rows[len(windows) * MELS_PER_FRAME :]
        first = WINDOW_MELS - MELS_AHEAD
        mouths = [self._network(some, first, frames=1)[:, 0] for some in torch.split(windows, WINDOWS_AT_ONCE)]
        mouth: NDArray[np.float32] = torch.cat(mouths).cpu().numpy()
        return mouth

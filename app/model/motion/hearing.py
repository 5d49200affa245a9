"""Sound in blocks of any length to log mel powers, the voice's level taken out."""

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from app.model.motion.level import Level
from app.model.motion.log_mel import HOP_SAMPLES, WINDOW_SAMPLES, LogMel
from app.model.motion.speech_encoder import MELS

SILENT = -6.0  # log powers of what came before the sound began


class Hearing:
    """Gives rows of powers as soon as they are known; row i is of the 25 ms around sample 160 i."""

    def __init__(self, log_mel: LogMel, known: NDArray[np.float32] | None = None) -> None:
        """known: (n,) samples of the voice, to take its level from; None to find it as the sound comes in."""
        self._log_mel = log_mel
        self._waiting = torch.zeros(WINDOW_SAMPLES // 2)
        long_enough = known is not None and len(known) >= WINDOW_SAMPLES
        self._level = Level.of(self._powers(torch.from_numpy(known))) if long_enough else Level()

    def silence(self, rows: int) -> Tensor:
        """(rows, 80) of what came before the sound."""
        return torch.full((rows, MELS), SILENT, device=self._log_mel.window.device)

    def push(self, samples: NDArray[np.float32]) -> Tensor:
        """(n,) more samples at 16 kHz -> (T, 80) log powers of what is now known, relative to the level."""
        self._waiting = torch.cat([self._waiting, torch.from_numpy(np.ascontiguousarray(samples, np.float32))])
        rows = (len(self._waiting) - WINDOW_SAMPLES) // HOP_SAMPLES + 1
        if rows <= 0:
            return self.silence(0)
        whole = self._waiting[: (rows - 1) * HOP_SAMPLES + WINDOW_SAMPLES]
        self._waiting = self._waiting[rows * HOP_SAMPLES :]
        return self._level.taken_out(self._powers(whole))

    def _powers(self, samples: Tensor) -> Tensor:
        powers: Tensor = self._log_mel(samples.to(self._log_mel.window.device))
        return powers

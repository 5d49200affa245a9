"""How loud a voice comes in: what a level meter shows."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

FLOOR_DB = -60.0
HOLD_S = 1.5
FALL_DB_PER_S = 24.0
RMS_S = 0.3
CLIPPED_AT = 0.99
CLIPPED_RUN = 3  # samples in a row at full scale; fewer may be a peak that just reaches it
SHOWN_CLIPPED_S = 3.0
MUTE_S = 1.0


@dataclass(frozen=True, slots=True)
class Level:
    """The meter at one moment, in dB below full scale, from FLOOR_DB to 0.

    peak_db falls slowly after a peak; held_db stays at it for a while; rms_db is the loudness.
    clipped: it was too loud in the last seconds. mute: nothing but zeros come in, which no real microphone gives.
    """

    peak_db: float = FLOOR_DB
    held_db: float = FLOOR_DB
    rms_db: float = FLOOR_DB
    clipped: bool = False
    mute: bool = False


class LevelMeter:
    """Computes the level of a sound block by block; peaks hold and fall by the sound's duration, not by a clock."""

    def __init__(self, sample_rate_hz: int) -> None:
        self._rate_hz = sample_rate_hz
        self._peak_db = self._held_db = FLOOR_DB
        self._power = 0.0
        self._held_s = self._clip_left_s = self._zeros_s = 0.0
        self._run = 0  # samples at full scale at the end of the last block

    def push(self, block: NDArray[np.float32]) -> Level:
        """Add (n,) float32 samples in [-1, 1]; the level after them."""
        if not len(block):
            return self._level()
        seconds = len(block) / self._rate_hz
        loud = np.abs(block)
        top = float(loud.max())
        peak_db = _db(top)
        self._peak_db = max(peak_db, self._peak_db - FALL_DB_PER_S * seconds)
        self._held_s += seconds
        if peak_db >= self._held_db:
            self._held_db, self._held_s = peak_db, 0.0
        elif self._held_s > HOLD_S:
            self._held_db = max(self._peak_db, self._held_db - FALL_DB_PER_S * seconds)
        kept = float(np.exp(-seconds / RMS_S))
        self._power = kept * self._power + (1 - kept) * float(np.mean(np.square(block, dtype=np.float64)))
        self._clip_left_s = SHOWN_CLIPPED_S if self._clips(loud) else max(0.0, self._clip_left_s - seconds)
        self._zeros_s = 0.0 if top else self._zeros_s + seconds
        return self._level()

    def _level(self) -> Level:
        rms_db = _db(float(np.sqrt(self._power)))
        return Level(self._peak_db, self._held_db, rms_db, self._clip_left_s > 0.0, self._zeros_s > MUTE_S)

    def _clips(self, loud: NDArray[np.float32]) -> bool:
        """Whether (n,) magnitudes hold CLIPPED_RUN full-scale samples in a row; a run may begin in the last block."""
        full = np.concatenate([np.ones(self._run, bool), loud >= CLIPPED_AT])
        quiet_at = np.flatnonzero(~full)
        self._run = min(CLIPPED_RUN, len(full) - 1 - int(quiet_at[-1]) if len(quiet_at) else len(full))
        edges = np.concatenate([[-1], quiet_at, [len(full)]])
        return bool((np.diff(edges) - 1).max() >= CLIPPED_RUN)


def _db(amplitude: float) -> float:
    return max(FLOOR_DB, 20.0 * float(np.log10(amplitude))) if amplitude > 0.0 else FLOOR_DB

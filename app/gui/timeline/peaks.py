"""The loudness of a sound at every zoom, quickly: an hour as well as a syllable."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from app.gui.timeline.scale import Scale
from app.workers.take import PEAKS_PER_S

_GATHER = 4
SILENT_PEAK = 0.012  # -38 dB of full scale: room noise of a quiet recording lies below
SILENT_S = 0.35  # shorter ones are the gaps between words


@dataclass(frozen=True, slots=True)
class Peaks:
    """levels: (n,), (n/4,), (n/16,) … float32 loudest sample of pieces of 0.01 s, 0.04 s, 0.16 s …"""

    levels: tuple[NDArray[np.float32], ...] = (np.zeros(1, np.float32),)

    @classmethod
    def of(cls, peaks: NDArray[np.float32]) -> "Peaks":
        """All levels from (n,) peaks of hundredths of a second."""
        levels = [peaks]
        while len(levels[-1]) > 1024:
            finer = levels[-1]
            levels.append(np.maximum.reduceat(finer, np.arange(0, len(finer), _GATHER)))
        return cls(tuple(levels))

    def columns(self, scale: Scale, left: int, right: int) -> NDArray[np.float32]:
        """(right - left,) the loudest sample of each pixel column; 0 outside the sound."""
        edges_s = scale.start_s + (np.arange(left, right + 1) - scale.x(scale.start_s)) / scale.px_per_s
        bins_per_column = PEAKS_PER_S / scale.px_per_s
        depth = int(np.clip(np.log(max(bins_per_column, 1.0)) / np.log(_GATHER), 0, len(self.levels) - 1))
        level = self.levels[depth]
        edges = np.floor(edges_s * (PEAKS_PER_S / _GATHER**depth)).astype(np.int64)
        inside = (edges[:-1] < len(level)) & (edges[1:] >= 0) & (edges_s[:-1] < scale.whole_s) & (edges_s[1:] > 0)
        starts = np.clip(edges[:-1], 0, len(level) - 1)
        stops = np.maximum(np.clip(edges[1:], 0, len(level)), starts + 1)
        result = np.zeros(right - left, np.float32)
        if inside.any():
            first, last = int(starts[inside][0]), int(stops[inside][-1])
            pieces = np.maximum.reduceat(level[first:last], starts[inside] - first)
            result[inside] = pieces
        return result

    def silences(self) -> list[tuple[float, float]]:
        """(start, stop) in seconds of every silence of at least SILENT_S."""
        quiet = np.concatenate([[False], self.levels[0] < SILENT_PEAK, [False]])
        changes = np.flatnonzero(quiet[1:] != quiet[:-1])
        runs = changes.reshape(-1, 2) / PEAKS_PER_S
        return [(float(start), float(stop)) for start, stop in runs if stop - start >= SILENT_S]

"""The movement of one take, computed as far as it is needed and kept."""

from collections.abc import Callable, Iterator

import numpy as np
from numpy.typing import NDArray

from app.core.motion import CHANNELS, FRAMES_PER_SECOND, Motion
from app.core.settings import PerformanceSettings

# (movement, number of its first frame, settings) -> the movement with its emotions
Colour = Callable[[Motion, int, PerformanceSettings], Motion]


class _Store:
    """The motion of a take, each frame computed once. Emotions are added on reading, so that they change at no cost.

    coefficients: (T, M) float32, of which the first `known` rows are computed.
    """

    def __init__(self, frames: int, pieces: Iterator[Motion]) -> None:
        self.coefficients: NDArray[np.float32] = np.zeros((frames, len(CHANNELS)), np.float32)
        self.known = 0
        self._pieces = pieces

    def grow(self, frames: int) -> None:
        """Compute pieces until at least so many frames are known."""
        while self.known < frames:
            part = next(self._pieces).coefficients
            stop = self.known + len(part)
            self.coefficients[self.known : stop] = part[: len(self.coefficients) - self.known]
            self.known = stop


class Performance:
    """Motion that grows on demand, so that the first frame need not wait for the whole sound.

    Not thread-safe: it lives on the thread that renders.
    """

    def __init__(
        self,
        frame_count: int,
        settings: PerformanceSettings,
        pieces: Iterator[Motion],
        colour: Colour = lambda motion, first, settings: motion,
    ) -> None:
        """`pieces` yields consecutive motion that adds up to `frame_count`; `colour` adds the emotions."""
        self.settings = settings
        self.frame_count = frame_count
        self._colour = colour
        self._store = _Store(frame_count, pieces)

    @property
    def frames_known(self) -> int:
        """Frames whose motion has been computed so far."""
        return self._store.known

    def motion(self, start: int, stop: int) -> Motion:
        """The movement of frames [start, stop), computing whatever is still missing before `stop`."""
        stop = min(stop, self.frame_count)
        self._store.grow(stop)
        return self._colour(Motion(self._store.coefficients[start:stop]), start, self.settings)

    def with_emotion(self, settings: PerformanceSettings) -> "Performance":
        """The same movement with other emotions, sharing what is known so far; `settings` differ in nothing else."""
        other = Performance(self.frame_count, settings, iter(()), self._colour)
        other._store = self._store
        return other


class PerformanceAtRate:
    """A performance interpolated linearly at another frame rate; frame i shows the time i / frames_per_second."""

    def __init__(self, performance: Performance, frames_per_second: int, frame_count: int) -> None:
        """frame_count: at the new rate."""
        self.frame_count = frame_count
        self._performance = performance
        self._step = FRAMES_PER_SECOND / frames_per_second  # frames of the performance from one frame to the next

    def motion(self, start: int, stop: int) -> Motion:
        """The movement of frames [start, stop), counted at the new rate."""
        places = np.arange(start, min(stop, self.frame_count)) * self._step
        last = self._performance.frame_count - 1
        before = np.minimum(places.astype(int), last)
        after = np.minimum(before + 1, last)
        first = int(before[0]) if len(before) else 0
        known = self._performance.motion(first, int(after[-1]) + 1 if len(after) else 0).coefficients
        share = (places - before).astype(np.float32)[:, None]
        return Motion((1 - share) * known[before - first] + share * known[after - first])

"""The movement of one take, computed as far as it is needed and kept."""

from collections.abc import Callable, Iterator

import numpy as np
from numpy.typing import NDArray

from app.core.audio import AudioClip
from app.core.motion import CHANNELS, Motion, frame_count
from app.core.settings import PerformanceSettings

# (movement, number of its first frame, settings) -> the movement with its emotions
Colour = Callable[[Motion, int, PerformanceSettings], Motion]


class _Store:
    """Frames in order, each computed once. What they feel is not in it, so that it can change at no cost."""

    def __init__(self, frames: int, pieces: Iterator[Motion]) -> None:
        self.coefficients: NDArray[np.float32] = np.zeros((frames, len(CHANNELS)), np.float32)
        self.known = 0
        self._pieces = pieces

    def grow(self, frames: int) -> None:
        """Know at least so many frames."""
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
        clip: AudioClip,
        settings: PerformanceSettings,
        pieces: Iterator[Motion],
        colour: Colour = lambda motion, first, settings: motion,
    ) -> None:
        """`pieces` yields consecutive motion that adds up to the clip's frame count; `colour` adds the emotions."""
        self.clip = clip
        self.settings = settings
        self.frame_count = frame_count(clip.duration_s)
        self._colour = colour
        self._store = _Store(self.frame_count, pieces)

    @property
    def frames_known(self) -> int:
        """Frames whose motion has been computed so far."""
        return self._store.known

    def motion(self, start: int, stop: int) -> Motion:
        """Frames [start, stop), computing whatever is still missing before `stop`."""
        stop = min(stop, self.frame_count)
        self._store.grow(stop)
        return self._colour(Motion(self._store.coefficients[start:stop]), start, self.settings)

    def feeling(self, settings: PerformanceSettings) -> "Performance":
        """The same movement with other emotions, known as far as this one; `settings` differ in nothing else."""
        other = Performance(self.clip, settings, iter(()), self._colour)
        other._store = self._store
        return other

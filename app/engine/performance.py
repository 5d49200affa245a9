"""The movement of one take, computed as far as it is needed and kept."""

from collections.abc import Iterator

from app.core.audio import AudioClip
from app.core.motion import Motion, frame_count
from app.core.settings import PerformanceSettings


class Performance:
    """Motion that grows on demand, so that the first frame need not wait for the whole sound.

    Not thread-safe: it lives on the thread that renders.
    """

    def __init__(self, clip: AudioClip, settings: PerformanceSettings, pieces: Iterator[Motion]) -> None:
        """`pieces` yields consecutive motion that adds up to the clip's frame count."""
        self.clip = clip
        self.settings = settings
        self.frame_count = frame_count(clip.duration_s)
        self._pieces = pieces
        self._parts: list[Motion] = []
        self._known = 0

    @property
    def frames_known(self) -> int:
        """Frames whose motion has been computed so far."""
        return self._known

    def motion(self, start: int, stop: int) -> Motion:
        """Frames [start, stop), computing whatever is still missing before `stop`."""
        stop = min(stop, self.frame_count)
        while self._known < stop:
            part = next(self._pieces)
            self._parts.append(part)
            self._known += len(part)
        if len(self._parts) > 1:
            self._parts = [Motion.joined(self._parts)]
        return Motion(self._parts[0].coefficients[start:stop])

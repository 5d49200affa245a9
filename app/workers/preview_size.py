"""Draws the picture smaller where frames cost too much, without keeping the face waiting meanwhile."""

from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from types import TracebackType

from app.core.motion import FRAMES_PER_SECOND
from app.workers.room import EngineRoom, Loaded, Preview

# In the mean of about a second a frame may take so much of the time that there is for one. The rest is for the sound,
# for painting, and for the other things that a machine has to do.
MOST_COST_S = 0.8 / FRAMES_PER_SECOND
KEEP = 0.96
FIRST_FRAMES = 25  # may be slow: caches are cold


@dataclass(frozen=True, slots=True)
class PreviewShrunk:
    """Sent when the picture is drawn smaller to keep up. short_side: in pixels."""

    short_side: int


class Pace:
    """A running mean of what a frame costs."""

    def __init__(self) -> None:
        self._frames = 0
        self._mean_s = 0.0

    def too_slow(self, cost_s: float) -> bool:
        """Take note of a frame; whether frames cost too much in the mean."""
        self._frames += 1
        if self._frames <= FIRST_FRAMES:
            return False
        self._mean_s = KEEP * self._mean_s + (1 - KEEP) * cost_s
        return self._mean_s > MOST_COST_S


class PreviewSize:
    """Watches the pace; the smaller renderer is made on a thread of its own, which nobody waits for in the end."""

    def __init__(self, room: EngineRoom, loaded: Loaded) -> None:
        self._room = room
        self._loaded = loaded
        self._pace = Pace()
        self._executor = ThreadPoolExecutor(1, "smaller preview")
        self._coming: Future[Preview | None] | None = None

    def __enter__(self) -> "PreviewSize":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._executor.shutdown(wait=False, cancel_futures=True)

    def adapt(self, cost_s: float) -> PreviewShrunk | None:
        """Take note of a frame that took so long; says when the picture is drawn smaller from now on."""
        if self._coming is None:
            if self._pace.too_slow(cost_s):
                self._coming = self._executor.submit(self._room.smaller_preview, self._loaded)
            return None
        if not self._coming.done():
            return None
        preview, self._coming, self._pace = self._coming.result(), None, Pace()
        if preview is None:
            return None
        self._loaded.preview = preview
        return PreviewShrunk(preview.short_side)

"""Makes the preview smaller on machines too slow to draw 25 frames a second, without interrupting the drawing."""

from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from types import TracebackType

from app.core.motion import FRAMES_PER_SECOND
from app.workers.room import EngineRoom, Loaded, Preview

# Drawing a frame may take this long in the mean of about a second: 80 % of a frame's time. The rest is for the sound,
# for painting, and for other programs.
MOST_COST_S = 0.8 / FRAMES_PER_SECOND
KEEP = 0.96  # share of the running mean that a new frame leaves in it
FIRST_FRAMES = 25  # may be slow: caches are cold


@dataclass(frozen=True, slots=True)
class PreviewShrunk:
    """Reported when the preview has been made smaller. short_side: of its new size, in pixels."""

    short_side: int


class Pace:
    """A running mean of the seconds that drawing a frame takes."""

    def __init__(self) -> None:
        self._frames = 0
        self._mean_s = 0.0

    def too_slow(self, cost_s: float) -> bool:
        """Add a frame that took `cost_s` to draw; whether the mean is above MOST_COST_S."""
        self._frames += 1
        if self._frames <= FIRST_FRAMES:
            return False
        self._mean_s = KEEP * self._mean_s + (1 - KEEP) * cost_s
        return self._mean_s > MOST_COST_S


class PreviewSize:
    """Replaces `loaded.preview` by a smaller one when drawing is too slow.

    The smaller renderer is made on a thread of its own; leaving the with-block does not wait for it.
    """

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
        """Add a frame that took `cost_s` to draw; PreviewShrunk when the next frames are drawn smaller, else None."""
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

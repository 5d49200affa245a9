"""The job that writes a take to a video file."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter

from app.core.clip_edit import NO_EDIT, ClipEdit
from app.core.settings import FrameSize, OutputSize, PerformanceSettings, frame_size
from app.workers.job import PreviewJob, Report
from app.workers.preview import reduce_frame
from app.workers.room import EngineRoom

# Showing every frame would cost more than it tells.
PREVIEW_INTERVAL_S = 0.08
PROGRESS_INTERVAL_S = 0.1


@dataclass(frozen=True, slots=True)
class ExportProgress:
    """How far an export is.

    remaining_s: estimate of the time left; None while it cannot be known yet.
    """

    done: int
    total: int
    remaining_s: float | None


@dataclass(frozen=True, slots=True)
class Exported:
    """A finished video file."""

    path: Path
    size: FrameSize
    frames: int
    seconds: float


class ExportTake(PreviewJob):
    """Every frame in order to the encoder, a few of them to the screen.

    The encoder takes a frame when it is ready for it, so a slow one slows the renderer instead of filling memory.
    """

    def __init__(
        self,
        announce: Callable[[], None],
        settings: PerformanceSettings,
        size: OutputSize | None,
        path: Path,
        edit: ClipEdit = NO_EDIT,
    ) -> None:
        """`path` is replaced if it exists: the window has asked before."""
        super().__init__(announce)
        self._settings = settings
        self._size = size
        self._path = path
        self._edit = edit

    def run(self, room: EngineRoom, report: Report) -> Exported:
        """Raises NothingLoaded, CannotWrite. An unfinished file does not remain."""
        from app.media.video.writer import VideoWriter

        loaded, clip, animator = room.loaded(), room.clip(self._edit), room.animator()
        size = frame_size(loaded.portrait.width, loaded.portrait.height, self._size)
        performance = room.performance(self._settings, self._edit)
        total = performance.frame_count
        pace = _Pace(total)
        report(ExportProgress(0, total, None))
        with VideoWriter(self._path, size, clip, force=True) as writer:
            renderer = animator.renderer(loaded.portrait, loaded.face, size)
            self.check()
            for frame in animator.frames(renderer, performance):
                self.check()
                writer.write(frame)
                if pace.preview_due():
                    self.show(reduce_frame(frame))
                if pace.progress_due():
                    report(pace.progress(frame.index + 1))
            self.check()
        return Exported(self._path, size, total, pace.seconds)


class _Pace:
    """When to show and to report, and how long it will still take."""

    def __init__(self, total: int) -> None:
        self._total = total
        self._began = perf_counter()
        self._next_preview = self._next_progress = 0.0

    @property
    def seconds(self) -> float:
        return perf_counter() - self._began

    def preview_due(self) -> bool:
        due = self.seconds >= self._next_preview
        if due:
            self._next_preview = self.seconds + PREVIEW_INTERVAL_S
        return due

    def progress_due(self) -> bool:
        due = self.seconds >= self._next_progress
        if due:
            self._next_progress = self.seconds + PROGRESS_INTERVAL_S
        return due

    def progress(self, done: int) -> ExportProgress:
        seconds = self.seconds
        remaining_s = seconds / done * (self._total - done) if seconds > 1.0 else None
        return ExportProgress(done, self._total, remaining_s)

"""The jobs that write a take to a video file: one gathers what it needs, one writes, on a thread of its own."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING

from app.core.project import Project
from app.workers.job import Job
from app.workers.room import EngineRoom
from app.workers.take import Take

if TYPE_CHECKING:
    from app.engine.animator import Animator
    from app.production.export import Cast, Exported

PROGRESS_INTERVAL_S = 0.1


@dataclass(frozen=True, slots=True)
class ExportProgress:
    """How far an export is.

    done, total: frames written, and frames of the video.
    remaining_s: estimate of the time left; None while it cannot be known yet.
    """

    done: int
    total: int
    remaining_s: float | None


class GatherCast(Job[tuple["Cast", "Animator"], None]):
    """Gathers the cast of a take, on the worker thread that owns the engine room."""

    def __init__(self, take: Take) -> None:
        super().__init__()
        self._take = take

    def run(self, room: EngineRoom, report: Callable[[None], None]) -> tuple["Cast", "Animator"]:
        """The cast and the engine, both safe to use on the export's thread while the room goes on loading."""
        from app.production.export import Cast

        loaded = room.loaded(self._take.portrait.key)
        face = loaded.face  # not `loaded` itself, which would keep renderers alive that the room drops
        clip, drive = room.clip(self._take), room.drive(self._take)
        return Cast(loaded.portrait, (clip,), lambda: [face], drive), room.animator()


class ExportTake(Job["Exported", ExportProgress]):
    """Renders every frame of a project in order and encodes it; a slower encoder makes the renderer wait."""

    def __init__(self, project: Project, cast: "Cast", animator: "Animator", path: Path) -> None:
        """path: of the video; an existing file is replaced, since the window has asked before."""
        super().__init__()
        self._project = project
        self._cast = cast
        self._animator = animator
        self._path = path

    def run(self, room: EngineRoom, report: Callable[[ExportProgress], None]) -> "Exported":
        """Write the video. Raises CannotWrite, BadSound. An unfinished file does not remain."""
        from app.production.export import export

        pace = _ProgressReport(report)
        return export(
            self._project,
            self._cast,
            self._animator,
            self._path,
            force=True,
            check=self.check,
            progressed=pace.progressed,
        )


class _ProgressReport:
    """Reports the progress and an estimate of the time left, at most every PROGRESS_INTERVAL_S."""

    def __init__(self, report: Callable[[ExportProgress], None]) -> None:
        self._report = report
        self._began = perf_counter()
        self._next_s = 0.0

    def progressed(self, done: int, total: int) -> None:
        seconds = perf_counter() - self._began
        if seconds >= self._next_s:
            self._next_s = seconds + PROGRESS_INTERVAL_S
            remaining_s = seconds / done * (total - done) if seconds > 1.0 else None
            self._report(ExportProgress(done, total, remaining_s))

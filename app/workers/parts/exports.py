"""Writes the take to a video file, while the user goes on editing and playing."""

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from app.core.project import Project
from app.workers.exporting import ExportTake, GatherCast
from app.workers.job import ShowingJob
from app.workers.room import EngineRoom
from app.workers.session_state import SessionState
from app.workers.status import Message, Tone
from app.workers.thread import WorkerThread

if TYPE_CHECKING:
    from app.engine.animator import Animator
    from app.production.export import Cast, Exported


class Exports(QObject):
    """Exports one video at a time, on a thread of its own, from the project as it stood when the export began."""

    ended = Signal(bool)  # whether the video was written

    def __init__(self, state: SessionState) -> None:
        super().__init__(state)
        self._state = state
        self._thread = WorkerThread(EngineRoom(), self, "rhapsode-export")
        self.running = False

    def start(self) -> None:
        """Start the export's thread."""
        self._thread.start()

    def close(self) -> None:
        """Cancel an export and wait until its thread has ended."""
        self._thread.close()

    def export(self, path: Path) -> None:
        """Write the take to a video file, replacing one that is there. What plays stops.

        Ignored without a portrait and a voice, and while another export runs; `ended` tells of the end.
        """
        state, take = self._state, self._state.take
        if take is None or take.sound is None or self.running:
            return
        state.jobs.cancel(ShowingJob)
        job = GatherCast(take)
        state.jobs.submit(
            job,
            done=partial(self._write, job, take.project, path),
            failed=self._fail,
            cancelled=partial(self._give_up, path),
        )
        self._set_running(True)

    def cancel(self) -> None:
        """Ask the export to stop; nothing of its file is kept."""
        self._state.jobs.cancel(GatherCast)
        self._thread.cancel(ExportTake)

    def _write(self, job: GatherCast, project: Project, path: Path, gathered: "tuple[Cast, Animator]") -> None:
        if job.is_cancelled:  # after its last look at the cancel event
            self._give_up(path)
            return
        self._thread.submit(
            ExportTake(project, *gathered, path),
            done=self._finish,
            failed=self._fail,
            cancelled=partial(self._give_up, path),
            progressed=self._state.export_progressed.emit,
        )

    def _finish(self, video: "Exported") -> None:
        text = f"Saved {video.path.name} ({video.size.width} × {video.size.height})."
        self._set_running(False)
        self._state.told.emit(Message(Tone.SUCCESS, text, video.path))
        self.ended.emit(True)

    def _fail(self, sentence: str) -> None:
        self._set_running(False)
        self._state.tell_failure(sentence)
        self.ended.emit(False)

    def _give_up(self, path: Path) -> None:
        self._set_running(False)
        left = "The file that was there is as it was." if path.exists() else "No file was kept."
        self._state.tell(Tone.INFO, f"The export was cancelled. {left}")
        self.ended.emit(False)

    def _set_running(self, running: bool) -> None:
        self.running = running
        self._state.exporting_changed.emit(running)

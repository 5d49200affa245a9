"""Writes the take to a video file."""

from pathlib import Path

from PySide6.QtCore import QObject, Signal, Slot

from app.core.settings import OutputSize
from app.workers.exporting import Exported, ExportProgress, ExportTake
from app.workers.job import Job, ShowingJob
from app.workers.session_state import SessionState
from app.workers.status import Activity, Message, Tone


class Exports(QObject):
    """What becomes a file."""

    ended = Signal()  # in whatever way

    def __init__(self, state: SessionState) -> None:
        super().__init__(state)
        self._state = state
        state.jobs.progressed.connect(self._on_progress)
        state.jobs.finished.connect(self._on_finished)
        state.jobs.failed.connect(self._on_failed)
        state.jobs.cancelled.connect(self._on_cancelled)

    def set_size(self, size: OutputSize | None) -> None:
        """The size of exported videos."""
        self._state.size = size

    def export(self, path: Path) -> None:
        """Write the take to a video file, replacing one that is there."""
        state = self._state
        if state.ready and state.activity is not Activity.EXPORTING:
            state.jobs.cancel(ShowingJob)
            job = ExportTake(state.jobs.announce, state.take_settings, state.size, path, state.edit)
            state.jobs.show(job, Activity.EXPORTING)

    def cancel(self) -> None:
        """Give the export up."""
        self._state.jobs.cancel(ExportTake)

    @Slot(object, object)
    def _on_progress(self, job: Job, value: object) -> None:
        if isinstance(value, ExportProgress):
            self._state.export_progressed.emit(value)

    @Slot(object, object)
    def _on_finished(self, job: Job, result: object) -> None:
        if isinstance(result, Exported):
            size = f"{result.size.width} × {result.size.height}"
            text = f"Saved {result.path.name} ({size})."
            self._state.told.emit(Message(Tone.SUCCESS, text, result.path))
            self.ended.emit()

    @Slot(object, str)
    def _on_failed(self, job: Job, sentence: str) -> None:
        if isinstance(job, ExportTake):
            self.ended.emit()

    @Slot(object)
    def _on_cancelled(self, job: Job) -> None:
        if isinstance(job, ExportTake):
            self._state.tell(Tone.INFO, "The export was cancelled. No file was kept.")
            self.ended.emit()

"""The session's worker thread, which knows the job whose frames are on the screen."""

from collections.abc import Callable
from functools import partial
from typing import Any

from PySide6.QtCore import QObject, Signal, Slot

from app.core.frame import Frame
from app.workers.job import Job, PreviewJob, Progress, Result
from app.workers.room import EngineRoom
from app.workers.status import Activity
from app.workers.thread import WorkerThread, ignore


class JobDesk(WorkerThread):
    """A worker thread that also keeps which job's frames the window shows, and tells the session's activity."""

    activity_changed = Signal(object)  # Activity

    def __init__(self, room: EngineRoom, parent: QObject | None = None) -> None:
        super().__init__(room, parent)
        self.shown: PreviewJob[Any, Any] | None = None  # the job whose frames are shown
        self.ended.connect(self._on_end)

    def show(
        self,
        job: PreviewJob[Result, Progress],
        activity: Activity,
        *,
        drawn: Callable[[Frame], object],
        failed: Callable[[str], object],
        done: Callable[[Result], object] = ignore,
        cancelled: Callable[[], object] = ignore,
        progressed: Callable[[Progress], object] = ignore,
    ) -> None:
        """Queue a job whose frames are shown until another job is queued here; other arguments as for `submit`.

        activity: what the session does from now until the job ends, when it becomes IDLE.
        """
        self.shown = job
        drawn = partial(self._pass_on, job, drawn)
        self.submit(job, failed=failed, done=done, cancelled=cancelled, progressed=progressed, drawn=drawn)
        self.activity_changed.emit(activity)

    def _pass_on(self, job: PreviewJob[Any, Any], drawn: Callable[[Frame], object], frame: Frame) -> None:
        if job is self.shown:
            drawn(frame)

    @Slot(object)
    def _on_end(self, job: Job[Any, Any]) -> None:
        if job is self.shown:
            self.shown = None
            self.activity_changed.emit(Activity.IDLE)

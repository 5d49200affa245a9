"""Where a session's parts hand in their work, and where the frames of what is shown arrive."""

from PySide6.QtCore import QObject, Qt, Signal, Slot

from app.core.frame import Frame
from app.workers.job import Job, PreviewJob
from app.workers.room import EngineRoom
from app.workers.status import Activity
from app.workers.thread import WorkerThread


class JobDesk(QObject):
    """Passes jobs to the worker thread, and knows the one whose frames are on the screen.

    The signals come on the window's thread. A part connects its own slot and picks its own kinds of jobs and values.
    """

    frame_shown = Signal(object, object)  # PreviewJob, Frame
    activity_changed = Signal(object)  # Activity
    progressed = Signal(object, object)  # job, value
    finished = Signal(object, object)  # job, result
    failed = Signal(object, str)  # job, sentence
    cancelled = Signal(object)  # job

    _frame_waiting = Signal()  # emitted by mailboxes on the worker thread

    def __init__(self, room: EngineRoom, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.shown: PreviewJob | None = None  # the job whose frames are shown
        self._thread = WorkerThread(room, self)
        self._thread.progressed.connect(self.progressed)
        self._thread.finished.connect(self._on_finished)
        self._thread.failed.connect(self._on_failed)
        self._thread.cancelled.connect(self._on_cancelled)
        self._frame_waiting.connect(self._fetch_frame, Qt.ConnectionType.QueuedConnection)

    def announce(self) -> None:
        """For a job's mailbox: tells, from any thread, that a frame is there."""
        self._frame_waiting.emit()

    def start(self) -> None:
        """Start the worker thread."""
        self._thread.start()

    def close(self) -> None:
        """Cancel everything and wait until the thread has ended."""
        self._thread.close()

    @property
    def running(self) -> bool:
        """Whether the worker thread is alive."""
        return self._thread.running

    def submit(self, job: Job) -> None:
        """Queue a job."""
        self._thread.submit(job)

    def show(self, job: PreviewJob, activity: Activity = Activity.IDLE) -> None:
        """Queue a job whose frames go to the screen; `activity` is what the session does until it ends."""
        self.shown = job
        self._thread.submit(job)
        self.activity_changed.emit(activity)

    def cancel(self, *kinds: type) -> None:
        """Cancel all unfinished jobs of these kinds."""
        self._thread.cancel(*kinds)

    def has(self, *kinds: type) -> bool:
        """Whether a job of one of these kinds is unfinished."""
        return self._thread.has(*kinds)

    @Slot()
    def _fetch_frame(self) -> None:
        frame = self.shown.take_frame() if self.shown else None
        if isinstance(frame, Frame):
            self.frame_shown.emit(self.shown, frame)

    @Slot(object, object)
    def _on_finished(self, job: Job, result: object) -> None:
        self._end(job)
        self.finished.emit(job, result)

    @Slot(object, str)
    def _on_failed(self, job: Job, sentence: str) -> None:
        self._end(job)
        self.failed.emit(job, sentence)

    @Slot(object)
    def _on_cancelled(self, job: Job) -> None:
        self._end(job)
        self.cancelled.emit(job)

    def _end(self, job: Job) -> None:
        if job is self.shown:
            self.shown = None
            self.activity_changed.emit(Activity.IDLE)

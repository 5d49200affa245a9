"""The one long-lived worker thread and the jobs that wait for it."""

from PySide6.QtCore import QObject, Qt, QThread, Signal, Slot

from app.workers.job import Job, JobRunner
from app.workers.room import EngineRoom


class WorkerThread(QObject):
    """Starts the thread, passes jobs to it in order, tells how they end, and ends the thread.

    Lives on the window's thread; its signals come there, after the job has left the queue.
    """

    progressed = Signal(object, object)  # job, value
    finished = Signal(object, object)  # job, result
    failed = Signal(object, str)  # job, sentence
    cancelled = Signal(object)  # job

    _submitted = Signal(object)

    def __init__(self, room: EngineRoom, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._jobs: list[Job] = []  # the first one runs
        self._thread = QThread()
        self._thread.setObjectName("rhapsode-worker")
        self._runner = JobRunner(room)
        self._runner.moveToThread(self._thread)
        self._submitted.connect(self._runner.run, Qt.ConnectionType.QueuedConnection)
        self._runner.progressed.connect(self._on_progress)
        self._runner.finished.connect(self._on_finished)
        self._runner.failed.connect(self._on_failed)
        self._runner.cancelled.connect(self._on_cancelled)
        self._thread.finished.connect(self._runner.close, Qt.ConnectionType.DirectConnection)

    def start(self) -> None:
        """Start the thread; jobs that were submitted before run now."""
        self._thread.start()

    def submit(self, job: Job) -> None:
        """Queue a job."""
        self._jobs.append(job)
        self._submitted.emit(job)

    def cancel(self, *kinds: type) -> None:
        """Cancel all unfinished jobs of these kinds."""
        for job in self._jobs:
            if isinstance(job, kinds):
                job.cancel()

    def has(self, *kinds: type) -> bool:
        """Whether a job of one of these kinds is unfinished."""
        return any(isinstance(job, kinds) for job in self._jobs)

    def close(self) -> None:
        """Cancel all jobs, end the thread and wait for it."""
        for job in self._jobs:
            job.cancel()
        self._thread.quit()
        self._thread.wait()

    @property
    def running(self) -> bool:
        """Whether the thread is alive."""
        return self._thread.isRunning()

    @Slot(object, object)
    def _on_progress(self, job: Job, value: object) -> None:
        self.progressed.emit(job, value)

    @Slot(object, object)
    def _on_finished(self, job: Job, result: object) -> None:
        self._jobs.remove(job)
        self.finished.emit(job, result)

    @Slot(object, str)
    def _on_failed(self, job: Job, sentence: str) -> None:
        self._jobs.remove(job)
        self.failed.emit(job, sentence)

    @Slot(object)
    def _on_cancelled(self, job: Job) -> None:
        self._jobs.remove(job)
        self.cancelled.emit(job)

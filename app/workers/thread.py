"""A long-lived worker thread and the jobs that wait for it."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

from PySide6.QtCore import QObject, Qt, QThread, Signal, Slot

from app.core.frame import Frame
from app.workers.job import Job, JobRunner, PreviewJob, Progress, Result, YieldingJob
from app.workers.room import EngineRoom


def ignore(*_: object) -> None:
    """A callback that does nothing."""


@dataclass(frozen=True, slots=True)
class _Answers:
    """The callbacks of one job; see `WorkerThread.submit`."""

    done: Callable[[Any], object]
    failed: Callable[[str], object]
    cancelled: Callable[[], object]
    progressed: Callable[[Any], object]
    drawn: Callable[[Frame], object]


class WorkerThread(QObject):
    """Runs jobs one after the other on a thread of its own, and calls their submitters' callbacks.

    Lives on the window's thread, where all callbacks are called; the last one once the job has left the queue.
    """

    ended = Signal(object)  # a job, in whatever way; its callback follows

    _submitted = Signal(object)
    _frame_waiting = Signal(object)  # job; emitted on the worker thread

    def __init__(self, room: EngineRoom, parent: QObject | None = None, name: str = "rhapsode-worker") -> None:
        super().__init__(parent)
        self._jobs: dict[Job[Any, Any], _Answers] = {}  # the first one runs
        self._thread = QThread()
        self._thread.setObjectName(name)
        self._runner = JobRunner(room)
        self._runner.moveToThread(self._thread)
        self._submitted.connect(self._runner.run, Qt.ConnectionType.QueuedConnection)
        self._frame_waiting.connect(self._on_frame, Qt.ConnectionType.QueuedConnection)
        self._runner.progressed.connect(self._on_progress)
        self._runner.finished.connect(self._on_finished)
        self._runner.failed.connect(self._on_failed)
        self._runner.cancelled.connect(self._on_cancelled)
        self._thread.finished.connect(self._runner.close, Qt.ConnectionType.DirectConnection)

    def start(self) -> None:
        """Start the thread; jobs that were submitted before run now."""
        self._thread.start()

    def submit(
        self,
        job: Job[Result, Progress],
        *,
        failed: Callable[[str], object],
        done: Callable[[Result], object] = ignore,
        cancelled: Callable[[], object] = ignore,
        progressed: Callable[[Progress], object] = ignore,
        drawn: Callable[[Frame], object] = ignore,
    ) -> None:
        """Queue a job. Exactly one of `done`, `failed` (with a sentence) and `cancelled` is called when it ends.

        progressed: called with each value the job reports. drawn: called with the frames of a PreviewJob, with the
            newest where several wait, until the job is cancelled.
        """
        self.cancel(YieldingJob)
        self._jobs[job] = _Answers(done, failed, cancelled, progressed, drawn)
        if isinstance(job, PreviewJob):
            job.announce = partial(self._frame_waiting.emit, job)
        self._submitted.emit(job)

    def cancel(self, *kinds: type) -> None:
        """Cancel all unfinished jobs of these kinds."""
        for job in self._jobs:
            if isinstance(job, kinds):
                job.cancel()

    def has(self, *kinds: type) -> bool:
        """Whether a job of one of these kinds is unfinished."""
        return any(isinstance(job, kinds) for job in self._jobs)

    @property
    def busy(self) -> bool:
        """Whether any job is unfinished."""
        return bool(self._jobs)

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

    def _end(self, job: Job[Any, Any]) -> _Answers:
        answers = self._jobs.pop(job)
        if isinstance(job, PreviewJob):
            job.announce = None  # which holds the job
        self.ended.emit(job)
        return answers

    @Slot(object)
    def _on_frame(self, job: PreviewJob[Any, Any]) -> None:
        answers, frame = self._jobs.get(job), job.take_frame()
        if answers is not None and frame is not None and not job.is_cancelled:
            answers.drawn(frame)

    @Slot(object, object)
    def _on_progress(self, job: Job[Any, Any], value: object) -> None:
        self._jobs[job].progressed(value)

    @Slot(object, object)
    def _on_finished(self, job: Job[Any, Any], result: object) -> None:
        self._end(job).done(result)

    @Slot(object, str)
    def _on_failed(self, job: Job[Any, Any], sentence: str) -> None:
        self._end(job).failed(sentence)

    @Slot(object)
    def _on_cancelled(self, job: Job[Any, Any]) -> None:
        self._end(job).cancelled()

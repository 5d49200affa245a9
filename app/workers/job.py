"""One piece of work for a worker thread, and the thread's side of running it."""

import copy
import logging
import threading
from abc import ABC, abstractmethod
from collections.abc import Callable
from typing import Any, Generic, Self, TypeVar

from PySide6.QtCore import QObject, Signal, Slot

from app.core.frame import Frame
from app.core.heap import give_back_free_memory
from app.workers.mailbox import LatestFrame
from app.workers.room import EngineRoom
from app.workers.sentences import sentence_for

log = logging.getLogger(__name__)

Result = TypeVar("Result")
Progress = TypeVar("Progress")


class JobCancelled(Exception):
    """Raised inside a job that was asked to stop; caught by JobRunner, never shown to the user."""


class Job(ABC, Generic[Result, Progress]):
    """Work that ends in exactly one of: a result, a sentence for the user, or being cancelled.

    It holds all its inputs. A plain object, not a QObject, so that any thread may drop the last reference to it.
    """

    def __init__(self) -> None:
        self._cancel = threading.Event()

    def cancel(self) -> None:
        """Ask the job to stop; may be called from any thread, also before the job has started."""
        self._cancel.set()

    @property
    def is_cancelled(self) -> bool:
        """Whether the job was asked to stop."""
        return self._cancel.is_set()

    def anew(self) -> Self:
        """The same work as a job that nobody has cancelled; for one that has ended."""
        job = copy.copy(self)
        job._cancel = threading.Event()
        return job

    def check(self) -> None:
        """Raise JobCancelled if the job was asked to stop; called by `run` between pieces of work."""
        if self._cancel.is_set():
            raise JobCancelled

    def wait(self, seconds: float) -> None:
        """Sleep for so long. Raises JobCancelled at once when the job is asked to stop."""
        if self._cancel.wait(max(0.0, seconds)):
            raise JobCancelled

    @abstractmethod
    def run(self, room: EngineRoom, report: Callable[[Progress], None]) -> Result:
        """Do the work on a worker thread. report: sends a value to the submitter's `progressed` while the job runs."""


class PreviewJob(Job[Result, Progress]):
    """A job that also shows frames while it runs."""

    def __init__(self) -> None:
        super().__init__()
        self.announce: Callable[[], None] | None = None  # set by WorkerThread; called when a frame waits
        self._mailbox = LatestFrame()

    def show(self, frame: Frame) -> None:
        """Leave a frame for the window; it replaces one that the window has not taken yet."""
        if self._mailbox.put(frame) and self.announce is not None:
            self.announce()

    def take_frame(self) -> Frame | None:
        """The newest frame that was not taken yet, or None. Called on the window's thread."""
        return self._mailbox.take()


class YieldingJob(PreviewJob[Result, Progress]):
    """A job that nobody waits for; cancelled when any other job is submitted after it, so it must notice at once."""


class ShowingJob(PreviewJob[Result, Progress]):
    """A job that produces nothing but frames on the screen; cancelled when the user starts something else."""


class JobRunner(QObject):
    """Lives on the worker thread and runs one job after the other; turns every exception into a signal."""

    progressed = Signal(object, object)  # job, value
    finished = Signal(object, object)  # job, result
    failed = Signal(object, str)  # job, sentence
    cancelled = Signal(object)  # job

    def __init__(self, room: EngineRoom) -> None:
        super().__init__()
        self._room = room

    @Slot(object)
    def run(self, job: Job[Any, Any]) -> None:
        """Run a job and emit exactly one of `finished`, `failed` and `cancelled`."""

        def report(value: object) -> None:
            self.progressed.emit(job, value)

        try:
            job.check()
            result = job.run(self._room, report)
        except JobCancelled:
            self.cancelled.emit(job)
        except Exception as error:  # noqa: BLE001 an exception would vanish in the thread; sentence_for logs it
            self.failed.emit(job, sentence_for(error))
        else:
            self.finished.emit(job, result)
        if not isinstance(job, ShowingJob):  # of which many come, one after the other
            give_back_free_memory()

    @Slot()
    def close(self) -> None:
        """Release the sound device; the last thing that runs on the thread."""
        self._room.close()

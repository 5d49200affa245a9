"""One piece of work for a worker thread, and the thread's side of running it."""

import logging
import threading
from abc import ABC, abstractmethod
from collections.abc import Callable
from typing import Any, Generic, TypeVar

from PySide6.QtCore import QObject, Signal, Slot

from app.core.frame import Frame
from app.workers.mailbox import LatestFrame
from app.workers.room import EngineRoom
from app.workers.sentences import sentence_for

log = logging.getLogger(__name__)

Result = TypeVar("Result")
Progress = TypeVar("Progress")


class JobCancelled(Exception):
    """Raised inside a job that was asked to stop. Not an error: nobody reads it."""


class Job(ABC, Generic[Result, Progress]):
    """Work that ends in exactly one of: a result, a sentence for the user, or being cancelled.

    It carries all that it works on. A plain object, not a QObject, so that whichever thread drops it last may do so.
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

    def check(self) -> None:
        """Leave the job if it was cancelled."""
        if self._cancel.is_set():
            raise JobCancelled

    def wait(self, seconds: float) -> None:
        """Sleep, waking up (and leaving) at once when cancelled."""
        if self._cancel.wait(max(0.0, seconds)):
            raise JobCancelled

    @abstractmethod
    def run(self, room: EngineRoom, report: Callable[[Progress], None]) -> Result:
        """Do the work on a worker thread. `report` sends a value to whoever submitted the job meanwhile."""


class PreviewJob(Job[Result, Progress]):
    """A job that also shows frames while it runs."""

    def __init__(self) -> None:
        super().__init__()
        self.announce: Callable[[], None] | None = None  # tells whoever runs the job that a frame waits
        self._mailbox = LatestFrame()

    def show(self, frame: Frame) -> None:
        """Leave a frame for the window."""
        if self._mailbox.put(frame) and self.announce is not None:
            self.announce()

    def take_frame(self) -> Frame | None:
        """The newest frame the window has not seen."""
        return self._mailbox.take()


class ShowingJob(PreviewJob[Result, Progress]):
    """A job that only shows: it is given up for whatever the user wants next."""


class JobRunner(QObject):
    """Lives on the worker thread and runs one job after the other; no error leaves it."""

    progressed = Signal(object, object)  # job, value
    finished = Signal(object, object)  # job, result
    failed = Signal(object, str)  # job, sentence
    cancelled = Signal(object)  # job

    def __init__(self, room: EngineRoom) -> None:
        super().__init__()
        self._room = room

    @Slot(object)
    def run(self, job: Job[Any, Any]) -> None:
        """Run a job to its one end."""

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

    @Slot()
    def close(self) -> None:
        """Release the sound device; the last thing that runs on the thread."""
        self._room.close()

import threading
from time import perf_counter

import pytest
from PySide6.QtCore import QThread

from app.core.errors import BadPicture
from app.workers.job import Job
from app.workers.room import EngineRoom
from app.workers.thread import WorkerThread


class Tells(Job):
    def run(self, room, report):
        report("half")
        return threading.current_thread()


class Fails(Job):
    def __init__(self, error):
        super().__init__()
        self.error = error

    def run(self, room, report):
        raise self.error


class RunsUntilCancelled(Job):
    def run(self, room, report):
        report("running")
        while True:
            self.wait(10.0)


class Ends:
    """Counts how jobs end."""

    def __init__(self, worker):
        self.all = []
        worker.finished.connect(self.on_finished)
        worker.failed.connect(self.on_failed)
        worker.cancelled.connect(self.on_cancelled)

    def on_finished(self, job, result):
        self.all.append((job, "finished", result))

    def on_failed(self, job, sentence):
        self.all.append((job, "failed", sentence))

    def on_cancelled(self, job):
        self.all.append((job, "cancelled", None))


@pytest.fixture
def worker(qapp):
    worker = WorkerThread(EngineRoom())
    worker.start()
    yield worker
    worker.close()
    assert not worker.running


def test_a_job_runs_on_the_worker_thread_and_ends_once(qtbot, worker):
    ends, job = Ends(worker), Tells()
    with qtbot.waitSignals([worker.progressed, worker.finished]):
        worker.submit(job)
    (ended,) = ends.all
    assert ended[:2] == (job, "finished")
    assert ended[2] is not threading.main_thread()
    assert not worker.has(Job)


def test_an_error_for_the_user_comes_as_its_sentence(qtbot, worker):
    ends = Ends(worker)
    with qtbot.waitSignal(worker.failed):
        worker.submit(Fails(BadPicture("That is no picture.")))
    assert [end[1:] for end in ends.all] == [("failed", "That is no picture.")]


def test_the_thread_survives_an_unexpected_error(qtbot, worker):
    ends = Ends(worker)
    with qtbot.waitSignal(worker.finished):
        worker.submit(Fails(ValueError("nobody expected this")))
        worker.submit(Tells())
    assert [end[1] for end in ends.all] == ["failed", "finished"]
    assert "nobody expected" not in ends.all[0][2]


def test_cancelling_is_answered_at_once(qtbot, worker):
    ends = Ends(worker)
    with qtbot.waitSignal(worker.progressed):
        worker.submit(RunsUntilCancelled())
    began = perf_counter()
    with qtbot.waitSignal(worker.cancelled):
        worker.cancel(RunsUntilCancelled)
    assert perf_counter() - began < 0.2
    assert [end[1] for end in ends.all] == ["cancelled"]


def test_a_job_cancelled_in_the_queue_never_runs(qtbot, worker):
    ends, waiting = Ends(worker), Tells()
    worker.submit(RunsUntilCancelled())
    worker.submit(waiting)
    waiting.cancel()
    worker.cancel(RunsUntilCancelled)
    qtbot.waitUntil(lambda: len(ends.all) == 2)
    assert [end[1] for end in ends.all] == ["cancelled", "cancelled"]


def test_only_jobs_of_the_kind_are_cancelled(qtbot, worker):
    ends = Ends(worker)
    with qtbot.waitSignal(worker.finished):
        worker.submit(RunsUntilCancelled())
        worker.submit(Tells())
        worker.cancel(RunsUntilCancelled)
    assert [end[1] for end in ends.all] == ["cancelled", "finished"]


def test_closing_while_a_job_runs_waits_for_the_thread(qtbot, qapp):
    worker = WorkerThread(EngineRoom())
    worker.start()
    with qtbot.waitSignal(worker.progressed):
        worker.submit(RunsUntilCancelled())
    worker.close()
    assert not worker.running
    assert QThread.currentThread() is qapp.thread()

import threading
from time import perf_counter

import numpy as np
import pytest
from PySide6.QtCore import QThread

from app.core.errors import BadPicture
from app.core.frame import Frame
from app.workers.job import Job, PreviewJob
from app.workers.room import EngineRoom
from app.workers.thread import WorkerThread, ignore


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
    """Hands jobs in, and notes how they end."""

    def __init__(self, worker):
        self.worker = worker
        self.all = []

    def submit(self, job, progressed=ignore):
        self.worker.submit(
            job,
            done=lambda result: self.all.append((job, "finished", result)),
            failed=lambda sentence: self.all.append((job, "failed", sentence)),
            cancelled=lambda: self.all.append((job, "cancelled", None)),
            progressed=progressed,
        )


@pytest.fixture
def worker(qapp):
    worker = WorkerThread(EngineRoom())
    worker.start()
    yield worker
    worker.close()
    assert not worker.running


def test_a_job_runs_on_the_worker_thread_and_ends_once(qtbot, worker):
    ends, job, told = Ends(worker), Tells(), []
    ends.submit(job, progressed=told.append)
    qtbot.waitUntil(lambda: len(ends.all) == 1)
    (ended,) = ends.all
    assert told == ["half"]
    assert ended[:2] == (job, "finished")
    assert ended[2] is not threading.main_thread()
    assert not worker.has(Job)


def test_an_error_for_the_user_comes_as_its_sentence(qtbot, worker):
    ends = Ends(worker)
    ends.submit(Fails(BadPicture("That is no picture.")))
    qtbot.waitUntil(lambda: len(ends.all) == 1)
    assert [end[1:] for end in ends.all] == [("failed", "That is no picture.")]


def test_the_thread_survives_an_unexpected_error(qtbot, worker):
    ends = Ends(worker)
    ends.submit(Fails(ValueError("nobody expected this")))
    ends.submit(Tells())
    qtbot.waitUntil(lambda: len(ends.all) == 2)
    assert [end[1] for end in ends.all] == ["failed", "finished"]
    assert "nobody expected" not in ends.all[0][2]


def test_cancelling_is_answered_at_once(qtbot, worker):
    ends, told = Ends(worker), []
    ends.submit(RunsUntilCancelled(), progressed=told.append)
    qtbot.waitUntil(lambda: told != [])
    began = perf_counter()
    with qtbot.waitSignal(worker.ended):
        worker.cancel(RunsUntilCancelled)
    assert perf_counter() - began < 0.2
    assert [end[1] for end in ends.all] == ["cancelled"]


def test_a_job_cancelled_in_the_queue_never_runs(qtbot, worker):
    ends, waiting = Ends(worker), Tells()
    ends.submit(RunsUntilCancelled())
    ends.submit(waiting)
    waiting.cancel()
    worker.cancel(RunsUntilCancelled)
    qtbot.waitUntil(lambda: len(ends.all) == 2)
    assert [end[1] for end in ends.all] == ["cancelled", "cancelled"]


def test_only_jobs_of_the_kind_are_cancelled(qtbot, worker):
    ends = Ends(worker)
    ends.submit(RunsUntilCancelled())
    ends.submit(Tells())
    worker.cancel(RunsUntilCancelled)
    qtbot.waitUntil(lambda: len(ends.all) == 2)
    assert [end[1] for end in ends.all] == ["cancelled", "finished"]


def test_closing_while_a_job_runs_waits_for_the_thread(qtbot, qapp):
    worker = WorkerThread(EngineRoom())
    worker.start()
    told = []
    worker.submit(RunsUntilCancelled(), failed=ignore, progressed=told.append)
    qtbot.waitUntil(lambda: told != [])
    worker.close()
    assert not worker.running
    assert QThread.currentThread() is qapp.thread()


class ShowsAFew(PreviewJob):
    def run(self, room, report):
        for index in range(3):
            self.show(Frame(np.zeros((1, 1, 3), np.uint8), index))


def test_frames_come_to_who_handed_the_job_in(qtbot, worker):
    seen, others = [], []
    worker.submit(ShowsAFew(), failed=ignore, drawn=seen.append)
    worker.submit(ShowsAFew(), failed=ignore, drawn=others.append)
    qtbot.waitUntil(lambda: bool(others) and others[-1].index == 2)
    assert seen[-1].index == 2
    assert [frame.index for frame in seen] == sorted({frame.index for frame in seen})

import pytest

from app.core.stopwatch import Stopwatch


def test_seconds_add_up_by_stage(monkeypatch):
    watch, clock = Stopwatch(), iter([10.0, 10.5, 20.0, 22.0, 30.0, 31.0])
    monkeypatch.setattr("app.core.stopwatch.perf_counter", lambda: next(clock))
    with watch.stage("render"):
        pass
    with watch.stage("motion"):
        pass
    with pytest.raises(KeyError), watch.stage("render"):
        raise KeyError
    watch.add("motion", 0.25)
    assert watch.seconds == {"render": 1.5, "motion": 2.25}

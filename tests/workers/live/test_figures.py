import pytest

from app.core.motion import FRAMES_PER_SECOND
from app.workers.live.figures import FrameTimes, LatencyMeter
from app.workers.preview_size import Pace


def _heard_at(index, heard_at_s):
    return FrameTimes(index, heard_at_s, heard_at_s + 0.18, heard_at_s + 0.19)


def test_the_meter_tells_latency_and_rate_of_the_last_seconds():
    meter = LatencyMeter()
    assert meter.figures() is None
    for index in range(200):
        latency_s = 0.9 if index < 100 else 0.2
        meter.add(_heard_at(index, 0.04 * index), 0.04 * index + latency_s)
    figures = meter.figures()
    assert figures.latency_ms == pytest.approx(200)
    assert figures.frames_per_second == pytest.approx(25, abs=0.6)
    assert figures.dropped == 0


def test_the_meter_counts_frames_that_never_came():
    meter = LatencyMeter()
    for index in (3, 4, 7, 8, 9, 11):
        meter.add(_heard_at(index, 0.0), 0.04 * index)
    assert meter.figures().dropped == 3


def test_only_lasting_slowness_is_too_slow():
    frame_s, pace = 1 / FRAMES_PER_SECOND, Pace()
    assert not any(pace.too_slow(0.5 * frame_s) for _ in range(200))
    assert not any(pace.too_slow(2 * frame_s) for _ in range(5))
    assert not any(pace.too_slow(0.5 * frame_s) for _ in range(100))
    verdicts = [pace.too_slow(1.2 * frame_s) for _ in range(60)]
    assert not any(verdicts[:10])
    assert verdicts[-1]

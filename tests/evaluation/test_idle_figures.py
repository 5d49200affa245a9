import numpy as np
import pytest

from app.core.motion import Motion
from app.evaluation.idle import blink_figures, long_talk, report, spoken, table


def _take(minutes: float = 1.0) -> Motion:
    """Phrases of three seconds and pauses of one; a blink of 0.28 s at the end of each phrase."""
    motion = Motion.still(int(minutes * 1500))
    for start in range(0, len(motion) - 100, 100):
        motion.channel("opening")[start : start + 75] = 0.1
        for side in ("blink_left", "blink_right"):
            motion.channel(side)[start + 78 : start + 85] = (0.4, 0.9, 1, 1, 0.7, 0.4, 0.1)
        motion.channel("breath")[start + 75 : start + 100] = np.linspace(0, 0.5, 25)
    return motion


def test_blinks_are_counted_and_placed() -> None:
    motion = _take()
    figures = blink_figures(motion.channel("blink_left"), spoken(motion.channel("opening")))
    assert figures.per_minute == pytest.approx(14)
    assert figures.interval_cv == pytest.approx(0)
    np.testing.assert_allclose(figures.durations_s, 0.28)
    assert figures.longest_gap_s == pytest.approx(4)
    assert figures.phrase_end_share == 1
    assert figures.phrase_end_lift == pytest.approx(5, rel=0.1)  # a fifth of the time lies at phrase ends


def test_short_closures_belong_to_the_phrase() -> None:
    opening = np.zeros(60, np.float32)
    opening[10:50] = 0.1
    opening[20:24] = 0  # a stop
    opening[30:42] = 0  # a pause
    speaking = spoken(opening)
    assert speaking[10:30].all()
    assert not speaking[30:42].any()
    assert not speaking[50:].any()


def test_the_table_says_it_all() -> None:
    text = table(report(_take()))
    assert "| blinks a minute | 14.0 |" in text
    assert "| share at phrase ends; against chance | 1.00;" in text


def test_talk_needs_recordings() -> None:
    with pytest.raises(FileNotFoundError, match="no recordings"):
        long_talk([], 1.0)

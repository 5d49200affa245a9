import math

import pytest

from app.model.motion.idle_memory import IdleMemory

KEEP = math.exp(-0.04 / 0.3)  # a frame of a third of a second


def test_a_take_begins_long_after_anything() -> None:
    memory = IdleMemory()
    assert memory.rested
    assert memory.values() == [0.0, 0.0, 1.0, 1.0, 0.0, 0.0]


def test_blinks_and_glances_fade_and_their_age_counts_to_two_seconds() -> None:
    memory = IdleMemory()
    memory.step(True, None)
    memory.step(False, (1.5, -0.5))
    assert memory.values() == pytest.approx([KEEP, 1.0, 1 / 50, 0.0, 1.5, -0.5])
    memory.step(False, None)
    assert memory.values() == pytest.approx([KEEP**2, KEEP, 2 / 50, 1 / 50, 1.5, -0.5])
    for _ in range(60):
        memory.step(False, None)
    assert memory.values() == pytest.approx([KEEP**62, KEEP**61, 1.0, 1.0, 1.5, -0.5])


def test_eyes_have_rested_a_second_after_a_blink() -> None:
    memory, rested = IdleMemory(), []
    for frame in range(30):
        memory.step(frame == 0, None)
        rested.append(memory.rested)
    assert rested == [frame >= 25 for frame in range(30)]

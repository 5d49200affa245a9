import numpy as np
import pytest

from app.media.devices.ear import Ear


def _block(samples, value=0.0):
    return np.full(samples, value, np.float32)


def test_it_says_when_its_sound_was_captured_however_it_is_taken():
    ear = Ear(1_000)
    ear.hear(_block(100), 5.0, False)
    ear.hear(_block(50), 5.1, False)
    samples, captured_at_s = ear.take_timed()
    assert (len(samples), captured_at_s) == (150, pytest.approx(5.0))
    ear.hear(_block(20), 9.0, True)  # sound was lost before it
    samples, captured_at_s = ear.take_timed()
    assert (len(samples), captured_at_s) == (20, pytest.approx(9.0))
    assert ear.interruptions == 1
    assert ear.heard_until_s == pytest.approx(9.02)


def test_a_full_ring_loses_sound_and_says_so():
    ear = Ear(100)
    ear.hear(_block(1_900, 0.1), 0.0, False)
    ear.hear(_block(200, 0.2), 19.0, False)
    assert ear.interruptions == 1
    samples = ear.take()
    assert len(samples) == 2_000
    assert samples[-1] == pytest.approx(0.2)

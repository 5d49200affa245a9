"""The level meter, whose time is the sound's own."""

import numpy as np
import pytest

from app.media.sound.level import FLOOR_DB, LevelMeter

RATE_HZ = 16000


def tone(amplitude: float, seconds: float) -> np.ndarray:
    return (amplitude * np.sin(2 * np.pi * 250 * np.arange(round(seconds * RATE_HZ)) / RATE_HZ)).astype(np.float32)


def feed(meter: LevelMeter, sound: np.ndarray, block: int = 480):
    level = None
    for start in range(0, len(sound), block):
        level = meter.push(sound[start : start + block])
    assert level is not None
    return level


def test_a_steady_tone_has_its_peak_and_its_rms():
    level = feed(LevelMeter(RATE_HZ), tone(0.5, 2.0))
    assert level.peak_db == pytest.approx(-6.02, abs=0.1)
    assert level.held_db == pytest.approx(-6.02, abs=0.1)
    assert level.rms_db == pytest.approx(-9.03, abs=0.1)
    assert not level.clipped
    assert not level.mute


def test_the_peak_falls_while_its_mark_is_held():
    meter = LevelMeter(RATE_HZ)
    feed(meter, tone(0.5, 0.5))
    after = feed(meter, tone(0.001, 1.0))
    assert after.peak_db == pytest.approx(-30.0, abs=1.0)
    assert after.held_db == pytest.approx(-6.0, abs=0.1)
    later = feed(meter, tone(0.001, 3.0))
    assert later.held_db < -35.0


@pytest.mark.parametrize("block", [1, 2, 7, 480])
def test_a_flat_top_is_clipping_and_a_touch_is_not(block):
    touch = tone(0.5, 0.1)
    touch[[100, 101, 300]] = 1.0
    assert not feed(LevelMeter(RATE_HZ), touch, block).clipped
    flat = tone(0.5, 0.1)
    flat[100:103] = -1.0
    meter = LevelMeter(RATE_HZ)
    assert feed(meter, flat, block).clipped
    assert feed(meter, tone(0.5, 2.0)).clipped  # long enough to be read
    assert not feed(meter, tone(0.5, 2.0)).clipped


def test_nothing_but_zeros_is_told_from_a_quiet_room():
    meter = LevelMeter(RATE_HZ)
    silent = feed(meter, np.zeros(2 * RATE_HZ, np.float32))
    assert silent.mute
    assert silent.peak_db == FLOOR_DB
    assert not feed(meter, tone(1e-4, 0.1)).mute

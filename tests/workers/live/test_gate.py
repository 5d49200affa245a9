import numpy as np

from app.workers.live.gate import FADE_S, Gate

RATE_HZ = 8_000
FADE = round(FADE_S * RATE_HZ)


def _tone(samples):
    return np.full(samples, 0.5, np.float32)


def test_an_open_gate_changes_nothing_and_a_shut_one_lets_nothing_through():
    tone = _tone(100)
    np.testing.assert_array_equal(Gate(RATE_HZ, is_open=True).pass_through(tone, is_open=True), tone)
    assert not Gate(RATE_HZ, is_open=False).pass_through(tone, is_open=False).any()


def test_it_shuts_and_opens_without_a_click_whatever_the_blocks():
    gate = Gate(RATE_HZ, is_open=True)
    shut = np.concatenate([gate.pass_through(_tone(7), is_open=False) for _ in range(30)])
    opened = np.concatenate([gate.pass_through(_tone(7), is_open=True) for _ in range(30)])
    assert len(shut) == len(opened) == 210
    assert np.abs(np.diff(np.concatenate([[0.5], shut, opened]))).max() <= 0.5 / FADE + 1e-6
    assert not shut[FADE:].any()
    assert (opened[FADE:] == 0.5).all()

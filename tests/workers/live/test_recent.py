import numpy as np
import pytest

from app.workers.live.recent import RecentSound


def _noise(samples: int, seed: int = 0) -> np.ndarray:
    return np.random.default_rng(seed).uniform(-1, 1, samples).astype(np.float32)


@pytest.mark.parametrize("said", [300, 1_000, 1_001, 1_999, 2_000, 7_777])
def test_the_last_seconds_are_kept_in_order(said):
    recent = RecentSound(kept_s=1.0)
    recent.begin(1_000)
    sound, rng, start = _noise(said), np.random.default_rng(1), 0
    while start < said:
        stop = start + int(rng.integers(1, 90))
        recent.write(sound[start:stop])
        start = stop
    np.testing.assert_allclose(recent.copy(), sound[-1_000:], atol=1 / 32767)
    assert recent.duration_s == min(said, 1_000) / 1_000


def test_a_block_longer_than_the_memory_leaves_its_end():
    recent = RecentSound(kept_s=0.1)
    recent.begin(1_000)
    recent.write(_noise(20))
    sound = _noise(350, seed=2)
    recent.write(sound)
    np.testing.assert_allclose(recent.copy(), sound[-100:], atol=1 / 32767)


def test_memory_is_taken_once():
    recent = RecentSound(kept_s=2.0)
    recent.begin(1_000)
    ring = recent._ring
    for _ in range(50):
        recent.write(_noise(100))
    recent.begin(1_000)  # another performance with the same microphone goes on
    assert recent._ring is ring
    assert ring.nbytes == 2 * 1_000 * 2
    assert recent.duration_s == 2.0
    recent.begin(2_000)  # another rate does not
    assert recent.duration_s == 0.0


def test_forgotten_sound_is_not_kept():
    recent = RecentSound(kept_s=1.0)
    assert recent.duration_s == 0.0
    recent.begin(1_000)
    recent.write(_noise(500))
    recent.forget()
    recent.write(_noise(3))
    assert len(recent.copy()) == 3

import numpy as np
import torch

from app.model.motion.hearing import SILENT, Hearing
from app.model.motion.log_mel import LogMel


def _noise(count: int) -> np.ndarray:
    return (0.1 * np.random.default_rng(1).standard_normal(count)).astype(np.float32)


def test_any_cutting_gives_the_same_rows() -> None:
    sound, hearing = _noise(9_000), Hearing(LogMel())
    pieces = torch.cat([hearing.push(piece) for piece in np.split(sound, [1, 150, 200, 201, 5_000])])
    whole = Hearing(LogMel()).push(sound)
    assert len(whole) == (9_000 - 200) // 160 + 1
    torch.testing.assert_close(pieces, whole, atol=1e-5, rtol=0)


def test_a_row_is_of_the_sound_around_its_sample() -> None:
    click = np.zeros(4_800, np.float32)
    click[1_600] = 1.0
    assert int(Hearing(LogMel()).push(click).mean(1).argmax()) == 10


def test_a_known_sound_begins_at_its_own_level() -> None:
    sound = 10 * np.concatenate([1e-3 * _noise(16_000), _noise(16_000)])
    known, unknown = Hearing(LogMel(), sound).push(sound), Hearing(LogMel()).push(sound)
    torch.testing.assert_close(known[-50:], unknown[-50:], atol=0.02, rtol=0)
    assert (unknown[:90] - known[:90]).mean() > 0.5  # taken for a quiet voice at first


def test_a_sound_shorter_than_a_window_is_no_trouble() -> None:
    hearing = Hearing(LogMel(), _noise(100))
    assert hearing.push(_noise(100)).shape == (0, 80)
    assert (hearing.silence(3) == SILENT).all()

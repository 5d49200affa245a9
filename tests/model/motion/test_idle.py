import timeit

import numpy as np
import pytest
from numpy.typing import NDArray

from app.core.motion import CHANNEL_INDEX, IDLE
from app.core.settings import PerformanceSettings
from app.evaluation.idle import blink_figures, spoken
from app.model.motion.cues import VoiceCues
from app.model.motion.idle import IdleMovement
from app.model.motion.noise import load_idle_network

FRAMES_PER_MINUTE = 1500
HEAD = ("yaw", "pitch", "roll", "shift_x", "shift_y")


def _talk(minutes: float, seed: int = 4) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Loudness and opening of made-up talk: syllables at about 5 Hz in phrases of two to four seconds."""
    rng = np.random.default_rng(seed)
    frames = int(minutes * FRAMES_PER_MINUTE)
    opening, loudness = np.zeros(frames, np.float32), np.full(frames, -60.0, np.float32)
    at = 20
    while at < frames:
        length = int(rng.integers(50, 100))
        index = np.arange(at, min(at + length, frames))
        opening[index] = 0.06 + 0.05 * np.sin(index * 1.2)
        loudness[index] = -25 + 6 * np.sin(index * 1.2) + rng.normal(0, 2, len(index))
        at += length + int(rng.integers(8, 40))
    return loudness, opening


def _perform(minutes: float, head: float = 0.5, seed: int = 0, **strengths: float) -> NDArray[np.float32]:
    loudness, opening = _talk(minutes)
    movement = IdleMovement(load_idle_network(), PerformanceSettings(head=head, seed=seed, **strengths))
    return movement.frames(loudness.tolist(), opening.tolist())


def _channel(rows: NDArray[np.float32], name: str) -> NDArray[np.float32]:
    return rows[:, CHANNEL_INDEX[name] - IDLE.start]


@pytest.fixture(scope="module")
def ten_minutes() -> NDArray[np.float32]:
    return _perform(10)


def test_blinks_come_like_peoples(ten_minutes: NDArray[np.float32]) -> None:
    lids = _channel(ten_minutes, "blink_left")
    starts = np.flatnonzero((lids[1:] > 0.5) & (lids[:-1] <= 0.5))
    intervals = np.diff(starts)
    assert 10 <= len(starts) / 10 <= 25
    assert intervals.std() / intervals.mean() >= 0.5
    assert lids.max() == 1
    moving = np.diff(np.concatenate([[0], lids > 0.02, [0]]).astype(int))
    durations = (np.flatnonzero(moving == -1) - np.flatnonzero(moving == 1)) / 25
    assert 0.1 <= np.quantile(durations, 0.02)
    assert np.quantile(durations, 0.98) <= 0.4


def test_lids_close_faster_than_they_open(ten_minutes: NDArray[np.float32]) -> None:
    speed = np.diff(_channel(ten_minutes, "blink_left"))
    assert speed.max() > -1.2 * speed.min()


@pytest.mark.parametrize("seed", [0, 1])
def test_nobody_stares_in_long_silence(seed: int) -> None:
    frames = 10 * FRAMES_PER_MINUTE
    movement = IdleMovement(load_idle_network(), PerformanceSettings(seed=seed))
    lids = _channel(movement.frames([-70.0] * frames, [0.0] * frames), "blink_left")
    starts = np.flatnonzero((lids[1:] > 0.5) & (lids[:-1] <= 0.5))
    intervals = np.diff(starts)
    assert 10 <= len(starts) / 10 <= 25
    assert intervals.std() / intervals.mean() >= 0.5
    assert intervals.max() < 45 * 25


def test_blinks_gather_at_phrase_ends(ten_minutes: NDArray[np.float32]) -> None:
    _, opening = _talk(10)
    figures = blink_figures(_channel(ten_minutes, "blink_left"), spoken(opening))
    assert figures.phrase_end_lift > 1.5


def test_the_head_moves_a_few_degrees_and_smoothly(ten_minutes: NDArray[np.float32]) -> None:
    for name in ("yaw", "pitch", "roll"):
        degrees = np.degrees(_channel(ten_minutes, name))
        assert 0.3 < degrees.std() < 4
        assert np.abs(degrees).max() < 14
        assert np.abs(np.diff(degrees, 2)).max() < 0.8  # no jitter: change of speed a frame
    assert np.abs(ten_minutes[0]).max() < 0.02  # a take begins at the portrait's own pose


def test_no_rhythm_repeats_itself(ten_minutes: NDArray[np.float32]) -> None:
    pitch = _channel(ten_minutes, "pitch")
    pitch = pitch - pitch.mean()
    lags = range(60, 300)
    echoes = [float((pitch[lag:] * pitch[:-lag]).mean() / pitch.var()) for lag in lags]
    assert max(echoes) < 0.35


def test_the_head_is_livelier_while_speaking_and_brows_rise_on_stress() -> None:
    loudness, opening = _talk(10)
    settings = PerformanceSettings(seed=0)
    talking = IdleMovement(load_idle_network(), settings).frames(loudness.tolist(), opening.tolist())
    silent = IdleMovement(load_idle_network(), settings).frames([-60.0] * len(opening), [0.0] * len(opening))
    assert np.abs(np.diff(_channel(talking, "pitch"))).mean() > 1.1 * np.abs(np.diff(_channel(silent, "pitch"))).mean()
    cues = VoiceCues()
    accents = [cues.step(float(level), float(gap)).accent for level, gap in zip(loudness, opening, strict=True)]
    stressed = np.flatnonzero(np.array(accents) > 0.6)
    raised = _channel(talking, "brow_raise")
    after = np.mean([raised[frame + 5 : frame + 12].mean() for frame in stressed if frame + 12 < len(raised)])
    assert after > raised.mean() + 0.15 * raised.std()


def test_strength_scales_the_head_alone() -> None:
    natural, lively, still = _perform(1, 0.5), _perform(1, 1.0), _perform(1, 0.0)
    for name in HEAD:
        assert not _channel(still, name).any()
        np.testing.assert_allclose(_channel(lively, name), 2 * _channel(natural, name), atol=1e-5)
    np.testing.assert_array_equal(_channel(still, "blink_left"), _channel(natural, "blink_left"))


def _blink_count(rows: NDArray[np.float32]) -> int:
    lids = _channel(rows, "blink_left")
    return int(((lids[1:] > 0.5) & (lids[:-1] <= 0.5)).sum())


def test_blinks_come_as_often_as_asked(ten_minutes: NDArray[np.float32]) -> None:
    natural = _blink_count(ten_minutes)
    assert not _channel(_perform(1, blinks=0.0), "blink_left").any()
    assert 0.35 < _blink_count(_perform(10, blinks=0.5)) / natural < 0.65
    assert 1.6 < _blink_count(_perform(10, blinks=2.0)) / natural < 2.4


def test_gaze_wanders_as_far_as_asked() -> None:
    still, natural, far = (_perform(2, gaze=gaze) for gaze in (0.0, 1.0, 2.0))
    wander = [_channel(rows, "gaze_x") + 0.85 * _channel(rows, "yaw") for rows in (still, natural, far)]
    assert np.abs(wander[0]).max() < 0.03  # at the viewer, but for the softened end of wide head turns
    assert 1.8 < wander[2].std() / wander[1].std() < 2.1
    np.testing.assert_array_equal(_channel(still, "yaw"), _channel(far, "yaw"))
    np.testing.assert_array_equal(_channel(natural, "yaw"), _channel(_perform(2, blinks=0.0), "yaw"))


def test_gaze_returns_to_the_viewer(ten_minutes: NDArray[np.float32]) -> None:
    looking = _channel(ten_minutes, "gaze_x") + 0.85 * _channel(ten_minutes, "yaw")
    assert np.abs(np.degrees(np.median(looking))) < 0.5
    assert (np.abs(np.degrees(looking)) < 2).mean() > 0.7
    assert np.abs(np.degrees(_channel(ten_minutes, "gaze_x"))).max() < 12


def test_breath_rises_in_pauses(ten_minutes: NDArray[np.float32]) -> None:
    _, opening = _talk(10)
    breath = _channel(ten_minutes, "breath")
    pause = np.convolve(opening, np.ones(20), "same") == 0
    assert breath.min() >= 0
    assert breath.max() <= 1
    assert np.diff(breath)[pause[1:]].mean() > 0.005 > np.diff(breath)[opening[1:] > 0].mean()


def test_a_seed_gives_its_own_take_whatever_the_pieces() -> None:
    loudness, opening = _talk(0.5)
    whole = _perform(0.5, seed=7)
    movement = IdleMovement(load_idle_network(), PerformanceSettings(seed=7))
    pieces = [
        movement.frames(loudness[start : start + 13].tolist(), opening[start : start + 13].tolist())
        for start in range(0, len(opening), 13)
    ]
    np.testing.assert_array_equal(np.concatenate(pieces), whole)
    assert whole.shape[1] == IDLE.stop - IDLE.start
    assert np.abs(_perform(0.5, seed=8) - whole).max() > 0.01


def test_a_frame_takes_far_less_than_half_a_millisecond() -> None:
    movement = IdleMovement(load_idle_network(), PerformanceSettings())
    best = min(timeit.repeat(lambda: movement.frames([-30.0] * 25, [0.1] * 25), number=1, repeat=8)) / 25
    assert best < 0.5e-3

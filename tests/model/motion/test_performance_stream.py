from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch
from numpy.typing import NDArray

from app.core.face_basis import load_face_basis
from app.core.motion import IDLE, SPOKEN, Motion
from app.core.settings import PerformanceSettings
from app.media.sound.load import load_clip
from app.model.motion.checkpoint import load_network
from app.model.motion.cues import ACCENT_LEAD_FRAMES
from app.model.motion.idle import IdleMovement
from app.model.motion.idle_stream import GeneratedIdle
from app.model.motion.lips_stream import SpokenLips
from app.model.motion.network import LOOK_AHEAD_SAMPLES, SAMPLES_PER_FRAME
from app.model.motion.noise import load_idle_network
from app.model.motion.performance_stream import PerformanceStream
from app.model.motion.performer import MotionPerformer
from app.model.motion.stream import MotionStream

CPU = torch.device("cpu")
SETTINGS = PerformanceSettings(seed=5)


@pytest.fixture(scope="module")
def performer() -> MotionPerformer:
    return MotionPerformer.load(torch.device("cpu"))


@pytest.fixture(scope="module")
def voice(demo_voice_path: Path) -> NDArray[np.float32]:
    return load_clip(demo_voice_path).samples[: 6 * 16_000]


def _pushed(stream: PerformanceStream, samples: NDArray[np.float32], longest: int) -> Motion:
    """In blocks of random length up to `longest`."""
    rng, parts, start = np.random.default_rng(longest), [Motion.still(0)], 0
    while start < len(samples):
        stop = start + int(rng.integers(1, longest + 1))
        parts.append(stream.push(samples[start:stop]))
        start = stop
    return Motion.joined(parts)


@pytest.mark.parametrize(("longest", "smoothing"), [(320, 0.0), (5_000, 0.0), (900, 0.8)])
def test_blocks_of_any_length_give_the_motion_of_the_whole(
    performer: MotionPerformer, voice: NDArray[np.float32], longest: int, smoothing: float
) -> None:
    settings = replace(SETTINGS, smoothing=smoothing)
    whole = performer.stream(settings).push(voice).coefficients
    running = _pushed(performer.stream(settings), voice, longest).coefficients
    assert len(running) == len(whole)
    np.testing.assert_allclose(running, whole, atol=1e-4)


@pytest.mark.parametrize("smoothing", [0.0, 0.5])
def test_a_frame_comes_when_its_look_ahead_is_over_and_not_before(performer: MotionPerformer, smoothing: float) -> None:
    stream = performer.stream(replace(SETTINGS, smoothing=smoothing))
    needed = LOOK_AHEAD_SAMPLES + (SAMPLES_PER_FRAME if smoothing else 0)
    assert len(stream.push(np.zeros(needed - 1, np.float32))) == 0
    assert len(stream.push(np.zeros(1, np.float32))) == 1
    assert len(stream.push(np.zeros(SAMPLES_PER_FRAME - 1, np.float32))) == 0
    assert len(stream.push(np.zeros(1, np.float32))) == 1


def test_the_head_follows_a_changed_strength_without_a_jerk(performer: MotionPerformer) -> None:
    silence = np.zeros(16_000 * 12, np.float32)
    stream = performer.stream(replace(SETTINGS, head=1.0))
    lively = stream.push(silence).channel("yaw")
    stream.retune(replace(SETTINGS, head=0.0))
    calming = stream.push(silence).channel("yaw")
    assert np.abs(calming[25:]).max() < 0.05 * np.abs(lively).max()
    joint = np.abs(np.diff(np.concatenate([lively[-1:], calming[:25]]))).max()
    assert joint < 0.5 * abs(lively[-1])  # the way home is spread over several frames


def test_blinks_begin_and_end_with_their_setting(performer: MotionPerformer) -> None:
    silence = np.zeros(16_000 * 30, np.float32)
    stream = performer.stream(replace(SETTINGS, blinks=0.0))
    assert stream.push(silence).channel("blink_left").max() == 0
    stream.retune(replace(SETTINGS, blinks=2.0))
    assert stream.push(silence).channel("blink_left").max() > 0.9
    stream.retune(replace(SETTINGS, blinks=0.0))
    assert stream.push(silence).channel("blink_left")[50:].max() == 0


def test_mouth_and_smoothing_change_between_two_frames(performer: MotionPerformer, voice: NDArray[np.float32]) -> None:
    plain = performer.stream(SETTINGS).push(voice).channel("opening")
    stream = performer.stream(SETTINGS)
    half = len(voice) // 2
    first = stream.push(voice[:half])
    stream.retune(replace(SETTINGS, mouth=0.5, smoothing=1.0))
    second = stream.push(voice[half:]).channel("opening")
    stream.retune(SETTINGS)
    rest = stream.push(np.zeros(SAMPLES_PER_FRAME, np.float32)).channel("opening")
    both = np.concatenate([first.channel("opening"), second])
    assert len(both) == len(plain) - 1  # one frame is held back
    assert len(rest) == 2  # and let out when smoothing ends
    start = len(first)
    assert second.std() == pytest.approx(0.5 * plain[start:-1].std(), rel=0.25)
    assert np.corrcoef(second, plain[start:-1])[0, 1] > 0.9


def test_another_seed_moves_the_head_otherwise(performer: MotionPerformer) -> None:
    silence = np.zeros(16_000 * 8, np.float32)
    one, other = performer.stream(SETTINGS), performer.stream(SETTINGS)
    one.push(silence)
    other.push(silence)
    other.retune(replace(SETTINGS, seed=6))
    assert np.abs(one.push(silence).channel("yaw") - other.push(silence).channel("yaw")).max() > 1e-3


def test_head_and_brows_hear_the_voice_before_it_is_spoken(
    performer: MotionPerformer, voice: NDArray[np.float32]
) -> None:
    motion = performer.stream(SETTINGS).push(voice)
    loudness_db = 10 * np.log10((voice.reshape(-1, 640) ** 2).mean(1) + 1e-7)  # of frames of 40 ms
    idle = IdleMovement(load_idle_network(), SETTINGS)
    expected = idle.frames(loudness_db[ACCENT_LEAD_FRAMES:][: len(motion)].tolist(), motion.channel("opening").tolist())
    np.testing.assert_allclose(motion.coefficients[:, IDLE], expected, atol=1e-4)


class Yawning:
    """Lips that something else than a voice moves: a frame for every 640 samples, as late as the rest needs them."""

    def push(self, samples: NDArray[np.float32]) -> NDArray[np.float32]:
        return np.full((len(samples) // SAMPLES_PER_FRAME - ACCENT_LEAD_FRAMES, SPOKEN.stop), 0.3, np.float32)

    def samples_needed(self, frames: int) -> int:
        return (frames + ACCENT_LEAD_FRAMES) * SAMPLES_PER_FRAME

    def retune(self, settings: PerformanceSettings) -> None:
        pass


class Staring:
    """Everything else held still."""

    def push(self, samples: NDArray[np.float32], opening: NDArray[np.float32]) -> NDArray[np.float32]:
        return np.zeros((len(opening), 12), np.float32)

    def retune(self, settings: PerformanceSettings) -> None:
        pass


def test_lips_and_the_rest_can_be_replaced_one_without_the_other(
    performer: MotionPerformer, voice: NDArray[np.float32]
) -> None:
    usual = performer.stream(SETTINGS).push(voice)
    lips = SpokenLips(MotionStream(load_network(load_face_basis().digest(), CPU)).push, SETTINGS)
    still = PerformanceStream(lips, Staring()).push(voice)
    np.testing.assert_array_equal(still.channel("opening"), usual.channel("opening"))
    assert not still.coefficients[:, IDLE].any()
    yawn = PerformanceStream(Yawning(), GeneratedIdle(load_idle_network(), SETTINGS))
    yawning = yawn.push(np.zeros(yawn.samples_needed(50), np.float32))
    assert len(yawning) == 50
    assert (yawning.channel("opening") == np.float32(0.3)).all()
    assert yawning.channel("yaw").std() > 0

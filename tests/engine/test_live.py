from dataclasses import replace
from functools import partial
from pathlib import Path

import numpy as np
import pytest
import torch
from numpy.typing import NDArray

from app.core.driving import Lips
from app.core.emotion import TRANSITION_S, Emotion, EmotionKey, EmotionTrack
from app.core.motion import CHANNEL_INDEX, MOUTH, Motion
from app.core.settings import PerformanceSettings
from app.engine.live import LiveFrame, LivePerformer
from app.media.sound.load import load_clip
from app.media.sound.resampling import Resampler
from app.model.motion.emotion import with_emotion
from app.model.motion.performer import MotionPerformer

HAPPY = PerformanceSettings(seed=2, head=0.8, emotion=EmotionTrack.constant(Emotion.HAPPY, 0.7))


@pytest.fixture(scope="module")
def performer() -> MotionPerformer:
    return MotionPerformer.load(torch.device("cpu"))


@pytest.fixture(scope="module")
def voice(demo_voice_path: Path) -> NDArray[np.float32]:
    return load_clip(demo_voice_path).samples[: 5 * 16_000]


def _spoken(
    live: LivePerformer, samples: NDArray[np.float32], rate_hz: int, longest_s: float = 0.03, began_s: float = 100.0
) -> list[LiveFrame]:
    """In blocks of random length, as a microphone would deliver them."""
    rng, frames, start = np.random.default_rng(3), [], 0
    while start < len(samples):
        stop = start + int(rng.integers(1, longest_s * rate_hz))
        frames += live.hear(samples[start:stop], began_s + start / rate_hz)
        start = stop
    return frames


@pytest.mark.parametrize("rate_hz", [16_000, 44_100, 48_000])
def test_live_motion_is_that_of_the_same_sound_in_one_piece(
    performer: MotionPerformer, voice: NDArray[np.float32], rate_hz: int
) -> None:
    up, down = Resampler(16_000, rate_hz, 1), Resampler(rate_hz, 16_000, 1)
    spoken = np.concatenate([up.push(voice[None]), up.finish()], axis=1) if rate_hz != 16_000 else voice[None]
    heard = np.concatenate([down.push(spoken), down.finish()], axis=1)[0] if rate_hz != 16_000 else voice
    whole = with_emotion(performer.stream(HAPPY).push(heard), HAPPY.emotion, 0, HAPPY.head)
    frames = _spoken(LivePerformer(performer.stream(HAPPY), HAPPY, rate_hz), spoken[0], rate_hz)
    live = Motion.joined([frame.motion for frame in frames]).coefficients
    assert [frame.index for frame in frames] == list(range(len(frames)))
    assert len(live) == len(whole)
    np.testing.assert_allclose(live, whole.coefficients, atol=1e-4)


def test_a_frame_knows_when_its_sound_was_heard(performer: MotionPerformer) -> None:
    live = LivePerformer(performer.stream(HAPPY), HAPPY, 48_000)
    frames = _spoken(live, np.zeros(48_000, np.float32), 48_000, began_s=7.0)
    assert [frame.heard_at_s for frame in frames] == pytest.approx([7.02 + 0.04 * n for n in range(len(frames))])


def test_lost_sound_does_not_shift_the_time_of_what_follows(performer: MotionPerformer) -> None:
    live = LivePerformer(performer.stream(HAPPY), HAPPY, 16_000)
    block = np.zeros(1_600, np.float32)
    frames = [frame for n in range(10) for frame in live.hear(block, 0.1 * n)]
    late = [frame for n in range(10, 20) for frame in live.hear(block, 0.1 * n + 3.0)]
    assert frames[-1].heard_at_s == pytest.approx(0.04 * frames[-1].index + 0.02)
    assert late[-1].heard_at_s == pytest.approx(0.04 * late[-1].index + 0.02 + 3.0)


def test_sound_from_before_a_gap_keeps_its_time(performer: MotionPerformer) -> None:
    live = LivePerformer(performer.stream(HAPPY), HAPPY, 16_000)
    block = np.zeros(1_600, np.float32)
    frames = [frame for n in range(20) for frame in live.hear(block, 50.0 + 0.1 * n + (3.0 if n >= 10 else 0.0))]
    assert [frame.index for frame in frames] == list(range(len(frames)))
    assert all(len(frame.motion) == 1 for frame in frames)  # though two or three come at once
    spoken_s = [0.04 * frame.index + 0.02 for frame in frames]
    expected = [50.0 + moment_s + (3.0 if moment_s >= 1.0 else 0.0) for moment_s in spoken_s]
    assert [frame.heard_at_s for frame in frames] == pytest.approx(expected)


def test_another_emotion_shows_at_once_and_is_eased(performer: MotionPerformer) -> None:
    settings = PerformanceSettings(head=0.0)
    live = LivePerformer(performer.stream(settings), settings, 16_000)
    live.hear(np.zeros(16_000, np.float32), 0.0)
    live.direct(replace(settings, emotion=EmotionTrack.constant(Emotion.HAPPY)))
    smiles = _smiles(live.hear(np.zeros(16_000, np.float32), 1.0))
    assert 0.0 < smiles[1] < 0.3
    assert (np.diff(smiles) >= 0).all()
    assert smiles[-1] == pytest.approx(1.0)
    live.direct(settings)
    calming = _smiles(live.hear(np.zeros(16_000, np.float32), 2.0))
    assert 0.7 < calming[1] < 1.0
    assert calming[-1] == pytest.approx(0.0, abs=1e-6)


def test_a_slider_that_is_dragged_for_long_ends_where_it_was_let_go(performer: MotionPerformer) -> None:
    settings = PerformanceSettings(head=0.0)
    live = LivePerformer(performer.stream(settings), settings, 16_000)
    for step in range(60):
        live.direct(replace(settings, emotion=EmotionTrack.constant(Emotion.HAPPY, (step % 10 + 1) / 10)))
        live.hear(np.zeros(960, np.float32), 0.06 * step)
    live.direct(replace(settings, emotion=EmotionTrack.constant(Emotion.HAPPY, 0.4)))
    assert _smiles(live.hear(np.zeros(16_000, np.float32), 4.0))[-1] == pytest.approx(0.4)


def test_wishes_that_follow_one_another_quickly_are_all_eased_into(performer: MotionPerformer) -> None:
    settings = PerformanceSettings(head=0.0)
    live, frames, keys = LivePerformer(performer.stream(settings), settings, 16_000), [], []
    for intensity in (1.0, 0.2, 0.6, 0.0, 0.5):
        live.direct(replace(settings, emotion=EmotionTrack.constant(Emotion.HAPPY, intensity)))
        keys.append(EmotionKey(len(frames) / 25 + TRANSITION_S / 2, Emotion.HAPPY, intensity))
        frames += live.hear(np.zeros(5 * 640, np.float32), 0.0)
    frames += live.hear(np.zeros(16_000, np.float32), 1.0)
    happy = EmotionTrack(tuple(keys)).strengths(np.arange(len(frames)) / 25)[:, list(Emotion).index(Emotion.HAPPY)]
    np.testing.assert_allclose(_smiles(frames), happy, atol=1e-6)


def test_of_an_emotion_with_keys_the_first_moment_holds(performer: MotionPerformer) -> None:
    first, before = EmotionKey(0.0, Emotion.HAPPY, 0.5), EmotionKey(-0.6, Emotion.ANGRY)
    settings = PerformanceSettings(emotion=EmotionTrack((before, first, EmotionKey(0.2, Emotion.SAD, 1.0))))
    live = LivePerformer(performer.stream(settings), settings, 16_000)
    assert _smiles(live.hear(np.zeros(16_000, np.float32), 0.0)) == pytest.approx(0.5)


def _smiles(frames: list[LiveFrame]) -> NDArray[np.float32]:
    return Motion.joined([frame.motion for frame in frames]).channel("lip_corner_pull")


def test_a_face_is_joined_with_the_voices_breath_and_lips_and_with_the_emotion(
    performer: MotionPerformer, voice: NDArray[np.float32]
) -> None:
    live = LivePerformer(performer.stream(HAPPY), HAPPY, 16_000)
    frames = _spoken(live, voice[:16_000], 16_000)
    face = Motion(np.full_like(frames[-1].motion.coefficients, 0.2))
    heard, own, voices = (m.coefficients[0] for m in (frames[-1].motion, *map(partial(live.with_face, face), Lips)))
    breath, smile, yaw = (CHANNEL_INDEX[name] for name in ("breath", "lip_corner_pull", "yaw"))
    assert own[breath] == voices[breath] == heard[breath]
    assert own[smile] == voices[smile] == pytest.approx(0.7, abs=0.01)
    assert own[yaw] == voices[yaw] == pytest.approx(0.2)
    np.testing.assert_allclose(voices[MOUTH.start], heard[MOUTH.start], atol=1e-5)
    assert own[MOUTH.start] != voices[MOUTH.start]


def test_time_goes_on_in_sound_that_is_passed_over(performer: MotionPerformer) -> None:
    live = LivePerformer(performer.stream(HAPPY), HAPPY, 16_000)
    before = _spoken(live, np.zeros(16_000, np.float32), 16_000)
    for start in range(0, 16_000, 500):
        live.pass_over(np.zeros(500, np.float32), 101.0 + start / 16_000)
    after = live.hear(np.zeros(1_600, np.float32), 102.0)
    assert after[0].index == before[-1].index + 1 + 25
    assert after[0].heard_at_s == pytest.approx(before[-1].heard_at_s + 0.04 * 26, abs=0.01)

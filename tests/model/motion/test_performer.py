from pathlib import Path

import numpy as np
import pytest
import torch
from numpy.typing import NDArray

from app.core.audio import AudioClip
from app.core.motion import MOUTH, Motion, frame_count
from app.core.settings import PerformanceSettings
from app.model.motion.articulation import PARTED
from app.model.motion.performer import MotionPerformer
from app.training.sound import read_mono


@pytest.fixture(scope="module")
def performer() -> MotionPerformer:
    return MotionPerformer.load(torch.device("cpu"))


@pytest.fixture(scope="module")
def voice(demo_voice_path: Path) -> NDArray[np.float32]:
    """The demo voice and a second of silence."""
    return np.concatenate([read_mono(demo_voice_path), np.zeros(16_000, np.float32)])


def _joined(performer: MotionPerformer, samples: NDArray[np.float32], settings: PerformanceSettings) -> Motion:
    return Motion.joined(list(performer.perform(AudioClip(samples), settings)))


@pytest.mark.parametrize("duration_s", [0.01, 0.2, 1.0, 2.345, 7.0])
def test_pieces_add_up_to_the_clip(performer: MotionPerformer, duration_s: float) -> None:
    clip = AudioClip(np.zeros(int(duration_s * 16_000), np.float32))
    pieces = list(performer.perform(clip, PerformanceSettings()))
    assert sum(len(piece) for piece in pieces) == frame_count(clip.duration_s)
    assert max(len(piece) for piece in pieces) <= 50


def test_a_voice_moves_the_mouth_and_silence_shuts_it(performer: MotionPerformer, voice: NDArray[np.float32]) -> None:
    motion = _joined(performer, voice, PerformanceSettings())
    opening = motion.channel("opening")
    assert 0.03 < opening.std() < 0.15
    assert (opening < 0.01).mean() > 0.1  # pauses and closures
    assert opening.max() < 0.5
    assert np.abs(motion.coefficients[-20:, MOUTH]).max() == 0


@pytest.mark.parametrize("kind", ["silence", "noise", "hum"])
def test_lips_stay_shut_where_nobody_speaks(performer: MotionPerformer, kind: str) -> None:
    time = np.arange(48_000) / 16_000
    sounds = {
        "silence": np.zeros(len(time)),
        "noise": 0.05 * np.random.default_rng(1).standard_normal(len(time)),
        "hum": 0.1 * np.sin(2 * np.pi * 50 * time),
    }
    opening = _joined(performer, sounds[kind].astype(np.float32), PerformanceSettings()).channel("opening")
    assert np.median(opening) == 0
    assert np.quantile(opening, 0.95) <= 0.02


def test_a_quiet_recording_moves_the_mouth_as_well(performer: MotionPerformer, voice: NDArray[np.float32]) -> None:
    loud = _joined(performer, voice, PerformanceSettings()).channel("opening")
    quiet = _joined(performer, voice * 0.05, PerformanceSettings()).channel("opening")
    assert np.corrcoef(loud, quiet)[0, 1] > 0.9


def test_a_seed_repeats_its_take_and_leaves_the_mouth_alone(
    performer: MotionPerformer, voice: NDArray[np.float32]
) -> None:
    first = _joined(performer, voice, PerformanceSettings(seed=1))
    again = _joined(performer, voice, PerformanceSettings(seed=1))
    other = _joined(performer, voice, PerformanceSettings(seed=2))
    np.testing.assert_array_equal(first.coefficients, again.coefficients)
    np.testing.assert_array_equal(first.coefficients[:, MOUTH], other.coefficients[:, MOUTH])
    assert np.abs(first.coefficients - other.coefficients).max() > 1e-3


def test_strengths_of_the_mouth_keep_closures_and_frame_count(
    performer: MotionPerformer, voice: NDArray[np.float32]
) -> None:
    natural = _joined(performer, voice, PerformanceSettings())
    wide = _joined(performer, voice, PerformanceSettings(mouth=1.5)).channel("opening")
    smooth = _joined(performer, voice, PerformanceSettings(smoothing=1.0)).channel("opening")
    opening = natural.channel("opening")
    assert len(smooth) == len(opening)
    assert wide[opening > 0.1] == pytest.approx(1.5 * opening[opening > 0.1])
    assert wide[opening == 0].max() == smooth[opening == 0].max() == 0
    apart = opening[1:-1] > PARTED  # closures stay as sudden as they are
    assert np.diff(smooth, 2)[apart].std() < 0.8 * np.diff(opening, 2)[apart].std()

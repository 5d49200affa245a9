"""The noise generator's training on people made of sums of sines."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch
from numpy.typing import NDArray
from safetensors import safe_open

from app.core.face_basis import load_face_basis
from app.model.motion.noise import DRIVEN, NOISE, IdleNetwork, NoiseGenerator, load_idle_network
from app.training.idle.export import BLINKS_PER_MINUTE, exported, long_talk, rates, save_idle_network
from app.training.idle.lessons import idle_lessons
from app.training.idle.lids import blink_lengths, blink_peaks, blink_starts, closures, lid_times_s
from app.training.idle.loss import energy_score, spectrum_gap
from app.training.idle.tracks import IdleTrack, idle_track
from app.training.idle.training import IdleSettings, IdleTraining, load_idle_settings
from app.training.shapes import ShapeTrack
from app.training.tracking import Track

FRAMES = 160


def _lids(frames: int, shut: list[int]) -> NDArray[np.float32]:
    """Closure with blinks whose lids are most shut at those frames."""
    closure = np.zeros(frames, np.float32)
    for frame in shut:
        closure[frame - 2 : frame + 6] = (0.1, 0.6, 0.95, 0.8, 0.55, 0.3, 0.15, 0.05)
    return closure


def _track(person: str, acted: bool, seed: int) -> IdleTrack:
    rng = np.random.default_rng(seed)
    time = np.arange(FRAMES) / 25
    phases, rates_hz = rng.uniform(0, 6, (7, 2)), rng.uniform(0.3, 1.2, (7, 2))
    waves = np.sin(2 * np.pi * rates_hz[:, :, None] * time + phases[:, :, None]).sum(1)
    closure = _lids(FRAMES, [20, 70, 120])
    gaze = np.zeros((FRAMES, 2), np.float32)
    gaze[60:100] = (0.1, -0.05)
    opening = np.where((time > 0.6) & (time < 5.6), 0.08 + 0.06 * np.sin(25 * time), 0).astype(np.float32)
    loudness_db = np.where(opening > 0, -25 + 50 * opening, -60).astype(np.float32)
    peaks = blink_peaks(closure)
    return IdleTrack(
        person,
        acted,
        (0.02 * waves.T).astype(np.float32),
        closure,
        blink_starts(peaks),
        blink_lengths(closure, peaks),
        gaze,
        np.array([60, 100]),
        opening,
        loudness_db,
    )


@pytest.fixture(scope="module")
def tracks() -> list[IdleTrack]:
    return [_track("reader", False, 1), _track("reader", False, 2), _track("actor", True, 3)]


@pytest.fixture(scope="module")
def settings() -> IdleSettings:
    return replace(load_idle_settings(), steps=6, batch=4, sequence_frames=(24, 48), hidden=8, checkpoint_every=3)


def test_blinks_are_found_with_their_lengths() -> None:
    closure = _lids(200, [50, 120])
    peaks = blink_peaks(closure)
    assert peaks.tolist() == [50, 120]
    assert blink_starts(peaks).tolist() == [48, 118]
    assert blink_lengths(closure, peaks).tolist() == [4, 4]
    shutting_s, opening_s = lid_times_s([closure])
    assert shutting_s == pytest.approx(0.12, abs=0.05)
    assert opening_s == pytest.approx(0.2, abs=0.05)


def test_a_tracked_face_that_turns_blinks_and_looks_is_read() -> None:
    canonical = load_face_basis().canonical
    shapes = np.repeat(canonical[None], FRAMES, axis=0)
    lids = _lids(FRAMES, [40, 120])
    for upper, lower in ((159, 145), (386, 374)):
        gap = canonical[lower, 1] - canonical[upper, 1]
        shapes[:, upper, 1] += lids * gap
    for iris in (468, 473):
        shapes[80:, iris, 0] += 0.013  # 0.1 radians of an eye
    angles = np.zeros((FRAMES, 3), np.float32)
    angles[:, 1] = 0.05 * np.sin(2 * np.pi * 0.5 * np.arange(FRAMES) / 25)
    clip = ShapeTrack(Track(shapes, "her", "clip", Path()), shapes, angles, np.zeros((FRAMES, 2), np.float32))
    silence = np.zeros(FRAMES, np.float32)
    track = idle_track(clip, True, silence, silence - 60)
    assert track.blinks.tolist() == [38, 118]
    np.testing.assert_allclose(closures(shapes), lids, atol=0.02)
    assert len(track.saccades) == 1
    assert abs(int(track.saccades[0]) - 80) <= 1
    assert track.gaze[130, 0] - track.gaze[60, 0] == pytest.approx(0.1, abs=0.02)
    assert np.corrcoef(track.driven[:, DRIVEN.index("pitch")], angles[:, 1])[0, 1] > 0.99
    assert np.abs(track.driven[:, DRIVEN.index("yaw")]).max() < 1e-4


def test_the_energy_score_prefers_takes_that_move_like_the_real_one() -> None:
    generator = torch.Generator().manual_seed(0)

    def walk(smooth: int, size: float) -> torch.Tensor:
        noise = torch.randn(256, 72 + smooth, 7, generator=generator)
        return size * noise.unfold(1, smooth + 1, 1).mean(3)[:, :72] * (smooth + 1) ** 0.5

    real = walk(12, 1.0)
    alike = energy_score(walk(12, 1.0), walk(12, 1.0), real)
    assert alike < energy_score(walk(12, 2.0), walk(12, 2.0), real)
    assert alike < energy_score(walk(2, 1.0), walk(2, 1.0), real)
    assert alike < energy_score(torch.zeros_like(real), torch.zeros_like(real), real)
    assert spectrum_gap(walk(12, 1.0), real) < 0.1 * spectrum_gap(walk(2, 1.0), real)


def test_training_learns_and_goes_on_where_it_stopped(
    tracks: list[IdleTrack], settings: IdleSettings, tmp_path: Path
) -> None:
    lessons = idle_lessons(tracks)
    longer = IdleTraining(replace(settings, steps=24), lessons)
    first = {name: float(part) for name, part in longer.advance().items()}
    while longer.step < 24:
        last = {name: float(part) for name, part in longer.advance().items()}
    assert last["blinks"] < first["blinks"]

    half = IdleTraining(settings, lessons)
    for _ in range(3):
        half.advance()
    half.keep(tmp_path / "half.safetensors")
    resumed = IdleTraining(settings, lessons)
    resumed.run(tmp_path / "half.safetensors")
    straight = IdleTraining(settings, lessons)
    straight.run(tmp_path / "straight.safetensors")
    for name, value in straight.network.state_dict().items():
        assert torch.equal(resumed.network.state_dict()[name], value), name
    with pytest.raises(ValueError, match="other settings"):
        IdleTraining(replace(settings, seed=9), lessons).run(tmp_path / "half.safetensors")


@pytest.fixture(scope="module")
def network(tracks: list[IdleTrack], settings: IdleSettings) -> tuple[IdleTraining, IdleNetwork]:
    training = IdleTraining(replace(settings, steps=24), idle_lessons(tracks))
    while training.step < 24:
        training.advance()
    return training, exported(training.network, tracks * 40, seed=1)


def test_the_program_computes_what_was_trained(network: tuple[IdleTraining, IdleNetwork]) -> None:
    training, made = network
    trainee = training.network
    rng = np.random.default_rng(0)
    values = rng.standard_normal((50, made.input_weight.shape[1])).astype(np.float32)
    generator = NoiseGenerator(replace(made, output_bias=trainee.output.bias.detach().numpy()))
    stepped = [generator.step(row) for row in values]
    with torch.no_grad():
        states, _ = trainee.recurrent(torch.from_numpy(values)[None])
        out = trainee.output(states)[0].numpy()
    np.testing.assert_allclose([impulse.drives for impulse in stepped], out[:, : len(DRIVEN)], atol=1e-5)
    chances = 1 / (1 + np.exp(-out[:, len(DRIVEN) : len(DRIVEN) + 2]))
    np.testing.assert_allclose([(impulse.blink, impulse.saccade) for impulse in stepped], chances, atol=1e-5)
    assert values.shape[1] > NOISE


def test_blinks_come_at_the_wanted_rate_and_the_file_keeps_everything(
    network: tuple[IdleTraining, IdleNetwork], tracks: list[IdleTrack], tmp_path: Path
) -> None:
    _, made = network
    talk = long_talk([track for track in tracks if not track.acted] * 40, seed=2)
    assert 0.7 < 60 * rates(made, *talk, seed=5)[0] / BLINKS_PER_MINUTE < 1.4
    path = tmp_path / "idle.safetensors"
    save_idle_network(made, path, {"data": "sines"})
    read = load_idle_network(path)
    assert read.figures == made.figures
    np.testing.assert_array_equal(read.output_weight, made.output_weight)
    with safe_open(path, "np") as file:
        assert file.metadata()["data"] == "sines"

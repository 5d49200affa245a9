from pathlib import Path

import numpy as np
import pytest

from app.core.face import HeadPose, lip_gap
from app.core.face_basis import FaceBasis, load_face_basis
from app.face.mouth_shapes import mouth_coefficients
from app.face.pose import rotation_matrix
from app.training.basis import closed_lips, displacements, learn_basis
from app.training.corpus import speech_span
from app.training.shapes import speaker_shapes
from app.training.symmetry import MIRROR, mirror_partners, symmetric_part
from app.training.tracking import Track


@pytest.fixture(scope="module")
def basis() -> FaceBasis:
    return load_face_basis()


def _talking(basis: FaceBasis, frames: int, seed: int) -> tuple[Track, np.ndarray, np.ndarray]:
    """A made-up track of the mean face: known coefficients, known head turns."""
    rng = np.random.default_rng(seed)
    wave = np.clip(np.sin(np.arange(frames) * 0.5), 0, None)
    mouth = rng.normal(0, 0.3, (frames, 12)) * basis.mouth_scale * (wave[:, None] > 0)
    mouth[:, 0] = 0.12 * wave
    angles = np.column_stack([0.1 * np.sin(np.arange(frames) * f) for f in (0.11, 0.17, 0.07)])
    rows = []
    for coefficients, (yaw, pitch, roll) in zip(mouth, angles, strict=True):
        shape = basis.canonical + np.einsum("k,kvc->vc", coefficients, basis.mouth_basis)
        pose = HeadPose(rotation_matrix(yaw, pitch, roll), 90.0, np.array([150, 120, 0], np.float32))
        rows.append(pose.to_picture(shape.astype(np.float32)))
    return Track(np.stack(rows).astype(np.float32), "someone", "clip", Path("clip.flac")), mouth, angles


def test_every_vertex_has_its_mirror_image(basis: FaceBasis) -> None:
    partners = mirror_partners(basis.canonical)
    assert partners[33] == 263
    assert partners[61] == 291
    assert partners[13] == 13
    np.testing.assert_allclose(basis.canonical[partners] * MIRROR, basis.canonical, atol=1e-5)
    crooked = np.random.default_rng(0).normal(size=(478, 3)).astype(np.float32)
    even = symmetric_part(crooked, partners)
    np.testing.assert_allclose(symmetric_part(even, partners), even, atol=1e-6)


def test_head_turns_are_taken_out_of_a_track(basis: FaceBasis) -> None:
    track, mouth, angles = _talking(basis, 120, 1)
    speaker = speaker_shapes([track], basis.canonical)
    clip = speaker.clips[0]
    np.testing.assert_allclose(clip.angles, angles, atol=0.02)
    np.testing.assert_allclose(lip_gap(clip.shapes) - speaker.closed_gap, mouth[:, 0], atol=0.006)


def test_coefficients_are_read_back(basis: FaceBasis) -> None:
    rng = np.random.default_rng(2)
    mouth = rng.normal(0, 1, (20, 12)) * basis.mouth_scale
    moves = np.einsum("nk,kvc->nvc", mouth, basis.mouth_basis).astype(np.float32)
    np.testing.assert_allclose(mouth_coefficients(moves, mouth[:, 0], basis), mouth, atol=1e-3)


def test_a_learned_basis_keeps_its_promises(basis: FaceBasis) -> None:
    track, _, _ = _talking(basis, 200, 3)
    learned = learn_basis(displacements([speaker_shapes([track], basis.canonical)]), basis.canonical)
    assert lip_gap(learned.mouth_basis[0]) == pytest.approx(1, abs=1e-4)
    np.testing.assert_allclose(lip_gap(learned.mouth_basis[1:]), 0, atol=1e-5)
    assert learned.mouth_scale[0] == pytest.approx(0.045, abs=0.015)


def test_closing_brings_lips_to_their_middle(basis: FaceBasis) -> None:
    parted = basis.canonical + 0.2 * basis.mouth_basis[0]
    shut = closed_lips(parted.astype(np.float32))
    assert lip_gap(parted) == pytest.approx(0.2, abs=1e-4)
    assert lip_gap(shut) == pytest.approx(0, abs=1e-6)


def test_breath_before_a_sentence_is_not_speech() -> None:
    rng = np.random.default_rng(0)
    time = np.arange(48_000) / 16_000
    sound = 1e-4 * rng.standard_normal(len(time))
    breath = (time > 0.3) & (time < 0.7)
    sound[breath] += 0.006 * np.diff(rng.standard_normal(breath.sum()), prepend=0)
    voiced = (time > 1.0) & (time < 2.0)
    sound[voiced] += 0.2 * np.sin(2 * np.pi * 150 * time[voiced]) + 0.1 * np.sin(2 * np.pi * 600 * time[voiced])
    first, last = speech_span(sound.astype(np.float32), 75)
    assert abs(first - 25) <= 1
    assert abs(last - 50) <= 1

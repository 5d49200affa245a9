"""Which moment of a face counts as calm."""

import numpy as np
import pytest

from app.core import mesh
from app.core.face_basis import FaceBasis
from app.face.calm import calm_face
from app.face.pose import rotation_matrix

SCALE = 120.0
FRAMES = 50


def seen(basis: FaceBasis, change) -> np.ndarray:
    """(FRAMES, 478, 3) landmarks of the mean face; `change` alters the face of a frame or turns it: (shape, frame)."""
    faces = []
    for frame in range(FRAMES):
        shape, yaw = change(basis.canonical.copy(), frame)
        faces.append(SCALE * shape @ rotation_matrix(yaw, 0.0, 0.0).T + [300.0, 240.0, 0.0])
    return np.array(faces, np.float32)


def with_lids(shape: np.ndarray, closed: float) -> np.ndarray:
    for upper, lower in (
        (mesh.LEFT_EYE_UPPER, mesh.LEFT_EYE_LOWER),
        (mesh.RIGHT_EYE_UPPER, mesh.RIGHT_EYE_LOWER),
    ):
        shape[list(upper), 1] += closed * (shape[list(lower), 1] - shape[list(upper), 1])
    return shape


def test_it_is_the_first_with_closed_lips_open_eyes_and_the_head_ahead(basis: FaceBasis) -> None:
    def change(shape: np.ndarray, frame: int) -> tuple[np.ndarray, float]:
        if frame < 10:
            shape += 0.15 * basis.mouth_basis[0]
        elif frame < 20:
            shape = with_lids(shape, 0.9)
        return shape, 0.5 if 20 <= frame < 30 else 0.0

    calm = calm_face(seen(basis, change), np.arange(FRAMES) / 25, basis)
    assert 1.2 <= calm.time_s <= 1.35  # a head that has just stopped turning is still in movement
    assert calm.rest_opening < 0.01


def test_who_mostly_looks_aside_is_calm_when_looking_ahead(basis: FaceBasis) -> None:
    calm = calm_face(
        seen(basis, lambda shape, frame: (shape, 0.0 if frame >= 40 else 0.45)), np.arange(FRAMES) / 25, basis
    )
    assert calm.time_s > 1.6


def test_a_chosen_moment_counts_even_if_the_mouth_is_open(basis: FaceBasis) -> None:
    def change(shape: np.ndarray, frame: int) -> tuple[np.ndarray, float]:
        return shape + (0.1 if 20 <= frame < 30 else 0.0) * basis.mouth_basis[0], 0.0

    calm = calm_face(seen(basis, change), np.arange(FRAMES) / 25, basis, at_s=1.0)
    assert calm.time_s == pytest.approx(1.0)
    assert calm.rest_opening == pytest.approx(0.1, abs=0.01)


def test_a_mouth_that_is_never_closed_is_not_taken_for_closed(basis: FaceBasis) -> None:
    calm = calm_face(
        seen(basis, lambda shape, frame: (shape + 0.1 * basis.mouth_basis[0], 0.0)), np.arange(FRAMES) / 25, basis
    )
    assert calm.rest_opening == pytest.approx(0.09, abs=0.015)

"""Pursed lips and rounded corners: shapes that come in with products of coefficients."""

import numpy as np
import pytest
import torch

from app.core.face_basis import FaceBasis
from app.core.motion import CHANNEL_INDEX, MOUTH, Motion
from app.core.portrait import Portrait
from app.evaluation.sheet.poses import sheet_poses
from app.face.finder import FaceFinder
from app.model.render import topology as mesh
from app.model.render.mouth.rounding import Rounding, unfolded

LEFT, RIGHT = 61, 291
INNER = (mesh.UPPER_LIP_ROWS[0], mesh.LOWER_LIP_ROWS[0])


@pytest.fixture
def rounding(basis):
    return Rounding(basis, basis.canonical.astype(np.float64))


@pytest.fixture
def pursed(basis):
    """The (1, M) motion of the sheet's widely opened ring."""
    return next(pose.motion for pose in sheet_poses(basis) if pose.name.startswith("round")).coefficients


def test_nothing_is_rounded_in_a_mouth_that_only_opens_a_little(rounding):
    weights = rounding.weights(torch.from_numpy(Motion.still(1).coefficients), torch.tensor([[0.05]]))
    assert torch.equal(weights, torch.zeros(1, 3))


def test_pursing_leaves_closed_lips_closed(rounding):
    purse = rounding.moves[0]
    assert np.allclose(purse[list(INNER[0]), 1], purse[list(INNER[1]), 1])


def test_a_narrow_open_mouth_is_a_ring(rounding, basis, pursed):
    """Beside the middle the lips touch again; in the middle the gap stays what was asked."""
    opening = 0.18
    weights = rounding.weights(torch.from_numpy(pursed), torch.tensor([[opening]])).numpy()[0].astype(np.float64)
    moved = opening * basis.mouth_basis[0] + np.tensordot(weights, rounding.moves, 1)
    gap = moved[list(INNER[1]), 1] - moved[list(INNER[0]), 1]
    assert gap[4] == pytest.approx(opening, abs=1e-3)
    assert max(gap[0], gap[-1]) < 0.2 * opening
    assert weights[0] > 0.9


def test_the_widest_mouth_has_round_corners(rounding):
    weights = rounding.weights(torch.from_numpy(Motion.still(1).coefficients), torch.tensor([[0.38]])).numpy()[0]
    extra = weights[2] * rounding.moves[2]
    assert extra[INNER[1][0], 1] > 0.02  # the lower lip beside the corner goes further down
    assert extra[INNER[0][0], 1] < -0.002
    assert extra[INNER[1][4], 1] == pytest.approx(0.0, abs=1e-6)


def test_the_skin_under_a_full_lip_moves_with_it(basis):
    shape = basis.canonical.astype(np.float64)
    shape[mesh.CHIN_SKIN[0], 1] = shape[17, 1] + 0.005
    moves = unfolded(basis.mouth_basis[0].astype(np.float64), shape)
    before = basis.mouth_basis[0][mesh.CHIN_SKIN[0], 1]
    assert moves[mesh.CHIN_SKIN[0], 1] > before + 0.05
    assert np.array_equal(moves[list(mesh.LOWER_LIP)], basis.mouth_basis[0][list(mesh.LOWER_LIP)].astype(np.float64))


def test_oo_is_seen_much_narrower(renderer, portrait, basis, make_motion):
    motion = make_motion(opening=0.03)
    shape = next(pose.motion for pose in sheet_poses(basis) if pose.name.startswith("pursed")).coefficients
    motion.coefficients[0, MOUTH] = shape[0, MOUTH]
    wide, narrow = (_width(picture) for picture in (portrait.rgb, renderer.render(motion)[0]))
    assert narrow < 0.85 * wide


def _width(rgb):
    landmarks = FaceFinder().find(Portrait(rgb))[0].landmarks
    return float(np.linalg.norm(landmarks[RIGHT, :2] - landmarks[LEFT, :2]))


def test_lips_that_were_seen_on_a_face_are_not_pursed_beyond_that(rounding: Rounding, basis: FaceBasis) -> None:
    motion = next(pose.motion for pose in sheet_poses(basis) if pose.name.startswith("pursed"))
    values = torch.from_numpy(motion.coefficients[:1].repeat(3, 0))
    values[:, CHANNEL_INDEX["lips_seen"]] = torch.tensor([0.0, 0.5, 1.0])
    spoken, half, seen = rounding.weights(values, torch.full((3, 1), 0.05)).numpy()
    assert spoken[0] > 0.5
    assert half[0] == pytest.approx(spoken[0] / 2)
    assert (seen[:2] == 0).all()

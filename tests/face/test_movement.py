"""Landmarks made from a known motion give that motion back."""

import numpy as np
import pytest

from app.core.face import LANDMARKS
from app.core.motion import CHANNEL_INDEX, HEAD, MOUTH
from app.face.movement import CalmFace, driving_motion
from app.face.pose import rotation_matrix
from app.model.render import topology as mesh

SCALE = 120.0
PLACE = np.array([200.0, 180.0, 0.0], np.float32)


def placed(shape: np.ndarray) -> np.ndarray:
    return (shape * SCALE + PLACE).astype(np.float32)


@pytest.fixture
def at_rest(basis) -> CalmFace:
    return CalmFace(placed(basis.canonical), basis.canonical, 0.0, 0.0)


def drive(shape: np.ndarray, reference: CalmFace, basis) -> np.ndarray:
    return driving_motion(placed(shape)[None], reference, basis).coefficients[0]


def test_the_reference_itself_is_no_motion(basis, at_rest):
    motion = drive(basis.canonical, at_rest, basis)
    assert motion[CHANNEL_INDEX["lips_seen"]] == 1
    assert np.abs(np.delete(motion, CHANNEL_INDEX["lips_seen"])).max() < 1e-3


def test_mouth_coefficients_come_back(basis, at_rest):
    asked = 1.5 * basis.mouth_scale * np.where(np.arange(12) % 2, -1, 1)
    asked[0] = 0.21
    read = drive(basis.canonical + np.tensordot(asked, basis.mouth_basis, 1), at_rest, basis)
    assert read[0] == pytest.approx(0.21, abs=2e-3)
    # Not to the last digit: some shapes move the nose a little, which the pose takes for the head.
    assert np.abs(read[MOUTH] - asked).max() < 0.1 * np.abs(asked[1:]).max()


def test_head_turn_and_shift_come_back(basis, at_rest):
    """A turn about the renderer's own pivot leaves no shift; what is added on top is the shift."""
    angles, shift = (0.12, -0.08, 0.05), np.array([0.04, -0.03])
    rest = placed(basis.canonical)
    pivot = np.append(rest[168, :2] + [0, 1.75 * SCALE], rest[mesh.FACE_OVAL, 2].mean() + 0.75 * SCALE)
    turned = (rest - pivot) @ rotation_matrix(*angles).T + pivot
    turned[:, :2] += shift * SCALE
    motion = driving_motion(turned[None].astype(np.float32), at_rest, basis)
    assert motion.coefficients[0, HEAD] == pytest.approx([*angles, *shift], abs=5e-3)


def test_lids_irises_and_brows_come_back(basis, at_rest):
    shape = basis.canonical.copy()
    upper, lower = list(mesh.LEFT_EYE_UPPER), list(mesh.LEFT_EYE_LOWER)
    shape[upper, 1] += 0.4 * (shape[lower, 1] - shape[upper, 1])
    shape[[*mesh.LEFT_IRIS, *mesh.RIGHT_IRIS], 0] += 0.133 * np.sin(0.3)
    shape[[*mesh.LEFT_BROW, *mesh.RIGHT_BROW], 1] -= 0.05
    read = drive(shape, at_rest, basis)
    assert read[CHANNEL_INDEX["blink_left"]] == pytest.approx(0.5, abs=0.02)
    assert read[CHANNEL_INDEX["blink_right"]] < 0.02
    assert read[CHANNEL_INDEX["gaze_x"]] == pytest.approx(0.3, abs=0.01)
    assert abs(read[CHANNEL_INDEX["gaze_y"]]) < 0.01
    assert read[CHANNEL_INDEX["brow_raise"]] == pytest.approx(0.05, abs=2e-3)
    assert abs(read[CHANNEL_INDEX["brow_frown"]]) < 2e-3


def test_a_portrait_with_parted_lips_opens_from_there_and_can_close(basis):
    parted = basis.canonical + 0.1 * basis.mouth_basis[0]
    reference = CalmFace(placed(parted), basis.canonical, 0.01, 0.09)
    openings = [drive(basis.canonical + gap * basis.mouth_basis[0], reference, basis)[0] for gap in (0.01, 0.1, 0.2)]
    assert openings == pytest.approx([0.0, 0.09, 0.19], abs=3e-3)
    assert parted.shape == (LANDMARKS, 3)

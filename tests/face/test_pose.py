import numpy as np
import pytest

from app.core.face import HeadPose
from app.core.face_basis import load_face_basis
from app.face.pose import euler_angles, fit_pose, rotation_matrix

NOSE_TIP, CHIN = 1, 152


@pytest.fixture
def pose() -> HeadPose:
    return HeadPose(rotation_matrix(0.3, -0.2, 0.5), 140.0, np.float32([320.0, 250.0, -12.0]))


def test_a_known_pose_is_found_again(pose: HeadPose) -> None:
    canonical = load_face_basis().canonical
    fitted = fit_pose(pose.to_picture(canonical), canonical)
    assert fitted.rotation == pytest.approx(pose.rotation, abs=1e-4)
    assert fitted.scale == pytest.approx(pose.scale, rel=1e-4)
    assert fitted.translation == pytest.approx(pose.translation, abs=0.05)


def test_speech_hardly_moves_the_pose(pose: HeadPose) -> None:
    basis = load_face_basis()
    open_mouth = basis.canonical + 0.2 * basis.mouth_basis[0]
    fitted = fit_pose(pose.to_picture(open_mouth), basis.canonical)
    angles = np.subtract(euler_angles(fitted.rotation), euler_angles(pose.rotation))
    assert np.rad2deg(np.abs(angles)).max() < 2.0


def test_to_canonical_and_to_picture_are_inverse(pose: HeadPose) -> None:
    shape = load_face_basis().canonical
    assert pose.to_canonical(pose.to_picture(shape)) == pytest.approx(shape, abs=1e-4)


@pytest.mark.parametrize("angles", [(0.0, 0.0, 0.0), (0.6, 0.1, -0.4), (-0.9, -0.5, 1.2), (0.1, 0.4, 3.0)])
def test_angles_and_matrices_are_inverse(angles: tuple[float, float, float]) -> None:
    rotation = rotation_matrix(*angles)
    assert np.linalg.det(rotation) == pytest.approx(1.0, abs=1e-5)
    assert euler_angles(rotation) == pytest.approx(angles, abs=1e-5)


def test_positive_angles_turn_as_documented() -> None:
    canonical = load_face_basis().canonical
    nose, chin = canonical[NOSE_TIP], canonical[CHIN]
    assert (rotation_matrix(0.3, 0, 0) @ nose)[0] > nose[0] + 0.05  # nose to the picture's right
    assert (rotation_matrix(0, 0.3, 0) @ nose)[1] > nose[1] + 0.05  # nose down
    assert (rotation_matrix(0, 0, 0.3) @ chin)[0] < chin[0] - 0.05  # clockwise: the chin swings left

"""The mean face is symmetric: a wrong number in a table of vertices has no mirror image."""

import numpy as np
import pytest

from app.core import mesh
from app.core.face_basis import load_face_basis
from app.core.landmarks import CONTROL_POINTS

FACE = load_face_basis().canonical


def assert_mirrored(left, right):
    np.testing.assert_allclose(FACE[list(left)] * [-1, 1, 1], FACE[list(right)], atol=1e-5)


@pytest.mark.parametrize("row", [*mesh.UPPER_LIP_ROWS, *mesh.LOWER_LIP_ROWS])
def test_rows_of_the_lips_run_from_left_to_right(row):
    assert_mirrored(row, reversed(row))
    assert (np.diff(FACE[list(row), 0]) > 0).all()


def test_lips_lie_inside_one_another():
    for rows, outwards in ((mesh.UPPER_LIP_ROWS, -1), (mesh.LOWER_LIP_ROWS, 1)):
        assert len({vertex for row in rows for vertex in row}) == 36
        middles = FACE[[row[4] for row in rows]]
        assert (np.diff(middles[:, 1]) * outwards > 0).all()
        assert not middles[:, 0].any()
    assert_mirrored(*zip(*mesh.LIP_CORNERS, strict=True))
    assert (np.diff(FACE[[left for left, _ in mesh.LIP_CORNERS], 0]) < 0).all()


def test_the_oval_runs_around_the_face():
    oval = mesh.FACE_OVAL
    assert len(set(oval)) == 36
    assert_mirrored(oval[1:], reversed(oval[1:]))
    angles = np.unwrap(np.arctan2(*(FACE[list(oval), :2] - FACE[1, :2]).T))
    assert (np.diff(angles) < 0).all()
    assert angles[0] - angles[-1] < 2 * np.pi


@pytest.mark.parametrize("lid", ["UPPER", "LOWER"])
def test_lids_run_from_corner_to_corner(lid):
    left, right = getattr(mesh, f"LEFT_EYE_{lid}"), getattr(mesh, f"RIGHT_EYE_{lid}")
    assert_mirrored(left, reversed(right))
    assert (np.diff(FACE[list(left), 0]) > 0).all()
    assert (left[0], left[-1]) == (CONTROL_POINTS["left_eye_outer"], CONTROL_POINTS["left_eye_inner"])
    assert left[4] == CONTROL_POINTS["left_eye_top" if lid == "UPPER" else "left_eye_bottom"]


def test_irises_follow_the_mesh():
    assert (*mesh.LEFT_IRIS, *mesh.RIGHT_IRIS) == tuple(range(mesh.MESH_VERTICES, len(FACE)))


def test_points_that_a_person_places_have_their_mirror_image_or_lie_in_the_middle():
    for name, vertex in CONTROL_POINTS.items():
        other = name.replace("left", "right") if "left" in name else name.replace("right", "left")
        assert_mirrored([vertex], [CONTROL_POINTS[other]])


def test_points_in_the_middle_are_those_of_the_contours():
    upper, lower = ([row[4] for row in rows] for rows in (mesh.UPPER_LIP_ROWS, mesh.LOWER_LIP_ROWS))
    lips = [CONTROL_POINTS[name] for name in ("upper_lip_top", "upper_lip_bottom", "lower_lip_top", "lower_lip_bottom")]
    assert lips == [upper[-1], upper[0], lower[0], lower[-1]]
    assert (CONTROL_POINTS["mouth_left"], CONTROL_POINTS["mouth_right"]) == mesh.LIP_CORNERS[-1]
    assert (CONTROL_POINTS["forehead"], CONTROL_POINTS["chin"]) == (mesh.FACE_OVAL[0], mesh.FACE_OVAL[18])
    assert FACE[CONTROL_POINTS["nose_tip"], 2] < FACE[list(mesh.FACE_OVAL), 2].min()

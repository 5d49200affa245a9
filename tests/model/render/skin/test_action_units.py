import numpy as np
import pytest

from app.core.motion import ACTION_UNITS
from app.model.render import topology as mesh
from app.model.render.skin.action_units import UNITS, action_unit_moves


@pytest.fixture(scope="module")
def moves(basis):
    return dict(zip(ACTION_UNITS, action_unit_moves(basis.canonical), strict=True))


def test_there_is_a_movement_for_every_unit_and_it_shows(moves):
    assert set(UNITS) == set(ACTION_UNITS)
    for name, displacement in moves.items():
        assert 0.01 < np.linalg.norm(displacement, axis=1).max() < 0.16, name


def test_no_unit_parts_or_presses_the_lips(moves):
    for displacement in moves.values():
        upper, lower = displacement[list(mesh.UPPER_LIP_ROWS[0])], displacement[list(mesh.LOWER_LIP_ROWS[0])]
        assert np.allclose(upper, lower)


def test_both_halves_of_the_face_do_the_same(moves):
    for name, displacement in moves.items():
        for left, right in ((61, 291), (107, 336), (159, 386), (50, 280), (48, 278)):
            assert np.allclose(displacement[left] * [-1, 1, 1], displacement[right], atol=2e-3), name


def test_units_go_the_way_their_muscles_pull(moves):
    corner, inner_brow, upper_lid = 61, 107, 159
    assert moves["lip_corner_pull"][corner, 1] < -0.06
    assert moves["lip_corner_pull"][corner, 0] < -0.05
    assert moves["lip_corner_depress"][corner, 1] > 0.05
    assert moves["inner_brow_raise"][inner_brow, 1] < -0.04
    assert moves["brow_lower"][inner_brow, 1] > 0.03
    assert moves["upper_lid_raise"][upper_lid, 1] < -0.02


def test_a_smile_shows_in_the_picture_and_leaves_the_brows(renderer, portrait, face, make_motion):
    frame = renderer.render(make_motion(lip_corner_pull=1.0))[0]
    changed = np.abs(frame.astype(int) - portrait.rgb).max(axis=2)
    corner, brow = (face.landmarks[vertex, :2].astype(int) for vertex in (61, 105))
    assert changed[corner[1] - 5 : corner[1] + 6, corner[0] - 5 : corner[0] + 6].max() > 30
    assert changed[brow[1] - 3 : brow[1] + 4, brow[0] - 3 : brow[0] + 4].max() <= 3

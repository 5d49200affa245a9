"""Where a motion asks the landmarks to be, against what is known of it."""

import numpy as np
import pytest

from app.model.render import topology as mesh


def test_no_motion_asks_for_the_portraits_own_landmarks(renderer, face, make_motion):
    target = renderer.target_landmarks(make_motion())[0]
    assert np.allclose(target, face.landmarks[:468, :2], atol=0.02 * face.pose.scale)


def test_an_opening_asks_for_that_gap(renderer, face, make_motion):
    for opening, points in zip((0.1, 0.26), renderer.target_landmarks(_openings(make_motion)), strict=True):
        assert (points[14, 1] - points[13, 1]) / face.pose.scale == pytest.approx(opening, abs=0.03)


def test_shut_lids_meet(renderer, face, make_motion):
    points = renderer.target_landmarks(make_motion(blink_left=1.0))[0]
    assert points[159] == pytest.approx(points[145], abs=0.01 * face.pose.scale)
    assert points[386, 1] < points[374, 1] - 0.04 * face.pose.scale


def test_a_roll_is_a_rotation_of_all_landmarks(renderer, make_motion):
    rest, rolled = (renderer.target_landmarks(make_motion(roll=angle))[0] for angle in (0.0, 0.15))
    middle = rest.mean(0)
    turn = np.array([[np.cos(0.15), np.sin(0.15)], [-np.sin(0.15), np.cos(0.15)]])
    assert np.allclose(rolled - rolled.mean(0), (rest - middle) @ turn, atol=0.02)


def test_a_yaw_moves_the_nose_more_than_the_sides(renderer, make_motion):
    shift = renderer.target_landmarks(make_motion(yaw=0.2))[0] - renderer.target_landmarks(make_motion())[0]
    assert shift[1, 0] > shift[mesh.FACE_OVAL, 0].mean() > 0.0


def _openings(make_motion):
    motion = make_motion(2)
    motion.coefficients[:, 0] = [0.1, 0.26]
    return motion

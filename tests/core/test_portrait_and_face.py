from pathlib import Path

import numpy as np
import pytest

from app.core.face import LANDMARKS, Box, HeadPose, Reference, lid_gaps, lip_gap
from app.core.portrait import Portrait


def test_a_picture_knows_its_sides_and_its_name():
    rgb = np.zeros((3, 5, 3), np.uint8)
    portrait = Portrait(rgb, Path("folder/me.png"))
    assert (portrait.width, portrait.height) == (5, 3)
    assert (portrait.name, Portrait(rgb).name) == ("me.png", "the picture")


def test_a_box_holds_its_left_and_top_edge_alone():
    box = Box(10, 20, 17, 33)
    assert (box.width, box.height) == (7, 13)
    assert box.contains(10, 20)
    assert box.contains(16.9, 32.9)
    for x, y in ((9.9, 25), (17, 25), (12, 19.9), (12, 33)):
        assert not box.contains(x, y)


def test_the_shape_of_a_reference_is_free_of_its_pose():
    shape = np.random.default_rng(0).normal(size=(LANDMARKS, 3))
    turn = np.array([[0, -1, 0], [1, 0, 0], [0, 0, 1]], np.float32)
    pose = HeadPose(turn, 50.0, np.array([100, 200, 5], np.float32))
    landmarks = (50.0 * shape @ turn.T + pose.translation).astype(np.float32)
    reference = Reference(np.zeros((1, 1, 3), np.uint8), landmarks, pose)
    np.testing.assert_allclose(reference.shape, shape, atol=1e-4)


def test_gaps_of_lips_and_lids():
    shape = np.zeros((LANDMARKS, 3))
    shape[14, 1], shape[13, 1] = 0.5, 0.3
    shape[145, 1], shape[159, 1], shape[133, 0] = 0.3, 0.2, 0.5  # 0.1 high, 0.5 wide
    shape[374, 1], shape[386, 1], shape[263, 0], shape[362, 0] = 0.1, 0.0, 0.6, 0.35  # 0.1 high, 0.25 wide
    assert lip_gap(shape) == pytest.approx(0.2)
    assert lid_gaps(shape) == pytest.approx((0.2, 0.4))


@pytest.mark.parametrize(
    ("lips", "left", "right", "words"),
    [
        (0.04, 0.13, 0.13, ()),
        (0.06, 0.13, 0.13, ("parted lips",)),
        (0.04, 0.11, 0.13, ("a closed eye",)),
        (0.04, 0.13, 0.11, ("a closed eye",)),
        (0.06, 0.11, 0.11, ("parted lips", "closed eyes")),
    ],
)
def test_a_reference_says_what_it_shows(lips: float, left: float, right: float, words: tuple[str, ...]):
    shape = np.zeros((LANDMARKS, 3), np.float32)
    shape[14, 1], shape[133, 0], shape[362, 0] = lips, 1.0, 1.0
    shape[145, 1], shape[374, 1] = left, right
    pose = HeadPose(np.eye(3, dtype=np.float32), 1.0, np.zeros(3, np.float32))
    reference = Reference(np.zeros((1, 1, 3), np.uint8), shape, pose)
    assert reference.shows == words
    assert reference.shut_eyes == (left < 0.12, right < 0.12)

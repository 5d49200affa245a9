import numpy as np
import pytest

from app.face.hair import EdgeColours, loose_strands

PERSON, WALL = np.float32([60, 40, 30]), np.float32([120, 170, 220])


def mixed(alpha: np.ndarray) -> np.ndarray:
    noise = np.random.default_rng(0).normal(scale=2, size=(*alpha.shape, 3))
    return np.clip(alpha[..., None] * PERSON + (1 - alpha[..., None]) * WALL + noise, 0, 255).astype(np.uint8)


@pytest.fixture
def truth() -> np.ndarray:
    """A soft upright edge at x = 100 whose place wanders as hair does."""
    ys, xs = np.mgrid[:160, :200]
    return np.clip((100 + 4 * np.sin(ys / 5) - xs) / 6 + 0.5, 0, 1).astype(np.float32)


def test_colour_mends_a_wrong_edge(truth: np.ndarray) -> None:
    rough = np.zeros_like(truth)
    rough[:, :106] = 1.0  # the mask's edge lies elsewhere and is straight
    nowhere = np.zeros(truth.shape, bool)
    matte = EdgeColours.learn(mixed(truth), rough, nowhere, inward_px=12, outward_px=12).matte(mixed(truth))
    assert np.abs(matte - truth).mean() < 0.25 * np.abs(rough - truth).mean()
    assert (matte[:, :80] == 1).all()
    assert (matte[:, 130:] == 0).all()


def test_like_colours_leave_the_mask_alone(truth: np.ndarray) -> None:
    grey = np.random.default_rng(0).normal(128, 12, (*truth.shape, 3)).clip(0, 255).astype(np.uint8)
    nowhere = np.zeros(truth.shape, bool)
    matte = EdgeColours.learn(grey, truth, nowhere, inward_px=12, outward_px=12).matte(grey)
    assert np.abs(matte - truth).max() < 0.25


def test_crackle_beside_the_edge_is_no_person(truth: np.ndarray) -> None:
    crackle = (np.random.default_rng(0).random(truth.shape) < 0.5)[..., None]
    wall = np.where(crackle, 0.6 * PERSON + 0.4 * WALL, WALL)
    painted = (truth[..., None] * PERSON + (1 - truth[..., None]) * wall).astype(np.uint8)
    matte = EdgeColours.learn(painted, truth, np.zeros(truth.shape, bool), inward_px=12, outward_px=12).matte(painted)
    assert matte[truth == 0].max() < 0.02
    assert np.abs(matte - truth).mean() < 0.02


def test_the_same_edge_at_three_times_the_size(truth: np.ndarray) -> None:
    large = np.kron(truth, np.ones((3, 3), np.float32))
    nowhere = np.zeros(truth.shape, bool)
    matte = EdgeColours.learn(mixed(truth), truth, nowhere, inward_px=12, outward_px=12).matte(mixed(large))
    assert matte.shape == large.shape
    assert np.abs(matte - large).mean() < 0.02


def test_a_strand_before_a_plain_wall_is_noticed_and_a_thing_beside_it_is_not() -> None:
    alpha = np.zeros((160, 240), np.float32)
    alpha[:, :100] = 1
    mask = alpha.copy()
    alpha[70:73, 100:120] = 1  # a strand that hangs on the head
    alpha[20:30, 115:125] = 1  # a thing on the wall
    everywhere = np.ones(alpha.shape, bool)
    strands = loose_strands(mixed(alpha), mask, outward_px=30, inward_px=4, near=everywhere)
    assert strands[71, 104:119].all()
    assert not strands[15:35, 110:].any()
    assert not loose_strands(mixed(alpha), mask, outward_px=30, inward_px=4, near=~everywhere).any()

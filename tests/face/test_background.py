import cv2
import numpy as np
import pytest

from app.face.background import fill_background

MARGIN_PX = 6.0


@pytest.fixture
def wall() -> np.ndarray:
    """A grainy wall, blue-grey on the left and brown on the right."""
    noise = np.random.default_rng(0).normal(scale=8, size=(300, 400, 1))
    slope = np.linspace(0, 1, 400)[None, :, None]
    return np.clip((1 - slope) * [90, 110, 150] + slope * [150, 120, 80] + noise, 0, 255).astype(np.uint8)


@pytest.fixture
def matte() -> np.ndarray:
    disc = cv2.circle(np.zeros((300, 400), np.float32), (200, 170), 70, (1.0,), -1, cv2.LINE_AA)
    return np.asarray(cv2.GaussianBlur(disc, (0, 0), 1.0), np.float32)


@pytest.fixture
def picture(wall: np.ndarray, matte: np.ndarray) -> np.ndarray:
    """A red disc before the wall, with a tint of red a few pixels around it."""
    tint = np.maximum(matte, 0.3 * cv2.GaussianBlur(matte, (0, 0), 2.0))[..., None]
    return np.round((1 - tint) * wall + tint * [220, 20, 30]).astype(np.uint8)


def test_beyond_the_margin_the_picture_is_kept_to_the_bit(picture: np.ndarray, matte: np.ndarray) -> None:
    filled = fill_background(picture, matte, MARGIN_PX)
    away = cv2.distanceTransform((matte < 0.02).astype(np.uint8), cv2.DIST_L2, 5)
    beyond = away > 2 * MARGIN_PX
    assert np.array_equal(filled[beyond], picture[beyond])
    assert not np.array_equal(filled, picture)


def test_what_is_uncovered_continues_the_wall(picture: np.ndarray, wall: np.ndarray, matte: np.ndarray) -> None:
    filled = fill_background(picture, matte, MARGIN_PX).astype(float)
    inside = (matte > 0.02) & (cv2.distanceTransform((matte > 0.02).astype(np.uint8), cv2.DIST_L2, 5) < 25)
    smooth_error = cv2.GaussianBlur(filled, (0, 0), 6) - cv2.GaussianBlur(wall.astype(float), (0, 0), 6)
    assert np.abs(smooth_error[inside]).mean() < 6
    tint = (filled - wall)[inside].mean(0)
    assert abs(tint[0] - tint[1]) < 0.5  # no red is left

    def grain(rgb: np.ndarray) -> float:
        return float((rgb - cv2.GaussianBlur(rgb, (0, 0), 2))[inside].std())

    assert 0.7 < grain(filled) / grain(wall.astype(float)) < 1.3


def test_no_seam_at_the_margin(picture: np.ndarray, wall: np.ndarray, matte: np.ndarray) -> None:
    filled = fill_background(picture, matte, MARGIN_PX).astype(float)
    changed = (fill_background(picture, matte, MARGIN_PX) != picture).any(2).astype(np.uint8)
    seam = cv2.morphologyEx(cv2.medianBlur(changed, 5), cv2.MORPH_GRADIENT, np.ones((3, 3), np.uint8)) > 0
    steps = np.abs(np.diff(filled, axis=1)).mean(2)
    assert steps[seam[:, 1:]].mean() < 1.3 * np.abs(np.diff(wall.astype(float), axis=1)).mean()


def test_a_rough_wall_beside_the_person_stays(wall: np.ndarray, matte: np.ndarray) -> None:
    rough = np.clip(wall + np.random.default_rng(1).normal(scale=30, size=(300, 400, 1)), 0, 255)
    picture = np.round(rough + matte[..., None] * ([220, 20, 30] - rough)).astype(np.uint8)
    away = cv2.distanceTransform((matte < 0.5).astype(np.uint8), cv2.DIST_L2, 5)
    beside = (away > MARGIN_PX / 2) & (away < MARGIN_PX)
    missed = fill_background(picture, matte, MARGIN_PX).astype(float) - rough
    # Filled with what is mirrored there, each pixel would be wrong by the difference of two grains: 44 levels.
    assert missed[beside].std() < 32


def test_nobody_and_nothing_else(picture: np.ndarray) -> None:
    empty = np.zeros(picture.shape[:2], np.float32)
    assert np.array_equal(fill_background(picture, empty, MARGIN_PX), picture)
    assert np.array_equal(fill_background(picture, empty + 1, MARGIN_PX), picture)


def test_a_picture_above_the_working_size(picture: np.ndarray, matte: np.ndarray) -> None:
    large = np.kron(picture, np.ones((4, 4, 1), np.uint8))
    large_matte = np.asarray(cv2.resize(matte, None, fx=4, fy=4, interpolation=cv2.INTER_LINEAR), np.float32)
    filled = fill_background(large, large_matte, 4 * MARGIN_PX)
    assert filled.shape == large.shape
    assert np.array_equal(filled[:, :300], large[:, :300])
    red = filled[..., 0].astype(int) - filled[..., 1]
    assert red.max() < 80
    assert (large[..., 0].astype(int) - large[..., 1]).max() > 150

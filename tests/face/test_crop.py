import numpy as np
import pytest

from app.face.crop import Roi, cut


@pytest.fixture
def picture() -> np.ndarray:
    """A ramp: red rises to the right, green downwards, by one level a pixel."""
    ys, xs = np.mgrid[:200, :250]
    return np.dstack([xs, ys, np.full_like(xs, 77)]).astype(np.uint8)


def test_a_region_of_whole_pixels_is_copied(picture: np.ndarray) -> None:
    crop = cut(picture, Roi(x=60, y=90, side=40), 40)
    assert np.abs(crop.rgb.astype(int) - picture[70:110, 40:80]).max() <= 1


@pytest.mark.parametrize("mirrored", [False, True])
@pytest.mark.parametrize(("side", "size_px"), [(100.0, 40), (97.3, 40), (60.0, 96)])
def test_a_crop_shows_what_its_map_says(picture: np.ndarray, side: float, size_px: int, mirrored: bool) -> None:
    region = Roi(x=120.3, y=95.6, side=side, angle=0.4)
    crop = cut(picture, region, size_px, mirrored)
    ys, xs = np.mgrid[5 : size_px - 5, 5 : size_px - 5]
    points = np.column_stack([xs.ravel() + 0.5, ys.ravel() + 0.5]).astype(np.float32)
    expected = crop.points_in_picture(points) - 0.5  # the ramp's value at a place
    rising = crop.rgb[ys.ravel(), xs.ravel(), :2].astype(float)
    falling = 255.0 - cut(255 - picture, region, size_px, mirrored).rgb[ys.ravel(), xs.ravel(), :2]
    shown = (rising + falling) / 2  # rounding up happens in both and cancels, a shift would not
    assert np.abs(shown - expected).max() < 1.0
    assert np.abs((shown - expected).mean(0)).max() < 0.05


def test_outside_the_picture_is_black(picture: np.ndarray) -> None:
    crop = cut(picture, Roi(x=0, y=0, side=100), 50)
    assert not crop.rgb[:24, :24].any()
    assert (crop.rgb[27:, 27:, 2] == 77).all()
    assert not cut(picture, Roi(x=-500, y=-500, side=100), 50).rgb.any()


def test_depth_is_scaled_with_the_crop(picture: np.ndarray) -> None:
    crop = cut(picture, Roi(x=100, y=100, side=80, angle=1.0), 40)
    assert crop.points_in_picture(np.float32([[20, 20, 5]])) == pytest.approx(np.float32([[100, 100, 10]]))

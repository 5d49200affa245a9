import numpy as np
import pytest

from app.core.face import Box
from app.evaluation.render.similarity import psnr, region_similarity, ssim_map


@pytest.fixture
def noise() -> np.ndarray:
    return np.random.default_rng(0).integers(0, 200, (40, 50, 3)).astype(np.uint8)


def test_psnr_of_a_constant_error(noise):
    """10 log10(255² / 10²)"""
    assert psnr(noise, noise + 10) == pytest.approx(28.1308, abs=1e-4)


def test_psnr_of_equal_pictures_is_a_hundred(noise):
    assert psnr(noise, noise) == 100.0


def test_ssim_of_equal_pictures_is_one(noise):
    assert np.allclose(ssim_map(noise, noise), 1.0)


def test_ssim_of_flat_pictures_is_the_luminance_term_alone():
    dark, light = (np.full((20, 20, 3), level, np.uint8) for level in (100, 150))
    expected = (2 * 100 * 150 + 6.5025) / (100**2 + 150**2 + 6.5025)
    assert np.allclose(ssim_map(dark, light), expected, atol=1e-6)


def test_ssim_with_a_negative_is_negative(noise):
    assert ssim_map(noise, 200 - noise).mean() < -0.5


def test_ssim_agrees_with_the_definition_at_one_window(noise):
    """Sums over one 11x11 Gaussian window, written out."""
    other = np.clip(noise.astype(int) + np.random.default_rng(1).integers(-30, 30, noise.shape), 0, 255).astype(
        np.uint8
    )
    luma = np.array([0.299, 0.587, 0.114])
    x, y = (picture[10:21, 20:31] @ luma for picture in (noise, other))
    line = np.exp(-(np.arange(-5, 6) ** 2) / (2 * 1.5**2))
    weight = np.outer(line, line) / line.sum() ** 2
    mean_x, mean_y = (weight * x).sum(), (weight * y).sum()
    var_x, var_y = (weight * (x - mean_x) ** 2).sum(), (weight * (y - mean_y) ** 2).sum()
    covariance = (weight * (x - mean_x) * (y - mean_y)).sum()
    c1, c2 = (0.01 * 255) ** 2, (0.03 * 255) ** 2
    expected = (2 * mean_x * mean_y + c1) * (2 * covariance + c2)
    expected /= (mean_x**2 + mean_y**2 + c1) * (var_x + var_y + c2)
    assert ssim_map(noise, other)[15, 25] == pytest.approx(expected, abs=1e-9)


def test_a_region_sees_only_its_own_pixels_but_windows_look_beyond(noise):
    changed = noise.copy()
    changed[:, :10] = 0
    far_psnr, far_ssim = region_similarity(noise, changed, Box(20, 5, 45, 35))
    assert far_psnr == 100.0
    assert far_ssim == pytest.approx(1.0)
    near_psnr, near_ssim = region_similarity(noise, changed, Box(10, 5, 45, 35))
    assert near_psnr == 100.0
    assert near_ssim < 0.999
    whole = ssim_map(noise, changed)
    assert near_ssim == pytest.approx(whole[5:35, 10:45].mean(), abs=1e-9)

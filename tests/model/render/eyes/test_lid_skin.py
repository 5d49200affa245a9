"""Skin for a closed lid, continued from around an eye whose surroundings are known."""

import cv2
import numpy as np
import pytest

from app.model.render.eyes.lid_skin import lid_skin
from app.model.render.geometry import FaceGeometry
from app.model.render.sampling.region import Region

UNIT = 200.0
SKIN = (200, 150, 120)


def geometry() -> FaceGeometry:
    vertices = np.zeros((478, 2))
    vertices[33], vertices[263] = [100.0, 150.0], [300.0, 150.0]
    return FaceGeometry(vertices, np.zeros(478), UNIT, np.eye(3), (400, 400))


def eye(height: float) -> tuple[np.ndarray, np.ndarray]:
    """Lid edges of an eye 60 px wide around (150, 150)."""
    x = np.linspace(120.0, 180.0, 9)
    bow = height / 2 * (1.0 - ((x - 150.0) / 30.0) ** 2)
    return np.column_stack([x, 150.0 - bow]), np.column_stack([x, 150.0 + bow])


def skin_around(picture: np.ndarray, height: float) -> tuple[np.ndarray, Region]:
    upper, lower = eye(height)
    region = Region.around(np.array([85.0, 60.0]), np.array([215.0, 260.0]), (400, 400), 5.0)
    return lid_skin(picture, region, geometry(), upper, lower) * 255, region


@pytest.fixture
def face() -> np.ndarray:
    return np.full((400, 400, 3), SKIN, np.uint8)


def test_nothing_of_the_eye_or_of_glasses_is_left(face):
    cv2.ellipse(face, (150, 150), (30, 12), 0, 0, 360, (240, 240, 240), -1)
    cv2.circle(face, (150, 150), 11, (30, 20, 10), -1)
    cv2.circle(face, (150, 150), 55, (20, 20, 20), 7)
    lid, region = skin_around(face, 24.0)
    inside = lid[130 - region.top : 171 - region.top, 125 - region.left : 176 - region.left]
    assert np.abs(inside - SKIN).max() < 12


def test_grain_on_the_lid_of_a_tall_eye_is_skin_s(face):
    cv2.ellipse(face, (150, 150), (30, 45), 0, 0, 360, (250, 250, 250), -1)
    cv2.circle(face, (150, 150), 20, (10, 10, 10), -1)
    lid, region = skin_around(face, 90.0)
    assert lid[110 - region.top : 191 - region.top, 130 - region.left : 171 - region.left].std(axis=(0, 1)).max() < 4


def test_the_skin_s_own_slope_of_light_goes_on_across_the_lid():
    light = np.linspace(0.6, 1.1, 400)[None, :, None]
    lit = np.clip(np.full((400, 400, 3), SKIN) * light, 0, 255).astype(np.uint8)
    lid, region = skin_around(lit, 24.0)
    row = lid[150 - region.top, :, 0]
    wanted = lit[150, region.left : region.left + region.width, 0].astype(float)
    assert np.abs(row - wanted)[35:-35].max() < 14
    assert row[-40] > row[40] + 3

"""How a turn moves the picture, where it meets the picture's borders and where it ends."""

import numpy as np
import pytest
import torch

from app.model.render.geometry import FaceGeometry
from app.model.render.head import HeadTurn
from app.model.render.sampling.region import Region

WIDTH, HEIGHT = 360, 450


@pytest.fixture(scope="module")
def geometry(face) -> FaceGeometry:
    return FaceGeometry.of(face, 1.0, 1.0, (WIDTH, HEIGHT))


def moves(geometry: FaceGeometry, motion, touched: bool) -> tuple[np.ndarray, np.ndarray]:
    """(2, rows, columns) displacement of all nodes and their places; with the top border touched or not."""
    region = Region.around(np.zeros(2), np.array([WIDTH, HEIGHT]), (WIDTH, HEIGHT), 6.0)
    matte = np.zeros((HEIGHT, WIDTH), np.float32)
    matte[0, 100:200] = float(touched)
    displacement = HeadTurn(geometry, region, matte).displacement(torch.from_numpy(motion.coefficients), None)
    return displacement[0].numpy(), region.nodes()


def test_a_border_that_is_touched_holds_what_would_leave_it_and_nothing_else(geometry, make_motion):
    nod = make_motion(shift_y=0.2, shift_x=0.15)
    (held_x, held_y), _ = moves(geometry, nod, touched=True)
    (free_x, free_y), _ = moves(geometry, nod, touched=False)
    assert np.allclose(held_x, free_x)  # along the border it slides
    assert np.abs(held_y[0]).max() < 1e-5 < free_y[0].min()
    assert np.allclose(held_y[-40:], free_y[-40:])
    rise = make_motion(shift_y=-0.2)
    assert np.allclose(moves(geometry, rise, touched=True)[0], moves(geometry, rise, touched=False)[0])


def test_shoulders_rise_with_breath_and_the_face_does_not(geometry, face, make_motion):
    (across, down), points = moves(geometry, make_motion(breath=1.0), touched=False)
    chin, unit = face.landmarks[152], face.pose.scale
    above_chin = points[..., 1] < chin[1]
    chest = np.abs(points[..., 1] - (chin[1] + 1.2 * unit)) < 0.1 * unit
    assert np.abs(down[above_chin]).max() < 0.01 * unit
    assert down[chest].max() < -0.01 * unit
    assert np.abs(across).max() < 0.01 * unit


def test_a_turn_ends_at_the_shoulders(geometry, face, make_motion):
    (across, _), points = moves(geometry, make_motion(yaw=0.25), touched=False)
    below = points[..., 1] > face.landmarks[152, 1] + 1.4 * face.pose.scale
    if below.any():
        assert np.abs(across[below]).max() < 0.05
    assert np.abs(across).max() > 0.1 * face.pose.scale

"""Direction of light, estimated from the skin's lightness and the face's normals (Lambert's law)."""

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

# What is believed before the picture is seen: a little light from above, as in most rooms and studios.
USUAL = np.array([0.0, -0.35, -0.35])
BELIEF = 0.03  # how firmly, in units of the mean square of the normals' parts
MOST = 1.1


def light_direction(lightness: Floats, depth: Floats, skin: Floats, spacing: float) -> Floats:
    """(3,) change of lightness, relative to its mean, with each part of the surface normal (x right, y down, z away).

    lightness, depth, skin: (rows, columns) on a grid; depth in the unit of the spacing, larger is farther; skin: how
    far each place is bare skin, 0 to 1. Lambert's law with light from all around: I = a + b . n, by least squares.
    """
    slope_y, slope_x = np.gradient(depth, spacing)
    normals = np.stack([slope_x, slope_y, -np.ones_like(depth)], axis=-1)
    normals /= np.linalg.norm(normals, axis=-1, keepdims=True)
    weight = skin / max(float(skin.sum()), 1e-9)
    mean = float((weight * lightness).sum())
    relative = lightness / max(mean, 1e-6) - 1.0
    centred = normals - (weight[..., None] * normals).sum((0, 1))
    spread = np.einsum("hw,hwi,hwj->ij", weight, centred, centred) + BELIEF * np.eye(3)
    pull = np.einsum("hw,hwi,hw->i", weight, centred, relative) + BELIEF * USUAL
    direction = np.linalg.solve(spread, pull)
    size = float(np.linalg.norm(direction))
    limited: Floats = direction * min(1.0, MOST / max(size, 1e-9))
    return limited

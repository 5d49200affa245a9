"""Smooth interpolation from scattered points: thin-plate splines."""

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


def thin_plate(nodes: Floats, values: Floats, points: Floats, stiffness: float = 1e-4) -> Floats:
    """Thin-plate spline through values at nodes, read at points (Bookstein 1989, equations 1-3).

    nodes: (N, 2); values: (N, C); points: (..., 2); all lengths in inter-ocular units, which keeps the system well
    conditioned. `stiffness` is the smoothing that lets noisy landmarks be missed by a hair. Returns (..., C).
    """
    count = len(nodes)
    affine = np.column_stack([np.ones(count), nodes])
    system = np.zeros((count + 3, count + 3))
    system[:count, :count] = _kernel(nodes, nodes) + stiffness * np.eye(count)
    system[:count, count:] = affine
    system[count:, :count] = affine.T
    right = np.zeros((count + 3, values.shape[1]))
    right[:count] = values
    weights = np.linalg.solve(system, right)
    flat = points.reshape(-1, 2)
    read = _kernel(flat, nodes) @ weights[:count] + weights[count] + flat @ weights[count + 1 :]
    result: Floats = read.reshape(*points.shape[:-1], values.shape[1])
    return result


def _kernel(points: Floats, nodes: Floats) -> Floats:
    """U(r) = r^2 log r^2, (P, 2) and (N, 2) -> (P, N)."""
    squared = (points**2).sum(1)[:, None] + (nodes**2).sum(1)[None, :] - 2.0 * points @ nodes.T
    np.maximum(squared, 1e-12, out=squared)
    kernel: Floats = squared * np.log(squared)
    return kernel

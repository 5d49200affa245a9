"""Read mouth coefficients off tracked movement."""

import numpy as np
from numpy.typing import NDArray

from app.core.face_basis import FaceBasis
from app.core.mesh import LIP_CORNERS, LOWER_LIP_ROWS, UPPER_LIP_ROWS

LIPS = np.array([vertex for row in (*UPPER_LIP_ROWS, *LOWER_LIP_ROWS, *LIP_CORNERS) for vertex in row])
DEPTH_WEIGHT = 0.1  # the tracker guesses depth from one camera
LIP_WEIGHT, LOWER_FACE_WEIGHT, REST_WEIGHT = 3.0, 1.0, 0.3


def importance(canonical: NDArray[np.float32]) -> NDArray[np.float32]:
    """(478,) how much an error at each vertex counts: lips most, then everything below the nose."""
    weight = np.where(canonical[:, 1] > canonical[2, 1], LOWER_FACE_WEIGHT, REST_WEIGHT).astype(np.float32)
    weight[LIPS] = LIP_WEIGHT
    return weight


def metric(canonical: NDArray[np.float32]) -> NDArray[np.float32]:
    """(478 * 3,) factor on every coordinate under which shapes are compared."""
    factors: NDArray[np.float32] = np.sqrt(importance(canonical)[:, None] * np.array([1, 1, DEPTH_WEIGHT])).ravel()
    return factors


def mouth_coefficients(
    moves: NDArray[np.float32], opening: NDArray[np.float32], basis: FaceBasis
) -> NDArray[np.float32]:
    """Weighted least squares on the shapes besides opening, which is measured at the lips directly.

    moves: (N, 478, 3) away from the speaker's closed lips. opening: (N,). Returns (N, 12).
    """
    factors = metric(basis.canonical)
    shapes = basis.mouth_basis[1:].reshape(len(basis.mouth_basis) - 1, -1) * factors
    rest = (moves - opening[:, None, None] * basis.mouth_basis[0]).reshape(len(moves), -1) * factors
    values = rest @ np.linalg.pinv(shapes)
    return np.column_stack([opening, values]).astype(np.float32)

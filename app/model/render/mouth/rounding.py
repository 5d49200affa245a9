"""Lip shapes beyond the linear basis: pursing into a ring for w and oo, and rounding of a wide-open mouth.

Landmarks see little of either, for a pursed lip hides its own corners, and the shape basis follows the landmarks. So
these shapes are drawn on the canonical face, and come in with the products of the coefficients that ask for them.
"""

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from app.core.face_basis import FaceBasis
from app.core.motion import CHANNEL_INDEX, MOUTH, MOUTH_COEFFICIENTS
from app.core.smoothstep import smoothstep
from app.model.render import topology as mesh

Floats = NDArray[np.float64]

# A mouth narrower than its own by this much, in inter-ocular units, begins to purse, and by that much is a full ring
# (half and one and a half standard deviations of tracked speech; what the motion network says of w and oo is less than
# half of what lips do).
PURSING_BEGINS, PURSED = 0.011, 0.040
CORNER_INWARDS = 0.05  # each corner's way at a full ring
LIP_SWELLING = 0.018  # how far the outer edge of either lip moves from the middle
PROTRUSION = 0.07  # towards the viewer
RING_HALF_WIDTH = 0.165  # of the opening between pursed lips, before the corners come in
ROUND_FROM, ROUND_FULL = 0.08, 0.30  # opening at which corners begin to round, and how much more makes it complete
MOST_SQUEEZE = 0.8  # of skin beside a lip, for an opening of one: at the widest (0.38) 70 % of its length is left
LIPS_SEEN = CHANNEL_INDEX["lips_seen"]
PURSED_COLUMN = -3  # of `Expression.weights`, which end with these three
ROW_FOLLOWS = (1.0, 0.85, 0.55, 0.25)  # inner to outer row of a lip


class Rounding:
    """Three displacement shapes and their weights: purse, ring (an open pursed mouth), round (a wide-open one)."""

    def __init__(self, basis: FaceBasis, shape: Floats) -> None:
        """shape: (478, 3) the portrait's own pose-free face; a small mouth purses by less than a large one."""
        canonical, opening = basis.canonical.astype(np.float64), basis.mouth_basis[0].astype(np.float64)
        left, right = mesh.INNER_LEFT_CORNER, mesh.INNER_RIGHT_CORNER
        own_size = float((shape[right, 0] - shape[left, 0]) / (canonical[right, 0] - canonical[left, 0]))
        purse = float(np.clip(own_size, 0.6, 1.15)) * _purse(canonical)
        self.moves: Floats = np.stack([purse, *_gap_shapes(canonical, opening)])  # (3, 478, 3)
        slopes = basis.mouth_basis[1:, left, 0] - basis.mouth_basis[1:, right, 0]
        self._narrowing = torch.from_numpy(slopes.astype(np.float32))

    def weights(self, motion: Tensor, beyond_rest: Tensor) -> Tensor:
        """(T, M) motion and (T, 1) opening beyond the portrait's own -> (T, 3), zeros for a mouth at rest.

        Lips that were seen on a face are as narrow as they are told to be: pursing would narrow them once more.
        """
        narrower = motion[:, MOUTH.start + 1 : MOUTH_COEFFICIENTS] @ self._narrowing.to(motion.device)
        pursed = smoothstep(PURSING_BEGINS, PURSED, narrower[:, None]) * (1.0 - motion[:, LIPS_SEEN, None])
        rounded = ((beyond_rest - ROUND_FROM) / ROUND_FULL).clamp(0.0, 1.0).square() * ROUND_FULL
        return torch.cat([pursed, pursed * beyond_rest, (1.0 - pursed) * rounded], dim=1)


def unfolded(opening: Floats, shape: Floats) -> Floats:
    """The (478, 3) opening shape with the skin around the lips following them so closely that it never folds.

    The basis keeps lips that open wide apart from the skin beside them; on a full lip, whose edge lies on that skin,
    the widest opening would squeeze the strip of skin beside it to nothing. shape: (478, 3) the portrait's own face.
    """
    moves = opening.copy()
    place = shape[: mesh.MESH_VERTICES]
    others = np.ones(mesh.MESH_VERTICES, bool)
    others[[*mesh.UPPER_LIP, *mesh.LOWER_LIP]] = False
    for row, down in ((mesh.UPPER_LIP_ROWS[-1], -1.0), (mesh.LOWER_LIP_ROWS[-1], 1.0)):
        order = np.argsort(shape[list(row), 0])
        lip = np.array(row)[order]
        gap = down * (place[:, 1] - np.interp(place[:, 0], shape[lip, 0], shape[lip, 1]))
        within = (place[:, 0] > shape[lip[0], 0]) & (place[:, 0] < shape[lip[-1], 0])
        least = down * np.interp(place[:, 0], shape[lip, 0], opening[lip, 1]) - MOST_SQUEEZE * np.maximum(gap, 0.0)
        pressed = others & within & (gap > -0.02) & (down * moves[: mesh.MESH_VERTICES, 1] < least)
        moves[np.flatnonzero(pressed), 1] = down * least[pressed]
    return moves


def _purse(shape: Floats) -> Floats:
    """Corners come in, the skin beside them follows; lips swell and push forward. The inner edges stay together."""
    moves = np.zeros_like(shape)
    corner = abs(shape[mesh.LIP_CORNERS[-1][0], 0])
    x, y = shape[: mesh.MESH_VERTICES, 0], shape[: mesh.MESH_VERTICES, 1] - shape[mesh.UPPER_MIDDLE, 1]
    side = np.abs(x)
    inwards = np.where(side < corner, side / corner, np.exp(-(((side - corner) / 0.16) ** 2))) * np.exp(
        -((y / 0.20) ** 2)
    )
    moves[: mesh.MESH_VERTICES, 0] = -np.sign(x) * CORNER_INWARDS * inwards
    forward = np.exp(-((x / 0.2) ** 2)) * np.exp(-((y / 0.14) ** 2))
    moves[: mesh.MESH_VERTICES, 2] = -PROTRUSION * forward
    for rows, up in ((mesh.UPPER_LIP_ROWS, -1.0), (mesh.LOWER_LIP_ROWS, 1.0)):
        for share, row in zip((0.0, 0.3, 0.65, 1.0), rows, strict=True):
            bow = np.exp(-((shape[list(row), 0] / 0.17) ** 2))
            moves[list(row), 1] = up * LIP_SWELLING * share * bow
    return moves


def _gap_shapes(shape: Floats, opening: Floats) -> tuple[Floats, Floats]:
    """What turns the basis' lens-shaped gap into a ring in the middle, and into an ellipse; both keep its height."""
    corner_x = abs(shape[mesh.INNER_LEFT_CORNER, 0])
    corner_y = opening[mesh.INNER_LEFT_CORNER, 1]
    ring, ellipse = np.zeros_like(shape), np.zeros_like(shape)
    for rows in (mesh.UPPER_LIP_ROWS, mesh.LOWER_LIP_ROWS):
        inner = list(rows[0])
        side = np.abs(shape[inner, 0])
        height = opening[inner, 1] - corner_y
        middle = height[len(inner) // 2]
        as_ring = middle * np.sqrt(np.maximum(0.0, 1.0 - (side / RING_HALF_WIDTH) ** 2)) - height
        as_ellipse = middle * np.sqrt(np.maximum(0.0, 1.0 - (side / corner_x) ** 2)) - height
        for follows, row in zip(ROW_FOLLOWS, rows, strict=True):
            ring[list(row), 1] = follows * as_ring
            ellipse[list(row), 1] = follows * as_ellipse
    return ring, ellipse

"""Where the landmarks of a portrait ought to be once a motion has been applied."""

import numpy as np
import torch
from numpy.typing import NDArray

from app.core.face import NECK_PIVOT_BACK, NECK_PIVOT_DOWN
from app.core.motion import CHANNEL_INDEX, Motion
from app.model.render import topology as mesh
from app.model.render.eyes.eyes import LOWER_LID_SHARE
from app.model.render.geometry import FaceGeometry
from app.model.render.head import rotation
from app.model.render.skin.expression import Expression, Layer

Floats = NDArray[np.float64]

LIDS = (
    ("blink_left", mesh.LEFT_EYE_UPPER, mesh.LEFT_EYE_LOWER),
    ("blink_right", mesh.RIGHT_EYE_UPPER, mesh.RIGHT_EYE_LOWER),
)


class TargetLandmarks:
    """The renderer's forward model at the landmarks of one portrait: expression by layer, lids, then a rigid head.

    The head turns every landmark by its own depth, whatever the renderer makes of depth and of borders.
    """

    def __init__(self, geometry: FaceGeometry, expression: Expression) -> None:
        self._geometry = geometry
        self._expression = expression
        vertices = geometry.vertices[: mesh.MESH_VERTICES]
        self._moves = expression.moves(vertices, Layer.SKIN)  # (K, V, 2)
        for lips, layer in ((mesh.UPPER_LIP, Layer.UPPER), (mesh.LOWER_LIP, Layer.LOWER)):
            self._moves[:, lips] = expression.moves(vertices[lips], layer)

    def positions(self, motion: Motion) -> Floats:
        """(T) frames of motion -> (T, 468, 2) pixels, counted like landmarks from the picture's corner."""
        coefficients = torch.from_numpy(motion.coefficients)
        weights = self._expression.weights(coefficients).numpy().astype(np.float64)
        moved = np.tensordot(weights, self._moves, axes=1)
        turns = rotation(coefficients).numpy().astype(np.float64)
        return np.stack([self._frame(*frame) for frame in zip(motion.coefficients, moved, turns, strict=True)])

    def _frame(self, row: NDArray[np.float32], move: Floats, turn: Floats) -> Floats:
        geometry, unit = self._geometry, self._geometry.unit
        flat = geometry.vertices[: mesh.MESH_VERTICES] + move
        for channel, upper, lower in LIDS:
            flat[list(upper)], flat[list(lower)] = _lids(
                flat[list(upper)], flat[list(lower)], float(row[CHANNEL_INDEX[channel]])
            )
        points = np.column_stack([flat, geometry.depth[: mesh.MESH_VERTICES]])
        pivot = np.empty(3)
        pivot[:2] = geometry.vertices[168] + NECK_PIVOT_DOWN * unit * geometry.down
        pivot[2] = geometry.depth[mesh.FACE_OVAL].mean() + NECK_PIVOT_BACK * unit
        turned = (points - pivot) @ turn.T + pivot
        shift = row[CHANNEL_INDEX["shift_x"] : CHANNEL_INDEX["shift_y"] + 1] * unit
        placed: Floats = turned[:, :2] + shift + 0.5  # the renderer counts from pixel centres
        return placed


def _lids(upper: Floats, lower: Floats, blink: float) -> tuple[Floats, Floats]:
    """The two lids' edges brought together by that share of the gap; most of the way is the upper one's."""
    gap = lower - upper
    return upper + blink * (1.0 - LOWER_LID_SHARE) * gap, lower - blink * LOWER_LID_SHARE * gap

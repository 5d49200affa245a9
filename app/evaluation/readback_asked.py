"""Where the landmarks of a portrait ought to be once a motion has been applied."""

import numpy as np
import torch
from numpy.typing import NDArray

from app.core.face import Face
from app.core.face_basis import FaceBasis
from app.core.motion import CHANNEL_INDEX, Motion
from app.core.settings import FrameSize
from app.face.pose import rotation_matrix, to_canonical
from app.model.render import topology as mesh
from app.model.render.expression import Expression, Layer, weigh
from app.model.render.eyes import LOWER_LID_SHARE
from app.model.render.geometry import FaceGeometry
from app.model.render.head import NECK_PIVOT_BACK, NECK_PIVOT_DOWN
from app.model.render.region import Region

Floats = NDArray[np.float64]

SPACING = 0.025  # of the grid on which displacement is read, inter-ocular units
LIDS = (
    ("blink_left", mesh.LEFT_EYE_UPPER, mesh.LEFT_EYE_LOWER),
    ("blink_right", mesh.RIGHT_EYE_UPPER, mesh.RIGHT_EYE_LOWER),
)


class AskedLandmarks:
    """The renderer's forward model at the landmarks of one portrait: expression by layer, lids, then a rigid head.

    The head turns every landmark by its own depth, whatever the renderer makes of depth and of borders.
    """

    def __init__(self, face: Face, size: FrameSize, basis: FaceBasis) -> None:
        """Of a face in a portrait that is rendered at its own size."""
        self._geometry = FaceGeometry.of(face, 1.0, 1.0, (size.width, size.height))
        shape = to_canonical(face.landmarks, face.pose).astype(np.float64)
        self._expression = Expression(self._geometry, shape, basis)
        vertices = self._geometry.vertices[: mesh.MESH_VERTICES]
        margin = 0.1 * self._geometry.unit
        spacing = max(1.0, SPACING * self._geometry.unit)
        region = Region.around(vertices.min(0) - margin, vertices.max(0) + margin, (size.width, size.height), spacing)
        where = torch.from_numpy(vertices.T.astype(np.float32)).view(1, 2, 1, -1)
        at_landmarks = {}
        for layer in Layer:
            fields = self._expression.fields(region, layer)
            at_landmarks[layer] = region.read_nodes(fields, where.expand(len(fields), -1, -1, -1))
        self._fields = at_landmarks[Layer.SKIN].clone()  # (K, 2, 1, V)
        for lips, layer in ((mesh.UPPER_LIP, Layer.UPPER), (mesh.LOWER_LIP, Layer.LOWER)):
            self._fields[..., lips] = at_landmarks[layer][..., lips]

    def positions(self, motion: Motion) -> Floats:
        """(T) frames of motion -> (T, 468, 2) pixels, counted like landmarks from the picture's corner."""
        weights = self._expression.weights(torch.from_numpy(motion.coefficients))
        moved = weigh(weights, self._fields)[:, :, 0].permute(0, 2, 1).numpy().astype(np.float64)
        return np.stack([self._frame(row, move) for row, move in zip(motion.coefficients, moved, strict=True)])

    def _frame(self, row: NDArray[np.float32], move: Floats) -> Floats:
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
        yaw, pitch, roll = (float(row[CHANNEL_INDEX[name]]) for name in ("yaw", "pitch", "roll"))
        turned = (points - pivot) @ rotation_matrix(yaw, pitch, roll).T.astype(np.float64) + pivot
        shift = row[CHANNEL_INDEX["shift_x"] : CHANNEL_INDEX["shift_y"] + 1] * unit
        placed: Floats = turned[:, :2] + shift + 0.5  # the renderer counts from pixel centres
        return placed


def _lids(upper: Floats, lower: Floats, blink: float) -> tuple[Floats, Floats]:
    """The two lids' edges brought together by that share of the gap; most of the way is the upper one's."""
    gap = lower - upper
    return upper + blink * (1.0 - LOWER_LID_SHARE) * gap, lower - blink * LOWER_LID_SHARE * gap

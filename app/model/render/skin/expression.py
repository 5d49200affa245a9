"""How mouth and brow coefficients move the skin: one displacement field for each coefficient and layer.

The face is drawn in three layers that share every vertex but those of the lips: `SKIN` knows the outer lips alone,
`UPPER` ends at the upper lip and `LOWER` begins at the lower one, so that the lips can part between the last two.
"""

from enum import Enum

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from app.core.face import lip_gap
from app.core.face_basis import FaceBasis
from app.core.motion import ACTION, CHANNEL_INDEX, MOUTH, MOUTH_COEFFICIENTS
from app.core.smoothstep import smoothstep
from app.core.thin_plate import ThinPlate
from app.model.render import topology as mesh
from app.model.render.geometry import FaceGeometry
from app.model.render.mouth.rounding import Rounding, unfolded
from app.model.render.sampling.region import Region
from app.model.render.skin.action_units import action_unit_moves

Floats = NDArray[np.float64]

# Below this gap MediaPipe's inner lip rows cannot be told from touching ones (spread on closed lips in GRID).
LIPS_TOUCH = 0.02
MAX_OPENING = 0.38  # GRID's widest
# Share of the gap that the upper lip closes; the jaw brings the rest (ratio of the opening basis, GRID).
UPPER_LIP_SHARE = 0.3


class Layer(Enum):
    """Which side of the lips a displacement field is for."""

    SKIN = "skin"
    UPPER = "upper"
    LOWER = "lower"


class Expression:
    """The displacement of every mesh vertex for every coefficient, for one portrait."""

    def __init__(self, geometry: FaceGeometry, shape: Floats, basis: FaceBasis) -> None:
        """shape: (478, 3) the portrait's own pose-free face in inter-ocular units."""
        self._geometry = geometry
        gap = float(lip_gap(shape))
        self.rest_opening = gap if gap > LIPS_TOUCH else 0.0
        mouth = basis.mouth_basis.astype(np.float64)
        mouth[0] = unfolded(mouth[0], shape)
        brows = [self._brow_raise(shape), self._brow_frown(shape)]
        self._rounding = Rounding(basis, shape)
        units = action_unit_moves(basis.canonical)
        moves = [self._closing(shape), *mouth, *brows, *units, *self._rounding.moves]
        self._vertex_moves = np.stack(moves)  # (K, 478, 3)
        self._splines: dict[Layer, ThinPlate] = {}

    def weights(self, motion: Tensor) -> Tensor:
        """(T, M) motion coefficients -> (T, K) weights of the displacement fields.

        The opening is absolute: between closed and the portrait's own gap the portrait's own lips are brought
        together, beyond it the basis opens them further.
        """
        opening = motion[:, :1].clamp(0.0, MAX_OPENING)
        rest = self.rest_opening
        closing = (1.0 - opening / rest).clamp(min=0.0) if rest else torch.zeros_like(opening)
        brows = motion[:, CHANNEL_INDEX["brow_raise"] : CHANNEL_INDEX["brow_frown"] + 1]
        mouth = motion[:, MOUTH.start + 1 : MOUTH_COEFFICIENTS]
        beyond = (opening - rest).clamp(min=0.0)
        rounding = self._rounding.weights(motion, beyond)
        return torch.cat([closing, beyond, mouth, brows, motion[:, ACTION], rounding], dim=1)

    def fields(self, region: Region, layer: Layer) -> Tensor:
        """(K, 2, rows, columns) displacement in pixels at the region's nodes, for a coefficient of one."""
        moves = self.moves(region.nodes(), layer).transpose(0, 3, 1, 2)
        return torch.from_numpy(np.ascontiguousarray(moves, dtype=np.float32))

    def moves(self, points: Floats, layer: Layer) -> Floats:
        """(..., 2) pixels -> (K, ..., 2) displacement in pixels there, for a coefficient of one."""
        if layer not in self._splines:
            self._splines[layer] = self._spline(layer)
        read = self._splines[layer].read(self._unit(points))
        read *= self._fade(points)[..., None]
        return np.moveaxis(read.reshape(*points.shape[:-1], -1, 2), -2, 0).copy()

    def _spline(self, layer: Layer) -> ThinPlate:
        """All displacements as one spline over the face, held still around it."""
        geometry = self._geometry
        vertices = layer_vertices(layer)
        values = geometry.to_pixels(self._vertex_moves[:, vertices])  # (K, V, 2)
        rim = np.concatenate([geometry.oval(1.3), geometry.oval(1.8)[::3], geometry.oval(3.0)[::4]])
        nodes = np.concatenate([geometry.vertices[vertices], rim])
        held = np.zeros((len(values), len(rim), 2))
        table = np.concatenate([values, held], axis=1).transpose(1, 0, 2).reshape(len(nodes), -1)
        return ThinPlate.fit(self._unit(nodes), table)

    def _unit(self, points: Floats) -> Floats:
        """(..., 2) pixels -> the same in inter-ocular units from the bridge of the nose."""
        unit: Floats = (points - self._geometry.vertices[168]) / self._geometry.unit
        return unit

    def _fade(self, points: Floats) -> Floats:
        """1 on the face, 0 well outside it, so that a spline's tail never moves the surroundings."""
        outline = self._geometry.oval(1.0)
        centre, radius = outline.mean(0), np.abs(outline - outline.mean(0)).max(0)
        distance = np.linalg.norm((points - centre) / radius, axis=-1)
        inside: Floats = 1.0 - smoothstep(1.1, 1.45, distance)
        return inside

    @staticmethod
    def _closing(shape: Floats) -> Floats:
        """(478, 3) displacement that brings parted lips together and keeps the smile."""
        moves = np.zeros_like(shape)
        upper, lower = np.array(mesh.UPPER_LIP_ROWS[0]), np.array(mesh.LOWER_LIP_ROWS[0])
        # Straight up and down, and evenly along the lips: what the landmarks differ by sideways is noise.
        height = np.maximum(shape[lower, 1] - shape[upper, 1], 0.0)
        height = np.convolve(np.concatenate([[0.0], height, [0.0]]), [0.25, 0.5, 0.25], mode="valid")
        gap = np.zeros((len(upper), 3))
        gap[:, 1] = np.maximum(height, shape[lower, 1] - shape[upper, 1])
        for row, strength in zip(mesh.UPPER_LIP_ROWS, (1.0, 0.95, 0.85, 0.6), strict=True):
            moves[list(row)] = UPPER_LIP_SHARE * strength * gap
        for row, strength in zip(mesh.LOWER_LIP_ROWS, (1.0, 0.97, 0.93, 0.88), strict=True):
            moves[list(row)] = -(1.0 - UPPER_LIP_SHARE) * strength * gap
        # Chin and jaw follow the lower lip, less with every step away from it. A full lip hides the skin right below
        # it, whose vertices then lie on the lip: they must move like it.
        depth = np.maximum(shape[: mesh.MESH_VERTICES, 1] - shape[17, 1], 0.0)
        aside = np.abs(shape[: mesh.MESH_VERTICES, 0] - shape[17, 0])
        follow = (
            (0.5 + 0.38 * np.exp(-depth / 0.08)) * np.exp(-((aside / 0.42) ** 2)) * (1 - smoothstep(0.1, 1.0, depth))
        )
        jaw = np.flatnonzero(shape[: mesh.MESH_VERTICES, 1] > shape[17, 1] - 0.04)
        jaw = jaw[~np.isin(jaw, [*mesh.LOWER_LIP, *mesh.UPPER_LIP])]
        moves[jaw] = follow[jaw, None] * -(1.0 - UPPER_LIP_SHARE) * gap[4]
        return moves

    @staticmethod
    def _brow_raise(shape: Floats) -> Floats:
        moves = np.zeros_like(shape)
        moves[[*mesh.LEFT_BROW, *mesh.RIGHT_BROW], 1] = -1.0
        moves[list(mesh.FOREHEAD), 1] = -0.45
        return moves

    @staticmethod
    def _brow_frown(shape: Floats) -> Floats:
        moves = np.zeros_like(shape)
        for inner, inwards in ((mesh.LEFT_BROW_INNER, 1.0), (mesh.RIGHT_BROW_INNER, -1.0)):
            moves[list(inner), 0] = 0.7 * inwards
            moves[list(inner), 1] = 0.7
        return moves


def weigh(weights: Tensor, fields: Tensor) -> Tensor:
    """(T, K) weights of (K, 2, rows, columns) fields -> (T, 2, rows, columns) displacement in pixels."""
    return (weights @ fields.flatten(1)).view(-1, *fields.shape[1:])


def layer_vertices(layer: Layer) -> NDArray[np.int64]:
    """Numbers of the mesh vertices that a layer knows."""
    keep = np.ones(mesh.MESH_VERTICES, bool)
    if layer is Layer.UPPER:
        keep[mesh.LOWER_LIP] = False
        keep[mesh.CHIN_SKIN] = False
    elif layer is Layer.LOWER:
        keep[mesh.UPPER_LIP] = False
        keep[mesh.PHILTRUM_SKIN] = False
    else:
        for row in (*mesh.UPPER_LIP_ROWS[:3], *mesh.LOWER_LIP_ROWS[:3]):
            keep[list(row)] = False
        keep[[vertex for pair in mesh.LIP_CORNERS[:3] for vertex in pair]] = False
    return np.flatnonzero(keep)

"""Source positions of the two lips and the skull, worked out only where the mouth is in the frames at hand."""

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from app.model.render import topology as mesh
from app.model.render.head import HeadTurn
from app.model.render.mouth.lips import LipEdges
from app.model.render.sampling.inversion import invert
from app.model.render.sampling.region import Region
from app.model.render.skin.expression import Expression, Layer, weigh
from app.model.render.still_face import StillFace

SPACING = 0.025  # of the grid, inter-ocular units
JAW_SHARE = 0.85  # of the chin's way that the lower teeth go: part of a lowered lip is the lip alone
PROBES, SPAN_STEP = 8, 4  # nodes a side that tell where the mouth goes, and steps in which its region grows


class LipFields:
    """The movement of either lip's layer over the patch of the picture that the mouth can reach."""

    def __init__(self, face: StillFace, expression: Expression, edges: LipEdges, reach: float) -> None:
        """reach: how far the head may carry the mouth, in inter-ocular units, 0 for a head that stays."""
        geometry, device = face.geometry, face.device
        lips = geometry.vertices[[*mesh.UPPER_LIP_ROWS[3], *mesh.LOWER_LIP_ROWS[3], 61, 291]]
        unit = geometry.unit
        low = lips.min(0) - unit * np.array([0.30 + reach, 0.34 + reach])
        high = lips.max(0) + unit * np.array([0.30 + reach, 0.62 + reach])
        self.region = Region.in_steps(low, high, geometry.picture, max(1, round(SPACING * unit)))
        self._head = HeadTurn(geometry, self.region, face.matte) if reach else None
        points = self.region.nodes()
        # Each lip's field joins the skin's beside and behind the lip, but not across the gap: there it must run on
        # evenly, for a steep field cannot be inverted and frays the lip's edge.
        skin = expression.fields(self.region, Layer.SKIN)
        upper, lower = (expression.fields(self.region, layer) for layer in (Layer.UPPER, Layer.LOWER))
        near_upper, near_lower = (
            torch.from_numpy(edges.influence(points, above=above, below=not above).astype(np.float32))
            for above in (True, False)
        )
        fields = [skin + near_upper * (upper - skin), skin + near_lower * (lower - skin)]
        self._fields = torch.cat(fields, dim=1).to(device)  # (K, 4, rows, columns): upper lip, lower lip
        self._home = _spanned(edges.influence(points) > 0.0)
        self._probes = (_spread(self._home[0]), _spread(self._home[1]))
        self._probe_fields = self._fields[:, :, self._probes[0]][..., self._probes[1]]
        jaw_point = geometry.vertices[[83, 18, 313, 200, 199]].mean(0)
        self.jaw = _read_at(lower, self.region, jaw_point).to(device)  # (K, 2) pixels the jaw drops for each weight

    def sources(self, motion: Tensor, weights: Tensor) -> tuple[Region, Tensor, Tensor, Tensor]:
        """A part of the region, and (T, 2, rows, columns) pixels of the still that its nodes show.

        Those on the upper lip, on the lower one, and on the skull.
        """
        rows, columns = self._reached(motion, weights)
        region, count = self.region.part(rows, columns), len(motion)
        moves = self._moves(motion, weigh(weights, self._fields[:, :, rows, columns]), (rows, columns))
        at = torch.split(invert(moves, region), count)
        return region, at[0], at[1], at[2] if self._head else region.pixel_nodes(moves).expand(count, -1, -1, -1)

    def _reached(self, motion: Tensor, weights: Tensor) -> tuple[slice, slice]:
        """Rows and columns of nodes that hold the mouth where it was and where these frames carry it."""
        moves = self._moves(motion, weigh(weights, self._probe_fields), self._probes)
        step = (self.region.width - 1) / (self.region.columns - 1)
        spans = []
        for axis, home, nodes, count in zip(
            (1, 0), self._home, self._probes, (self.region.rows, self.region.columns), strict=True
        ):
            there = nodes.to(moves).view((-1, 1) if axis else (1, -1)) + moves[:, axis] / step
            low, high = min(home.start, float(there.min())), max(home.stop, float(there.max()) + 1.0)
            # In steps of a few nodes, so that neighbouring frames mostly share what is prepared for a region.
            first, last = int(low // SPAN_STEP) * SPAN_STEP, (int(high // SPAN_STEP) + 1) * SPAN_STEP
            spans.append(slice(max(0, first), min(count, last)))
        return spans[0], spans[1]

    def _moves(self, motion: Tensor, expression: Tensor, nodes: tuple[slice, slice] | tuple[Tensor, Tensor]) -> Tensor:
        """Displacement in pixels at some rows and columns of nodes, one after another in the batch.

        expression: (T, 4, rows, columns) of the upper and the lower lip. -> (2 T, 2, rows, columns) of both lips, or
        (3 T, ...) with the skull's where the head moves.
        """
        lips = torch.cat(torch.split(expression, 2, dim=1))
        if self._head is None:
            return lips
        rows, columns = nodes
        head = self._head.part(rows, columns, motion.device)
        return torch.cat([head.displacement(motion.repeat(2, 1), lips), head.displacement(motion, None)])


def _spread(span: slice) -> Tensor:
    """(PROBES,) places from one end of a span to the other."""
    return torch.linspace(span.start, span.stop - 1, PROBES).round().long()


def _spanned(touched: NDArray[np.bool_]) -> tuple[slice, slice]:
    """(rows, columns) -> the rows and the columns from the first to the last that holds any."""
    rows, columns = (np.flatnonzero(touched.any(axis=axis)) for axis in (1, 0))
    return slice(int(rows[0]), int(rows[-1]) + 1), slice(int(columns[0]), int(columns[-1]) + 1)


def _read_at(fields: Tensor, region: Region, point: NDArray[np.float64]) -> Tensor:
    """(K, 2) displacement fields read at one pixel position."""
    where = torch.tensor(point, dtype=torch.float32).view(1, 2, 1, 1).expand(len(fields), -1, -1, -1)
    return region.read_nodes(fields, where)[:, :, 0, 0]

"""Lips that part over a mouth interior: the patch of the picture where the face is drawn in two layers."""

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from app.model.render import topology as mesh
from app.model.render.expression import Expression, Layer, weigh
from app.model.render.geometry import FaceGeometry
from app.model.render.head import HeadTurn
from app.model.render.interior import SPAN_BOTTOM, SPAN_LEFT, SPAN_RIGHT, SPAN_TOP, MouthInterior
from app.model.render.lips import LipEdges
from app.model.render.own_teeth import OwnTeeth
from app.model.render.region import Region, Window, invert, sample
from app.model.render.texture import Texture

SPACING = 0.025  # of the grid, inter-ocular units
OVERLAP_PX = 1.5  # the lower lip continues this far under the upper one, so that no gap shows at rest


class Mouth:
    """Draws the mouth patch over frames whose skin has been moved already."""

    def __init__(
        self,
        geometry: FaceGeometry,
        expression: Expression,
        edges: LipEdges,
        interior: MouthInterior,
        own_teeth: OwnTeeth | None,
        matte: NDArray[np.float32],
        reach: float,
        device: torch.device,
    ) -> None:
        """own_teeth: of a portrait whose lips are parted.

        reach: how far the head may carry the mouth, in inter-ocular units; it sets the size of the patch.
        """
        lips = geometry.vertices[[*mesh.UPPER_LIP_ROWS[3], *mesh.LOWER_LIP_ROWS[3], 61, 291]]
        unit = geometry.unit
        low = lips.min(0) - unit * np.array([0.30 + reach, 0.34 + reach])
        high = lips.max(0) + unit * np.array([0.30 + reach, 0.62 + reach])
        self.region = Region.around(low, high, geometry.picture, max(1.5, SPACING * unit))
        self._head = HeadTurn(geometry, self.region, matte)
        points = self.region.nodes()
        influence = edges.influence(points)
        # Each lip's field joins the skin's beside and behind the lip, but not across the gap: there it must run on
        # evenly, for a steep field cannot be inverted and frays the lip's edge.
        skin = expression.fields(self.region, Layer.SKIN)
        upper_fields, lower_fields = (expression.fields(self.region, layer) for layer in (Layer.UPPER, Layer.LOWER))
        near_upper, near_lower = (
            _map(edges.influence(points, above=above, below=not above))[0] for above in (True, False)
        )
        self._upper_fields = (skin + near_upper * (upper_fields - skin)).to(device)
        self._lower_fields = (skin + near_lower * (lower_fields - skin)).to(device)
        upper, lower = edges.distances(points)
        self._upper_edge, self._lower_edge, self._influence = (
            _map(field).to(device) for field in (upper, lower, influence)
        )
        self._own_teeth = own_teeth
        self._cavity = MouthCavity(geometry, edges, interior, device)
        jaw_point = geometry.vertices[[83, 18, 313, 200, 199]].mean(0)
        self._jaw = _read_at(lower_fields, self.region, jaw_point).to(device)
        self._down = torch.tensor(geometry.down, dtype=torch.float32, device=device)
        self._unit = unit

    def draw(self, frames: Tensor, origin: tuple[int, int], picture: Texture, motion: Tensor, weights: Tensor) -> None:
        """Draw over (T, 3, h, w) frames in 0..1 that begin at `origin` (left, top) of the output picture, in place.

        picture: the still; motion: (T, M); weights: (T, K) of the expression's fields.
        """
        region = self.region
        head_only = invert(self._head.displacement(motion, None), region)
        sources, signed, near = [], [], []
        for fields, edge in ((self._upper_fields, self._upper_edge), (self._lower_fields, self._lower_edge)):
            moved = weigh(weights, fields)
            source = invert(self._head.displacement(motion, moved), region)
            sources.append(source)
            signed.append(region.read_nodes(edge, source))
            near.append(region.read_nodes(self._influence, source))
        influence = torch.maximum(*near)
        window = region.window(influence)
        if window is None:
            return
        fine = region.at_pixels(torch.cat([*sources, *signed, influence, head_only], dim=1), window)
        upper_at, lower_at, upper_px, lower_px, influence, skull_at = torch.split(fine, [2, 2, 1, 1, 1, 2], dim=1)

        opening = motion[:, 0].clamp(min=0.0)
        keep_px = self._lip_margin(opening)
        upper = picture.at(self._kept_inside(upper_at, upper_px, keep_px, -1.0))
        lower = picture.at(self._kept_inside(lower_at, lower_px, keep_px, 1.0))
        upper_cover = (upper_px + 0.5).clamp(0.0, 1.0)
        lower_cover = (lower_px + 0.5 + OVERLAP_PX).clamp(0.0, 1.0)

        jaw = weights @ self._jaw  # (T, K) @ (K, 2) -> (T, 2) pixels
        inside = self._cavity.draw(skull_at, jaw, upper_px, lower_px, opening)
        if self._own_teeth:
            on_skull = self._with_edges(head_only, window)
            on_jaw = self._with_edges(head_only - jaw.view(-1, 2, 1, 1), window)
            inside = self._own_teeth.draw(inside, picture, on_skull, on_jaw, opening)
        mouth = lower_cover * lower + (1.0 - lower_cover) * inside
        mouth = upper_cover * upper + (1.0 - upper_cover) * mouth

        patch = window.inside(frames, origin)
        patch += influence * (mouth - patch)

    def _lip_margin(self, opening: Tensor) -> Tensor:
        """(T, 1, 1, 1) signed distance in pixels from which a lip goes on in its own colour.

        Closed lips keep the dark line between them. Parted lips have teeth and darkness mixed into their outermost
        pixels, which must stay behind as soon as the lips move.
        """
        margin = torch.full_like(opening, -0.5 - OVERLAP_PX)
        if self._own_teeth:
            margin = margin + self._own_teeth.departure(opening) * (0.5 + OVERLAP_PX + 0.3 + 0.006 * self._unit)
        return margin.view(-1, 1, 1, 1)

    def _kept_inside(self, positions: Tensor, signed_px: Tensor, keep_px: Tensor, direction: float) -> Tensor:
        """Positions beyond a lip's edge moved back to it, so that a lip goes on in its own colour."""
        back = (keep_px - signed_px).clamp(min=0.0, max=0.2 * self._unit) * direction
        return positions + back * self._down.view(1, 2, 1, 1)

    def _with_edges(self, positions: Tensor, window: Window) -> Tensor:
        """(T, 2, rows, columns) positions in the still -> (T, 4, h, w): them and the signed lip distances there."""
        edges = torch.cat([self._upper_edge, self._lower_edge], dim=1)
        return self.region.at_pixels(torch.cat([positions, self.region.read_nodes(edges, positions)], dim=1), window)


class MouthCavity:
    """Throat, tongue and two rows of teeth, lit by what falls between the lips."""

    def __init__(self, geometry: FaceGeometry, edges: LipEdges, interior: MouthInterior, device: torch.device) -> None:
        self._upper, self._lower = (
            torch.from_numpy(texture).permute(2, 0, 1)[None].contiguous().to(device)
            for texture in (interior.upper, interior.lower)
        )
        self._throat = torch.from_numpy(interior.throat).view(1, 3, 1, 1).to(device)
        axes = np.stack([geometry.right, geometry.down]) / geometry.unit
        self._axes = torch.tensor(axes, dtype=torch.float32, device=device)
        self._centre = torch.tensor(edges.centre, dtype=torch.float32, device=device).view(1, 2, 1, 1)
        self._unit = geometry.unit
        # Light that reaches the inside of a mouth has been through lips and cheeks: its shadows are warm.
        self._warmth = torch.tensor([0.78, 1.02, 1.12], device=device).view(1, 3, 1, 1)

    def draw(self, skull_at: Tensor, jaw: Tensor, upper_px: Tensor, lower_px: Tensor, opening: Tensor) -> Tensor:
        """The interior at positions of the still's frame.

        skull_at: (T, 2, h, w) pixels, the head's own movement taken out; jaw: (T, 2) how far the jaw has dropped, in
        pixels; upper_px, lower_px: (T, 1, h, w) signed distances to the lips' edges; opening: (T,). -> (T, 3, h, w)
        """
        # Wide-open mouths let light in; a slit is dark.
        light = (0.72 + 0.28 * (opening / 0.2).clamp(max=1.0)).view(-1, 1, 1, 1)
        lower = self._read(self._lower, skull_at - jaw.view(-1, 2, 1, 1))
        upper = self._read(self._upper, skull_at)
        depth = 1.0 - 0.15 * (opening / 0.3).clamp(max=1.0).view(-1, 1, 1, 1)
        seen = lower[:, :3] * depth + (1.0 - lower[:, 3:]) * self._throat
        under_teeth = torch.exp(-((-upper_px).clamp(min=0.0) / (0.10 * self._unit)))
        seen = seen * (1.0 - 0.25 * under_teeth)
        seen = upper[:, :3] + (1.0 - upper[:, 3:]) * seen
        # Contact shadows: the upper lip's falls on the teeth, the lower lip's is faint.
        from_upper = torch.exp(-(-upper_px).clamp(min=0.0) / (0.024 * self._unit))
        from_lower = torch.exp(-(-lower_px).clamp(min=0.0) / (0.028 * self._unit))
        shade = light * (1.0 - 0.55 * from_upper) * (1.0 - 0.50 * from_lower)
        return seen * shade**self._warmth

    def _read(self, texture: Tensor, positions: Tensor) -> Tensor:
        local = torch.einsum("ij,tjhw->tihw", self._axes, positions - self._centre)
        return sample(texture, local, (SPAN_LEFT, SPAN_TOP), (SPAN_RIGHT - SPAN_LEFT, SPAN_BOTTOM - SPAN_TOP))


def _map(field: NDArray[np.float64]) -> Tensor:
    """(rows, columns) -> (1, 1, rows, columns)."""
    return torch.from_numpy(field.astype(np.float32))[None, None]


def _read_at(fields: Tensor, region: Region, point: NDArray[np.float64]) -> Tensor:
    """(K, 2) displacement fields read at one pixel position."""
    where = torch.tensor(point, dtype=torch.float32).view(1, 2, 1, 1).expand(len(fields), -1, -1, -1)
    return region.read_nodes(fields, where)[:, :, 0, 0]

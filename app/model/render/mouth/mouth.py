"""Lips that part over a mouth interior: the patch of the picture where the face is drawn in two layers."""

import numpy as np
import torch
import torch.nn.functional as F
from numpy.typing import NDArray
from torch import Tensor

from app.core.motion import TONGUE
from app.model.render.mouth.cavity import Gap
from app.model.render.mouth.contents import MouthContents
from app.model.render.mouth.lip_fields import JAW_SHARE, LipFields
from app.model.render.mouth.rounding import PURSED_COLUMN
from app.model.render.sampling.region import Region, Window
from app.model.render.sampling.texture import Texture
from app.model.render.skin.expression import Expression, Layer
from app.model.render.still_face import StillFace

OVERLAP = 1.5  # edge widths that the lower lip continues under the upper one, so that no gap shows at rest
APART = 0.05  # inter-ocular units: a gap beside which lips are seen apart
EDGE_WIDTH = 0.006  # over which a lip's edge fades, inter-ocular units; never less than a pixel
UPPER_LINE, LOWER_LINE = 0.004, 0.020  # how far the dark line between closed lips reaches into either, inter-ocular
LANDMARK_MISS = 0.012  # inter-ocular units
RIM_SHADE, RIM_REACH = 0.16, 0.018  # of lips that turn inwards, out of the light, as they part


class Mouth:
    """Draws the mouth patch over frames whose skin has been moved already."""

    def __init__(self, face: StillFace, expression: Expression, contents: MouthContents, reach: float) -> None:
        """reach: how far the head may carry the mouth, in inter-ocular units, 0 for a head that stays.

        It sets the size of the patch.
        """
        geometry, device, edges = face.geometry, face.device, contents.edges
        self._fields = LipFields(face, expression, edges, reach)
        self.region = self._fields.region
        points = self.region.nodes()
        upper, lower = (_map(distance) for distance in edges.distances(points))
        influence = _map(edges.influence(points))
        self._upper_map, self._lower_map = (torch.cat([edge, influence], 1).to(device) for edge in (upper, lower))
        self._edges = torch.cat([upper, lower], dim=1).to(device)
        self._cavity, self._own_teeth = contents.cavity, contents.own_teeth
        self._borrowed, self._borrowed_lips = contents.borrowed, contents.borrowed_lips
        self._down = torch.tensor(geometry.down, dtype=torch.float32, device=device).view(1, 2, 1, 1)
        self._unit = geometry.unit
        self._edge_px = max(1.0, EDGE_WIDTH * geometry.unit)
        self._rest = expression.rest_opening
        self._line_leaves = 0.0 if self._rest else 1.0  # lips that are parted anyway have no such line

    def draw(self, frames: Tensor, origin: tuple[int, int], picture: Texture, motion: Tensor, weights: Tensor) -> None:
        """Draw over (T, 3, h, w) frames in 0..1 that begin at `origin` (left, top) of the output picture, in place.

        picture: the still; motion: (T, M); weights: (T, K) of the expression's fields.
        """
        region, upper_at, lower_at, skull_at = self._fields.sources(motion, weights)
        upper_map = self.region.read_nodes(self._upper_map, upper_at)  # (T, 2, rows, columns): distance, influence
        lower_map = self.region.read_nodes(self._lower_map, lower_at)
        influence = torch.maximum(upper_map[:, 1:], lower_map[:, 1:])
        window = region.window(influence)
        if window is None:
            return
        # How far the lips have come apart here: nothing at the corners, so that they stay closed.
        apart = (-(upper_map[:, :1] + lower_map[:, :1]) * (1.0 / (APART * self._unit))).clamp(0.0, 1.0)
        coarse = torch.cat([upper_at, upper_map[:, :1], lower_at, lower_map[:, :1], apart, influence], dim=1)
        fine = _at_pixels(region, coarse, window)
        # Above the gap there is the upper lip alone, below it the lower one; what is between shows where both end.
        upper_rows, open_rows, hole = self._extents(upper_map[:, :1], lower_map[:, :1], region, window)
        opening = motion[:, 0].clamp(min=0.0)
        turned = ((opening - self._rest) * (1.0 / APART)).clamp(0.0, 1.0).view(-1, 1, 1, 1)
        mouth = torch.empty_like(fine[:, :3])
        lower = self._lip(Layer.LOWER, fine[:, 3:7, open_rows], picture, opening)
        mouth[:, :, open_rows] = lower.mul_(self._rim(fine[:, 5:7, open_rows], turned * self._line_leaves))
        if hole:
            gap, lips = mouth[:, :, hole[0], hole[1]], fine[:, :, hole[0], hole[1]]
            inside = self._inside(region, window.part(*hole), skull_at, lips, picture, motion, weights)
            gap.copy_(
                inside.lerp(gap, self._cover(lips[:, 5:6], 0.5 + OVERLAP * (1.0 - self._line_leaves * lips[:, 6:7])))
            )
        upper_lip = fine[:, [0, 1, 2, 6], upper_rows]
        upper = self._lip(Layer.UPPER, upper_lip, picture, opening)
        upper *= self._rim(upper_lip[:, 2:], turned)
        mouth[:, :, : open_rows.start] = upper[:, :, : open_rows.start]
        both = slice(open_rows.start, upper_rows.stop)
        cover = self._cover(fine[:, 2:3, both], 0.5)
        mouth[:, :, both] = mouth[:, :, both].lerp(upper[:, :, open_rows.start :], cover)
        patch = window.inside(frames, origin)
        patch.copy_(patch.lerp(mouth, fine[:, 7:]))

    def _extents(
        self, upper_px: Tensor, lower_px: Tensor, region: Region, window: Window
    ) -> tuple[slice, slice, tuple[slice, slice] | None]:
        """The window's rows that show the upper lip, those that show what is below it, and the gap's rows and columns.

        upper_px, lower_px: (T, 1, rows, columns) signed distances at the region's nodes.
        """
        reach = 0.5 * self._edge_px
        depths = torch.stack(
            [upper_px.amax(0), -upper_px.amin(0), -lower_px.amin(0), -(upper_px + lower_px).amin(0)], 1
        )
        upper, below, above, gap = F.max_pool2d(depths, 3, stride=1, padding=1)[0].cpu().numpy()
        hole = (below > -reach) & (above > -reach) & (gap > 0.4 * self._edge_px)
        step = (region.width - 1) // (region.columns - 1)
        top, left = region.top - window.top, region.left - window.left
        upper_end = _pixels((upper > -reach).any(1), step, top, window.height).stop
        open_start = _pixels((below > -reach).any(1), step, top, window.height).start
        parts = _pixels(hole.any(1), step, top, window.height), _pixels(hole.any(0), step, left, window.width)
        seen = all(part.stop > part.start for part in parts)
        return slice(0, max(1, upper_end)), slice(min(open_start, window.height - 1), None), parts if seen else None

    def _inside(
        self,
        region: Region,
        part: Window,
        skull_at: Tensor,
        lips: Tensor,
        picture: Texture,
        motion: Tensor,
        weights: Tensor,
    ) -> Tensor:
        """(T, 3, h, w) what is between the lips in a window; lips: (T, 8, h, w) of `draw` there."""
        jaw = JAW_SHARE * (weights @ self._fields.jaw)  # (T, K) @ (K, 2) -> (T, 2) pixels
        pursed = weights[:, PURSED_COLUMN]
        opening, tongue = motion[:, 0].clamp(min=0.0), motion[:, TONGUE].clamp(0.0, 1.0).unbind(1)
        gap = Gap(_at_pixels(region, skull_at, part), jaw, lips[:, 2:3], lips[:, 5:6], opening, pursed, *tongue)
        inside = self._cavity.draw(gap)
        if self._own_teeth:
            lifted = skull_at + self._own_teeth.lift_px(opening).view(-1, 1, 1, 1) * self._down
            on_skull = self._with_edges(region, lifted, part)
            on_jaw = self._with_edges(region, skull_at - jaw.view(-1, 2, 1, 1), part)
            inside = self._own_teeth.draw(inside, picture, on_skull, on_jaw, opening, self._cavity.shade(gap))
        if self._borrowed:
            borrowed = self._borrowed.draw(inside, gap)
            inside = inside + self._borrowed.share(opening, self._own_teeth) * (borrowed - inside)
        return inside

    def _cover(self, signed_px: Tensor, at_edge: float | Tensor) -> Tensor:
        """How much of a pixel a lip covers, from the signed distance to its edge, where it covers `at_edge`."""
        return (signed_px * (1.0 / self._edge_px) + at_edge).clamp(0.0, 1.0)

    def _rim(self, lip: Tensor, turned: Tensor) -> Tensor:
        """Factor of light on a lip, lower near its edge, which turns inwards, where the lips are apart.

        lip: (T, 2, h, w) signed distance and how far apart the lips are. turned: (T, 1, 1, 1) how far it has turned.
        """
        near = torch.exp(lip[:, :1].clamp(min=0.0) * (-1.0 / (RIM_REACH * self._unit)))
        return 1.0 - RIM_SHADE * turned * lip[:, 1:] * near

    def _lip(self, layer: Layer, lip: Tensor, picture: Texture, opening: Tensor) -> Tensor:
        """(T, 4, h, w) positions on a lip, signed distance to its edge, how far apart -> (T, 3, h, w) its colours."""
        keep_px = self._keep_px(lip[:, 3:], opening, UPPER_LINE if layer is Layer.UPPER else LOWER_LINE)
        direction = -1.0 if layer is Layer.UPPER else 1.0
        colours = picture.at(self._kept_inside(lip, keep_px, direction))
        if self._borrowed_lips is None:
            return colours
        # Landmarks on the other picture's lips miss their edge by a little; beyond it there would be teeth.
        further = self._kept_inside(lip, keep_px.clamp(min=0.0) + LANDMARK_MISS * self._unit, direction)
        return self._borrowed_lips.mixed(colours, further, opening, layer)

    def _keep_px(self, apart: Tensor, opening: Tensor, line: float) -> Tensor:
        """Signed distance in pixels from which a lip goes on in its own colour.

        Closed lips keep the dark line between them, which is their own shadow and leaves as they part. Parted lips have
        teeth and darkness mixed into their outermost pixels, which must stay behind as soon as the lips move.
        """
        beyond = (0.5 + OVERLAP) * self._edge_px
        if not self._own_teeth:
            return apart * (beyond + line * self._unit) - beyond
        inwards = beyond + 0.3 + 0.006 * self._unit
        return (self._own_teeth.departure(opening) * inwards - beyond).view(-1, 1, 1, 1)

    def _kept_inside(self, lip: Tensor, keep_px: Tensor, direction: float) -> Tensor:
        """Positions on a lip; those beyond its edge mirror the lip beside it, or repeat the edge of parted lips."""
        back = (keep_px - lip[:, 2:3]).clamp(min=0.0, max=0.1 * self._unit)
        return torch.addcmul(lip[:, :2], back, self._down, value=direction * (1.0 if self._own_teeth else 2.0))

    def _with_edges(self, region: Region, positions: Tensor, part: Window) -> Tensor:
        """(T, 2, rows, columns) positions in the still -> (T, 4, h, w): them and the signed lip distances there."""
        return _at_pixels(region, torch.cat([positions, self.region.read_nodes(self._edges, positions)], dim=1), part)


def _at_pixels(region: Region, fields: Tensor, window: Window) -> Tensor:
    """(T, C, rows, columns) at a region's nodes -> (T, C, h, w) at a window's pixels."""
    return region.heightened(region.widened(fields), window)


def _pixels(seen: NDArray[np.bool_], step: int, first: int, length: int) -> slice:
    """(n,) nodes, a step apart from pixel `first` of a window -> the pixels of its `length` that they can touch."""
    nodes = np.flatnonzero(seen)
    if not len(nodes):
        return slice(length, 0)
    start, stop = first + int(nodes[0]) * step, first + int(nodes[-1]) * step + 1
    return slice(min(max(0, start), length), max(0, min(length, stop)))


def _map(field: NDArray[np.float64]) -> Tensor:
    """(rows, columns) -> (1, 1, rows, columns)."""
    return torch.from_numpy(field.astype(np.float32))[None, None]

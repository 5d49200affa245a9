"""A rectangle of the output picture, the coarse grid laid over it, and sampling in pixel coordinates (torch)."""

import itertools
from dataclasses import dataclass
from typing import Literal

import numpy as np
import torch
import torch.nn.functional as F
from numpy.typing import NDArray
from torch import Tensor

FOUND_PX = 0.75  # a position that lands this near its target counts as found
MENDING_STEPS = 2


@dataclass(frozen=True, slots=True)
class Region:
    """A rectangle in whole pixels with a grid of (rows, columns) nodes whose outer ones sit on its corner pixels."""

    left: int
    top: int
    width: int
    height: int
    columns: int
    rows: int

    @classmethod
    def around(
        cls, low: NDArray[np.float64], high: NDArray[np.float64], picture: tuple[int, int], spacing_px: float
    ) -> "Region":
        """The region from low to high (x, y pixels), cut to a (width, height) picture."""
        left, top = (int(max(0, np.floor(v))) for v in low)
        right = int(min(picture[0], np.ceil(high[0])))
        bottom = int(min(picture[1], np.ceil(high[1])))
        left, top = min(left, picture[0] - 2), min(top, picture[1] - 2)
        width, height = max(2, right - left), max(2, bottom - top)
        return cls(left, top, width, height, _nodes(width, spacing_px), _nodes(height, spacing_px))

    @property
    def slices(self) -> tuple[slice, slice]:
        """(rows, columns) to cut this region out of an (H, W, ...) array."""
        return slice(self.top, self.top + self.height), slice(self.left, self.left + self.width)

    def nodes(self) -> NDArray[np.float64]:
        """(rows, columns, 2) pixel positions of the grid nodes."""
        x = np.linspace(self.left, self.left + self.width - 1, self.columns)
        y = np.linspace(self.top, self.top + self.height - 1, self.rows)
        return np.stack(np.meshgrid(x, y), axis=-1)

    def upsample(self, fields: Tensor) -> Tensor:
        """(T, C, rows, columns) at the nodes -> (T, C, height, width) at every pixel."""
        return F.interpolate(fields, size=(self.height, self.width), mode="bilinear", align_corners=True)

    def window(self, influence: Tensor) -> "Window | None":
        """The smallest window that holds every node of (T, 1, rows, columns) influence above zero, or None."""
        touched = (influence > 0.0).amax(dim=(0, 1))
        rows, columns = (torch.nonzero(touched.amax(dim=axis))[:, 0].tolist() for axis in (1, 0))
        if not rows:
            return None
        step_y, step_x = (self.height - 1) / (self.rows - 1), (self.width - 1) / (self.columns - 1)
        top, left = max(0, int((rows[0] - 1) * step_y)), max(0, int((columns[0] - 1) * step_x))
        bottom = min(self.height, int((rows[-1] + 1) * step_y) + 2)
        right = min(self.width, int((columns[-1] + 1) * step_x) + 2)
        return Window(self.left + left, self.top + top, right - left, bottom - top)

    def bands(self, influence: Tensor, count: int) -> list["Window"]:
        """At most `count` windows from top to bottom, each as wide as the nodes above zero in its rows.

        influence: (T, 1, rows, columns). Together they hold every pixel that a node above zero can touch.
        """
        edges = np.linspace(0, self.rows, min(count, self.rows) + 1).round().astype(int)
        windows: list[Window] = []
        for first, last in itertools.pairwise(edges.tolist()):
            # One row more on either side: a node reaches as far as its neighbours.
            rows = slice(max(0, first - 1), min(self.rows, last + 1))
            alone = torch.zeros_like(influence)
            alone[:, :, rows] = influence[:, :, rows]
            window = self.window(alone)
            if window is not None:
                top = self._row(first) if windows or first else self.top
                bottom = self._row(last)
                windows.append(Window(window.left, top, window.width, bottom - top))
        return windows

    def _row(self, node: int) -> int:
        """The pixel row at which a band that begins with a row of nodes starts."""
        if node >= self.rows:
            return self.top + self.height
        return self.top + int(node * (self.height - 1) / (self.rows - 1))

    def at_pixels(self, fields: Tensor, window: "Window") -> Tensor:
        """(T, C, rows, columns) at the nodes -> (T, C, window.height, window.width) at the window's pixels."""
        x = torch.arange(window.width, device=fields.device, dtype=fields.dtype) + float(window.left)
        y = torch.arange(window.height, device=fields.device, dtype=fields.dtype) + float(window.top)
        pixels = torch.stack(torch.meshgrid(x, y, indexing="xy"))[None].expand(len(fields), -1, -1, -1)
        return self.read_nodes(fields, pixels)

    def read_nodes(self, fields: Tensor, positions: Tensor) -> Tensor:
        """Fields given at this region's nodes, read at positions.

        fields: (T or 1, C, rows, columns); positions: (T, 2, h, w) pixels -> (T, C, h, w). The edge continues outside.
        """
        return sample(fields, positions, (self.left, self.top), (self.width - 1, self.height - 1))


@dataclass(frozen=True, slots=True)
class Window:
    """A part of a region, in pixels of the output picture."""

    left: int
    top: int
    width: int
    height: int

    def inside(self, frames: Tensor, origin: tuple[int, int]) -> Tensor:
        """The view of this window in (T, C, h, w) frames that begin at `origin` (left, top) of the output picture."""
        top, left = self.top - origin[1], self.left - origin[0]
        return frames[:, :, top : top + self.height, left : left + self.width]


def _nodes(length: int, spacing_px: float) -> int:
    return int(max(2, min(length, round((length - 1) / spacing_px) + 1)))


def sample(fields: Tensor, positions: Tensor, origin: tuple[float, float], extent: tuple[float, float]) -> Tensor:
    """Read (T or 1, C, h, w) fields at (T, 2, ...) positions (x, y); the edge value continues outside.

    origin: position of the first sample's centre; extent: from there to the last one's.
    """
    grid = unit_positions(positions, origin, extent).permute(0, 2, 3, 1)
    return read(fields, grid, "bilinear")


def unit_positions(positions: Tensor, origin: tuple[float, float], extent: tuple[float, float]) -> Tensor:
    """(T, 2, ...) positions -> the same where -1 is the first sample and 1 the last, as `read` wants them."""
    scale = positions.new_tensor([2.0 / extent[0], 2.0 / extent[1]]).view(1, 2, 1, 1)
    start = positions.new_tensor(origin).view(1, 2, 1, 1) * scale + 1.0
    return positions * scale - start


def read(fields: Tensor, grid: Tensor, mode: Literal["bilinear", "bicubic"]) -> Tensor:
    """(T or 1, C, h, w) fields at a (T, ..., 2) grid of unit positions; the edge value continues outside."""
    source = fields.expand(grid.shape[0], -1, -1, -1)
    return F.grid_sample(source, grid, mode=mode, padding_mode="border", align_corners=True)


def invert(forward: Tensor, region: Region, steps: int = 4) -> Tensor:
    """Source positions whose forward image is each grid node, by Newton's method on s + d(s) = x.

    forward: (T, 2, rows, columns) displacement in pixels at the region's nodes. Where the field folds, the slope is
    held back, so that a position stays near the fold instead of flying off. Returns (T, 2, rows, columns) pixels.
    """
    nodes = torch.as_tensor(region.nodes(), dtype=forward.dtype, device=forward.device)
    target = nodes.permute(2, 0, 1)[None].contiguous()  # or the layout spreads, and upsampling is slow in it
    step_y, step_x = (region.height - 1) / (region.rows - 1), (region.width - 1) / (region.columns - 1)
    slope_y, slope_x = torch.gradient(forward, spacing=(step_y, step_x), dim=(2, 3))
    fields = torch.cat([forward, slope_x, slope_y], dim=1)  # (T, 6, rows, columns)
    source = target - region.read_nodes(forward, target - forward)
    for _ in range(steps):
        read = region.read_nodes(fields, source)
        miss_x, miss_y = (target - source - read[:, :2]).unbind(1)
        a, c, b, d = 1.0 + read[:, 2], read[:, 3], read[:, 4], 1.0 + read[:, 5]  # Jacobian [[a, b], [c, d]]
        determinant = (a * d - b * c).clamp(min=0.3)
        move = torch.stack([(d * miss_x - b * miss_y) / determinant, (a * miss_y - c * miss_x) / determinant], dim=1)
        source = source + move
    return _mended(source, target - source - region.read_nodes(forward, source))


def _mended(source: Tensor, miss: Tensor) -> Tensor:
    """Positions that were not found (beyond a fold there is none) become the mean of those found beside them."""
    for _ in range(MENDING_STEPS):
        if not bool((miss.square().sum(1) >= FOUND_PX**2).any()):
            break
        found = (miss.square().sum(1, keepdim=True) < FOUND_PX**2).to(source.dtype)
        total, count = (F.avg_pool2d(field, 5, stride=1, padding=2) for field in (source * found, found))
        near = count > 0
        mean = torch.where(near, total / count.clamp(min=1e-6), source)
        source = torch.where(found > 0, source, mean)
        miss = torch.where(near, torch.zeros_like(miss), miss)
    return source

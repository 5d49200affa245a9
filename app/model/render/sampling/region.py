"""A rectangle of the output picture, the coarse grid laid over it, and sampling in pixel coordinates (torch)."""

import itertools
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Literal

import numpy as np
import torch
import torch.nn.functional as F
from numpy.typing import NDArray
from torch import Tensor


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
        cls,
        low: NDArray[np.floating[Any]],
        high: NDArray[np.floating[Any]],
        picture: tuple[int, int],
        spacing_px: float,
    ) -> "Region":
        """The region from low to high (x, y pixels), cut to a (width, height) picture."""
        left, top = (int(max(0, np.floor(v))) for v in low)
        right = int(min(picture[0], np.ceil(high[0])))
        bottom = int(min(picture[1], np.ceil(high[1])))
        left, top = min(left, picture[0] - 2), min(top, picture[1] - 2)
        width, height = max(2, right - left), max(2, bottom - top)
        return cls(left, top, width, height, _nodes(width, spacing_px), _nodes(height, spacing_px))

    @classmethod
    def in_steps(
        cls, low: NDArray[np.float64], high: NDArray[np.float64], picture: tuple[int, int], step_px: int
    ) -> "Region":
        """As `around`, with nodes on whole pixels, one step apart: a part of its nodes is such a region again."""
        whole = cls.around(low, high, picture, step_px)
        columns, rows = (max(1, (length - 1) // step_px) for length in (whole.width, whole.height))
        return cls(whole.left, whole.top, columns * step_px + 1, rows * step_px + 1, columns + 1, rows + 1)

    def part(self, rows: slice, columns: slice) -> "Region":
        """The region that some rows and columns of nodes span, of one made by `in_steps`."""
        step = (self.width - 1) // (self.columns - 1)
        across, down = columns.stop - columns.start, rows.stop - rows.start
        left, top = self.left + columns.start * step, self.top + rows.start * step
        return Region(left, top, (across - 1) * step + 1, (down - 1) * step + 1, across, down)

    def inside(self, frames: Tensor, origin: tuple[int, int]) -> Tensor:
        """The view of this region in (T, C, h, w) frames that begin at `origin` (left, top) of the output picture."""
        return Window(self.left, self.top, self.width, self.height).inside(frames, origin)

    @property
    def slices(self) -> tuple[slice, slice]:
        """(rows, columns) to cut this region out of an (H, W, ...) array."""
        return slice(self.top, self.top + self.height), slice(self.left, self.left + self.width)

    def nodes(self) -> NDArray[np.float64]:
        """(rows, columns, 2) pixel positions of the grid nodes."""
        x = np.linspace(self.left, self.left + self.width - 1, self.columns)
        y = np.linspace(self.top, self.top + self.height - 1, self.rows)
        return np.stack(np.meshgrid(x, y), axis=-1)

    def pixel_nodes(self, like: Tensor) -> Tensor:
        """(1, 2, rows, columns) pixel positions of the grid nodes, with the type and device of another tensor."""
        return _pixel_nodes(self, like.dtype, like.device)

    def widened(self, fields: Tensor) -> Tensor:
        """(T, C, rows, columns) at the nodes -> (T, C, rows, width): at every pixel of the nodes' rows."""
        return F.interpolate(fields, size=(self.rows, self.width), mode="bilinear", align_corners=True)

    def heightened(self, widened: Tensor, window: "Window") -> Tensor:
        """(T, C, rows, width) of `widened` -> (T, C, window.height, window.width) at the window's pixels."""
        place = np.arange(window.top - self.top, window.top - self.top + window.height) * (self.rows - 1)
        upper = np.minimum(place // (self.height - 1), self.rows - 2)
        share = torch.from_numpy(place / (self.height - 1) - upper).to(widened.device, widened.dtype)[:, None]
        above = torch.from_numpy(upper).to(widened.device)
        columns = widened[..., window.left - self.left : window.left - self.left + window.width]
        return torch.lerp(columns.index_select(2, above), columns.index_select(2, above + 1), share)

    def window(self, influence: Tensor) -> "Window | None":
        """The smallest window that holds every node of (T, 1, rows, columns) influence above zero, or None."""
        return self._window(_touched(influence), 0)

    def _window(self, touched: NDArray[np.bool_], first_row: int) -> "Window | None":
        """The window of touched nodes, or None. touched: (n, columns) bool of n rows of nodes from `first_row` on."""
        rows, columns = np.flatnonzero(touched.any(axis=1)), np.flatnonzero(touched.any(axis=0))
        if not len(rows):
            return None
        step_y, step_x = (self.height - 1) / (self.rows - 1), (self.width - 1) / (self.columns - 1)
        top = max(0, int((first_row + rows[0] - 1) * step_y))
        left = max(0, int((columns[0] - 1) * step_x))
        bottom = min(self.height, int((first_row + rows[-1] + 1) * step_y) + 2)
        right = min(self.width, int((columns[-1] + 1) * step_x) + 2)
        return Window(self.left + left, self.top + top, right - left, bottom - top)

    def bands(self, influence: Tensor, count: int) -> list["Window"]:
        """At most `count` windows from top to bottom, each as wide as the nodes above zero in its rows.

        influence: (T, 1, rows, columns). Together they hold every pixel that a node above zero can touch.
        """
        touched = _touched(influence)
        edges = np.linspace(0, self.rows, min(count, self.rows) + 1).round().astype(int)
        windows: list[Window] = []
        for first, last in itertools.pairwise(edges.tolist()):
            # One row more on either side: a node reaches as far as its neighbours.
            begin = max(0, first - 1)
            window = self._window(touched[begin : min(self.rows, last + 1)], begin)
            if window is not None:
                top, bottom = self._row(first), self._row(last)
                windows.append(Window(window.left, top, window.width, bottom - top))
        return windows

    def _row(self, node: int) -> int:
        """The pixel row at which a band that begins with a row of nodes starts."""
        if node >= self.rows:
            return self.top + self.height
        return self.top + int(node * (self.height - 1) / (self.rows - 1))

    def at_pixels(self, fields: Tensor, window: "Window") -> Tensor:
        """(T, C, rows, columns) at the nodes -> (T, C, window.height, window.width) at the window's pixels."""
        return self.read_nodes(fields, _pixels(window, fields.dtype, fields.device).expand(len(fields), -1, -1, -1))

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

    def part(self, rows: slice, columns: slice) -> "Window":
        """The window of some of this one's rows and columns."""
        width, height = columns.stop - columns.start, rows.stop - rows.start
        return Window(self.left + columns.start, self.top + rows.start, width, height)

    def inside(self, frames: Tensor, origin: tuple[int, int]) -> Tensor:
        """The view of this window in (T, C, h, w) frames that begin at `origin` (left, top) of the output picture."""
        top, left = self.top - origin[1], self.left - origin[0]
        return frames[:, :, top : top + self.height, left : left + self.width]


def _pixels(window: Window, dtype: torch.dtype, device: torch.device) -> Tensor:
    """(1, 2, window.height, window.width) positions of a window's pixels."""
    x = torch.arange(window.left, window.left + window.width, device=device, dtype=dtype)
    y = torch.arange(window.top, window.top + window.height, device=device, dtype=dtype)
    return torch.stack(torch.meshgrid(x, y, indexing="xy"))[None]


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
    scale, start = to_unit(origin, extent, positions.dtype, positions.device)
    return torch.addcmul(start, positions, scale)


@lru_cache(maxsize=256)
def to_unit(
    origin: tuple[float, float], extent: tuple[float, float], dtype: torch.dtype, device: torch.device
) -> tuple[Tensor, Tensor]:
    """Factor and summand, (1, 2, 1, 1) each, that take positions to -1..1."""
    scale = torch.tensor([2.0 / extent[0], 2.0 / extent[1]], dtype=torch.float64).view(1, 2, 1, 1)
    start = -1.0 - torch.tensor(origin, dtype=torch.float64).view(1, 2, 1, 1) * scale
    return scale.to(device, dtype), start.to(device, dtype)


def read(fields: Tensor, grid: Tensor, mode: Literal["bilinear", "bicubic"]) -> Tensor:
    """(T or 1, C, h, w) fields at a (T, ..., 2) grid of unit positions; the edge value continues outside."""
    source = fields.expand(grid.shape[0], -1, -1, -1)
    return F.grid_sample(source, grid, mode=mode, padding_mode="border", align_corners=True)


@lru_cache(maxsize=64)
def _pixel_nodes(region: Region, dtype: torch.dtype, device: torch.device) -> Tensor:
    """(1, 2, rows, columns) pixel positions of a region's nodes."""
    # Contiguous, or the layout spreads, and upsampling is slow in it.
    return torch.from_numpy(region.nodes()).permute(2, 0, 1)[None].to(device, dtype).contiguous()


def _touched(influence: Tensor) -> NDArray[np.bool_]:
    """(T, 1, rows, columns) -> (rows, columns): whether any frame is above zero there."""
    touched: NDArray[np.bool_] = (influence > 0.0).any(dim=0)[0].cpu().numpy()
    return touched

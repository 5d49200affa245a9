"""Inversion of displacement fields: for each node the source position whose image it is."""

from functools import lru_cache

import torch
import torch.nn.functional as F
from torch import Tensor

from app.model.render.sampling.region import Region, read, to_unit

FOUND_PX = 0.75  # a position that lands this near its target counts as found
MENDING_STEPS = 2


def invert(forward: Tensor, region: Region, steps: int = 4) -> Tensor:
    """Source positions whose forward image is each grid node, by Newton's method on s + d(s) = x.

    forward: (T, 2, rows, columns) displacement in pixels at the region's nodes. Where the field folds, the slope is
    held back, so that a position stays near the fold instead of flying off. The inverse slopes are worked out at the
    nodes and read between them, which takes a fifth of the operations and as many steps. Returns (T, 2, rows, columns)
    pixels.
    """
    origin, extent = (region.left, region.top), (region.width - 1, region.height - 1)
    scale, _ = to_unit(origin, extent, forward.dtype, forward.device)
    target = _unit_nodes(region.columns, region.rows, forward.dtype, forward.device)
    moves = forward * scale
    slope_y, slope_x = torch.gradient(moves, spacing=(2 / (region.rows - 1), 2 / (region.columns - 1)), dim=(2, 3))
    (a, c), (b, d) = slope_x.unbind(1), slope_y.unbind(1)
    a, d = 1.0 + a, 1.0 + d  # Jacobian [[a, b], [c, d]]
    inverse = torch.stack([d, -c, -b, a], dim=1) / (a * d - b * c).clamp(min=0.3).unsqueeze(1)
    fields = torch.cat([moves, inverse], dim=1)  # (T, 6, rows, columns)
    source = target - _read_unit(moves, target - moves)
    for _ in range(steps):
        here = _read_unit(fields, source)
        miss = target - source - here[:, :2]
        source = source + here[:, 2:4] * miss[:, :1] + here[:, 4:6] * miss[:, 1:]
    miss = (target - source - _read_unit(moves, source)) / scale
    return _mended(region.pixel_nodes(forward) + (source - target) / scale, miss)


def _read_unit(fields: Tensor, positions: Tensor) -> Tensor:
    """(T, C, rows, columns) fields at (T, 2, rows, columns) unit positions."""
    return read(fields, positions.permute(0, 2, 3, 1), "bilinear")


@lru_cache(maxsize=64)
def _unit_nodes(columns: int, rows: int, dtype: torch.dtype, device: torch.device) -> Tensor:
    """(1, 2, rows, columns) unit positions of a region's nodes."""
    x, y = (torch.linspace(-1.0, 1.0, count, dtype=torch.float64) for count in (columns, rows))
    return torch.stack(torch.meshgrid(x, y, indexing="xy"))[None].to(device, dtype).contiguous()


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

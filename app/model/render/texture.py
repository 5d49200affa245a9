"""The still picture as something to be read between its pixels, sharply and quickly."""

from dataclasses import dataclass

import torch
import torch.nn.functional as F
from torch import Tensor

from app.model.render.region import read, unit_positions

# Up to here twice the samples are kept, which takes 4 x 4 bytes a pixel and channel; larger pictures are read by cubic
# convolution each time, at half the speed.
DOUBLED_MAX_PIXELS = 2_500_000


@dataclass(frozen=True, slots=True)
class Texture:
    """A picture with the pixels between its pixels worked out beforehand by cubic convolution (Keys 1981, a = -1/2).

    planes: (1, C, 2 H - 1, 2 W - 1), or (1, C, H, W) of a large picture. width, height: of the picture itself.
    Reading at whole pixels gives the picture exactly.
    """

    planes: Tensor
    width: int
    height: int

    @classmethod
    def of(cls, planes: Tensor) -> "Texture":
        """From a (1, C, H, W) picture."""
        height, width = planes.shape[-2:]
        if width * height <= DOUBLED_MAX_PIXELS:
            planes = _with_midpoints(_with_midpoints(planes, dim=2), dim=3)
        return cls(planes, width, height)

    def at(self, positions: Tensor) -> Tensor:
        """(T, 2, h, w) pixel positions (x, y) -> (T, C, h, w); the edge continues outside."""
        return self.read(self.unit_positions(positions).permute(0, 2, 3, 1))

    def unit_positions(self, positions: Tensor) -> Tensor:
        """(T, 2, ...) pixel positions -> the same where -1 is the first pixel and 1 the last."""
        return unit_positions(positions, (0.0, 0.0), (self.width - 1, self.height - 1))

    def read(self, grid: Tensor) -> Tensor:
        """(T, h, w, 2) unit positions -> (T, C, h, w)."""
        doubled = self.planes.shape[-1] != self.width
        return read(self.planes, grid, "bilinear" if doubled else "bicubic")


def _with_midpoints(planes: Tensor, dim: int) -> Tensor:
    """A sample between every two along a dimension: n -> 2 n - 1."""
    moved = planes.movedim(dim, -1)
    padded = F.pad(moved.reshape(1, -1, moved.shape[-1]), (1, 1), mode="replicate").view(*moved.shape[:-1], -1)
    middle = (9.0 * (moved[..., :-1] + moved[..., 1:]) - padded[..., :-3] - padded[..., 3:]) / 16.0
    both = torch.stack([moved[..., :-1], middle], dim=-1).flatten(-2)
    return torch.cat([both, moved[..., -1:]], dim=-1).movedim(-1, dim).contiguous()

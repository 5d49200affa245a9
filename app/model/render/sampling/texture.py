"""Reading a picture between its pixels: cubic convolution, doubled beforehand so that it is read bilinearly."""

from dataclasses import dataclass

import torch
import torch.nn.functional as F
from torch import Tensor

from app.model.render.sampling.region import read, unit_positions

# Up to here twice the samples are kept, which takes 4 x 4 bytes a pixel and channel; larger pictures are read by cubic
# convolution each time, at half the speed.
DOUBLED_MAX_PIXELS = 6_000_000


@dataclass(frozen=True, slots=True)
class Texture:
    """A part of a picture with the pixels between its pixels worked out beforehand by cubic convolution.

    (Keys 1981, a = -1/2.) planes: (1, C, 2 h - 1, 2 w - 1), or (1, C, h, w) of a large part. left, top, width, height:
    the part in pixels of the picture. Reading at whole pixels gives the picture exactly; the part's edge continues
    outside.
    """

    planes: Tensor
    left: int
    top: int
    width: int
    height: int

    @classmethod
    def of(cls, planes: Tensor, left: int = 0, top: int = 0) -> "Texture":
        """From the (1, C, h, w) part of a picture that begins at (left, top)."""
        height, width = planes.shape[-2:]
        if width * height <= DOUBLED_MAX_PIXELS:
            planes = _with_midpoints(_with_midpoints(planes, dim=2), dim=3)
        return cls(planes, left, top, width, height)

    def at(self, positions: Tensor) -> Tensor:
        """(T, 2, h, w) pixel positions (x, y) in the picture -> (T, C, h, w)."""
        return self.read(self.unit_positions(positions))

    def unit_positions(self, positions: Tensor) -> Tensor:
        """(T, 2, ...) pixel positions in the picture -> the same where -1 is the part's first pixel and 1 its last."""
        return unit_positions(positions, (self.left, self.top), (self.width - 1, self.height - 1))

    def read(self, unit: Tensor) -> Tensor:
        """(T, 2, h, w) unit positions -> (T, C, h, w)."""
        doubled = self.planes.shape[-1] != self.width
        return read(self.planes, unit.permute(0, 2, 3, 1), "bilinear" if doubled else "bicubic")


def _with_midpoints(planes: Tensor, dim: int) -> Tensor:
    """A sample between every two along a dimension: n -> 2 n - 1."""
    length = planes.shape[dim]
    shape = list(planes.shape)
    shape[dim] = 2 * length - 1
    both = planes.new_empty(shape)

    def every_other(first: int) -> Tensor:
        return both.movedim(dim, 0)[first::2].movedim(0, dim)

    every_other(0).copy_(planes)
    before, after = planes.narrow(dim, 0, length - 1), planes.narrow(dim, 1, length - 1)
    padded = F.pad(planes, (1, 1, 0, 0) if dim == 3 else (0, 0, 1, 1), mode="replicate")
    outer = padded.narrow(dim, 0, length - 1) + padded.narrow(dim, 3, length - 1)
    every_other(1).copy_(torch.add(9.0 / 16.0 * (before + after), outer, alpha=-1.0 / 16.0))
    return both

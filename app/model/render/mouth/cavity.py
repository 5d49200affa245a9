"""What is seen between parted lips: throat, tongue and two rows of teeth, lit by what falls through the gap."""

from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor

from app.model.render.geometry import FaceGeometry
from app.model.render.mouth.interior import SPAN_BOTTOM, SPAN_LEFT, SPAN_RIGHT, SPAN_TOP, MouthInterior
from app.model.render.mouth.lips import LipEdges
from app.model.render.sampling.region import read

# Calibrated on the open mouths of GRID's held-out speakers: re-enacted frames against true ones.
SLIT_LIGHT, WIDE_OPEN = 0.86, 0.20  # light in a mere slit, and the opening at which all light comes in
RING_DARKENS = 0.30  # lips pushed forward leave the teeth behind, in their shade
UPPER_SHADOW, UPPER_REACH = 0.30, 0.026  # contact shadow that the upper lip throws: depth, reach in inter-ocular units
LOWER_SHADOW, LOWER_REACH = 0.10, 0.024
BEHIND_TEETH = 0.22  # darkness right behind the upper teeth
# Light that reaches the inside of a mouth has been through lips and cheeks: its shadows are warm (exponents of RGB).
WARM_SHADE = (0.80, 1.02, 1.12)
TONGUE_FOLLOWS = 0.92  # of the jaw's way
TONGUE_LIFT, TONGUE_RETREAT = 0.045, 0.04  # inter-ocular units


@dataclass(frozen=True, slots=True)
class Gap:
    """Where a mouth is drawn and how far its lips are.

    skull_at: (T, 2, h, w) pixels of the still's frame, the head's own movement taken out. jaw: (T, 2) pixels the jaw
    has dropped. upper_px, lower_px: (T, 1, h, w) signed distances to the lips' edges. opening, pursed: (T,), the latter
    0 for spread lips and 1 for a ring. tongue_up, tongue_out: (T,) 0 to 1.
    """

    skull_at: Tensor
    jaw: Tensor
    upper_px: Tensor
    lower_px: Tensor
    opening: Tensor
    pursed: Tensor
    tongue_up: Tensor
    tongue_out: Tensor


class MouthCavity:
    """Draws the painted interior."""

    def __init__(self, geometry: FaceGeometry, edges: LipEdges, interior: MouthInterior, device: torch.device) -> None:
        self._skull, self._lower, self._tongue = (
            torch.from_numpy(texture).permute(2, 0, 1)[None].contiguous().to(device)
            for texture in (interior.skull, interior.lower, interior.tongue)
        )
        # Pixels to unit positions in the textures, as one affine map.
        extent = np.array([SPAN_RIGHT - SPAN_LEFT, SPAN_BOTTOM - SPAN_TOP])
        middle = np.array([SPAN_LEFT, SPAN_TOP]) + extent / 2
        axes = np.stack([geometry.right, geometry.down]) / geometry.unit * (2 / extent)[:, None]
        start = -axes @ edges.centre - middle * 2 / extent
        self._axes = torch.tensor(axes, dtype=torch.float32, device=device)
        self._start = torch.tensor(start, dtype=torch.float32, device=device).view(1, 2, 1, 1)
        self._down = torch.tensor(geometry.down * geometry.unit, dtype=torch.float32, device=device)
        shade = 1.0 + interior.colourful * (np.array(WARM_SHADE) - 1.0)
        self._warmth = torch.tensor(shade, dtype=torch.float32, device=device).view(1, 3, 1, 1)
        self._unit = geometry.unit

    def draw(self, gap: Gap) -> Tensor:
        """(T, 3, h, w) the interior in 0..1."""
        (ax, bx), (ay, by) = self._axes.tolist()
        x, y = gap.skull_at.unbind(1)
        place = torch.stack([ax * x + bx * y, ay * x + by * y], dim=1) + self._start
        skull = read(self._skull, place.permute(0, 2, 3, 1), "bilinear")
        lower = self._read_moved(self._lower, place, gap.jaw)
        sink = TONGUE_RETREAT * gap.pursed - TONGUE_LIFT * gap.tongue_up * (1.0 - gap.pursed)
        tongue = self._read_moved(self._tongue, place, TONGUE_FOLLOWS * gap.jaw + sink[:, None] * self._down)

        seen = torch.addcmul(tongue[:, :3], 1.0 - tongue[:, 3:], skull[:, 4:])
        # a tongue that is out lies upon the lower teeth
        teeth = 1.0 - gap.tongue_out.view(-1, 1, 1, 1) * tongue[:, 3:]
        seen = torch.addcmul(teeth * lower[:, :3], 1.0 - teeth * lower[:, 3:], seen)
        above = (-gap.upper_px).clamp(min=0.0)
        seen = seen * (1.0 - BEHIND_TEETH * torch.exp(above * (-1.0 / (0.10 * self._unit))))
        seen = torch.addcmul(skull[:, :3], 1.0 - skull[:, 3:4], seen)
        light = SLIT_LIGHT + (1.0 - SLIT_LIGHT) * (gap.opening / WIDE_OPEN).clamp(max=1.0)
        light = light * (1.0 - RING_DARKENS * gap.pursed)
        warm: Tensor = light.view(-1, 1, 1, 1) ** self._warmth
        return seen * (warm * self.shade(gap))

    def shade(self, gap: Gap) -> Tensor:
        """(T, 3, h, w) light that the lips leave on what lies right behind them."""
        above, below = (-gap.upper_px).clamp(min=0.0), (-gap.lower_px).clamp(min=0.0)
        from_upper = UPPER_SHADOW * torch.exp(above * (-1.0 / (UPPER_REACH * self._unit)))
        from_lower = LOWER_SHADOW * torch.exp(below * (-1.0 / (LOWER_REACH * self._unit)))
        shade: Tensor = ((1.0 - from_upper) * (1.0 - from_lower)) ** self._warmth
        return shade

    def _read_moved(self, texture: Tensor, place: Tensor, move: Tensor) -> Tensor:
        """A texture that has moved by (T, 2) pixels, read at (T, 2, h, w) unit positions."""
        back = (move @ self._axes.T).view(-1, 2, 1, 1)
        return read(texture, (place - back).permute(0, 2, 3, 1), "bilinear")

"""One row of teeth with its gum, painted by formula: barrel-shaped crowns in an arch, no two alike, lit from the front.

Sizes are those of adult teeth (Wheeler's Dental Anatomy) in inter-ocular units of 90 mm between the outer eye corners.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from app.core.smoothstep import smoothstep
from app.model.render.skin.palette import Palette

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class ToothRow:
    """The shape of one row of teeth, in inter-ocular units.

    crowns: (width, height) from the midline outwards. edge_v: where the cutting edge is, down from the lips' line.
    up: the roots point up. bow: how far the row's ends rise (upper) or sink (lower), per squared unit.
    """

    crowns: tuple[tuple[float, float], ...]
    edge_v: float
    up: bool
    bow: float
    lightness: float


# The cutting edge lies below the line where closed lips meet; the lower one behind the upper (3 mm of overbite).
UPPER = ToothRow(
    ((0.094, 0.112), (0.073, 0.101), (0.084, 0.110), (0.077, 0.094), (0.076, 0.086), (0.092, 0.076)),
    0.024,
    True,
    0.36,
    1.08,
)
LOWER = ToothRow(
    ((0.057, 0.096), (0.062, 0.099), (0.074, 0.106), (0.075, 0.092), (0.076, 0.082), (0.096, 0.072)),
    -0.012,
    False,
    0.20,
    1.02,
)
# What makes teeth someone's: how far each edge misses the arch and how much lighter it is, left row, then right row.
EDGE_MISS = ((0.0, 0.005, -0.002, 0.002, 0.0, 0.0), (0.001, 0.006, -0.001, 0.0, 0.002, 0.0))
LIGHTER = ((0.0, -0.02, -0.04, -0.02, -0.03, 0.0), (0.01, -0.025, -0.035, -0.03, -0.02, -0.02))
CANINE = 2


def paint_row(u: Floats, v: Floats, row: ToothRow, palette: Palette) -> Floats:
    """(h, w, 4) premultiplied RGBA in 0..255 at places (u, v) of the mouth's frame, the arch's width taken out of u."""
    sign = 1.0 if row.up else -1.0
    side = np.abs(u)
    light, alpha, warm = np.zeros(u.shape), np.zeros(u.shape), np.zeros(u.shape)
    for half, misses, lighter in zip((u < 0, u >= 0), EDGE_MISS, LIGHTER, strict=True):
        start = 0.0
        for index, (full_width, crown) in enumerate(row.crowns):
            # Teeth turn away along the arch: what is seen of their width shrinks, and so does the light on them.
            turn = float(np.cos(min(1.2, 0.22 * index)))
            width = full_width * turn
            here = half & (side >= start) & (side < start + width)
            across = (side[here] - start) / width
            edge = row.edge_v - sign * (misses[index] + row.bow * (start + width / 2) ** 2)
            along = (edge - v[here]) * sign / crown  # 0 at the cutting edge, 1 at the gum
            light[here], alpha[here] = _crown(across, along, pointed=index == CANINE, up=row.up)
            light[here] *= turn**1.2 * (1.0 + lighter[index])
            warm[here] = smoothstep(0.25, 1.0, along) + 0.6 * (index >= CANINE)
            start += width
    # Towards the corners of the mouth the cheeks keep the light away.
    light *= row.lightness * (1.0 - 0.72 * smoothstep(0.13, 0.30, side))
    enamel = palette.tooth * np.clip(light, 0.0, 1.12)[..., None]
    enamel = enamel + (palette.dentin - palette.tooth) * (np.clip(warm, 0.0, 1.0) * np.clip(light, 0.0, 1.0))[..., None]
    gum_top = row.edge_v - sign * (0.088 + 0.25 * side**2)
    from_top = (gum_top - v) * sign
    gum = smoothstep(0.0, 0.014, from_top) * (1 - smoothstep(0.32, 0.40, side))
    gum_shade = (0.95 - 1.1 * side) * (1.0 - 0.5 * smoothstep(0.0, 0.14, from_top))
    gums = palette.gum * np.clip(gum_shade, 0.15, 1.0)[..., None]
    both = alpha + gum * (1 - alpha)
    mixed = enamel * alpha[..., None] + gums * (gum * (1 - alpha))[..., None]
    return np.concatenate([mixed, both[..., None] * 255], axis=-1)


def _crown(across: Floats, along: Floats, *, pointed: bool, up: bool) -> tuple[Floats, Floats]:
    """Light on one crown and how much of each place it covers; across and along in 0..1 of its width and height."""
    out = np.abs(across - 0.5) * 2
    # Rounded corners at the cutting edge, a canine's point.
    edge = 0.02 + (0.17 if pointed else 0.03) * out**2 + 0.10 * np.clip(out - 0.78, 0, None) / 0.22
    gum_line = (0.95 if up else 1.08) - 0.10 * out**2 + 0.12 * out**3
    cover = smoothstep(-0.02, 0.06, along - edge) * (1.0 - smoothstep(-0.04, 0.05, along - gum_line))
    # Neighbours touch: the line between them is a hair of shadow, a little wider at the neck.
    narrow = 0.05 + 0.05 * smoothstep(0.45, 1.0, along)
    seam = 0.66 + 0.34 * np.clip((1.0 - out) / narrow, 0.0, 1.0)
    barrel = 1.0 - 0.17 * out**2.5
    # A little translucent at the edge, so what is behind darkens it; the roots lie in the lip's shade.
    height = (0.88 + 0.12 * smoothstep(0.0, 0.3, along)) * (
        1.0 - (0.10 if up else 0.40) * smoothstep(0.5 if up else 0.15, 1.0, along)
    )
    wet = 0.07 * np.exp(-(((across - 0.42) / 0.13) ** 2) - ((along - 0.48) / 0.24) ** 2)
    return (barrel * height + wet) * seam, cover

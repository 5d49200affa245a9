"""The inside of the mouth, painted once for a portrait: upper teeth on the skull, lower teeth and tongue on the jaw.

Sizes are those of adult teeth (Wheeler's Dental Anatomy) in inter-ocular units of 90 mm between the outer eye corners.
"""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from app.model.render.interpolation import smoothstep
from app.model.render.palette import Palette

Floats = NDArray[np.float64]

# What the textures span, in the frame of LipEdges: u along the face's width, v down, from the closed mouth's middle.
SPAN_LEFT, SPAN_TOP, SPAN_RIGHT, SPAN_BOTTOM = -0.42, -0.26, 0.42, 0.42
SUPERSAMPLE = 3

# (width, height) of crowns from the midline outwards.
UPPER_CROWNS = ((0.094, 0.112), (0.072, 0.100), (0.084, 0.108), (0.076, 0.092), (0.074, 0.084), (0.09, 0.075))
LOWER_CROWNS = ((0.056, 0.095), (0.061, 0.098), (0.073, 0.105), (0.075, 0.09), (0.075, 0.08), (0.095, 0.07))
UPPER_EDGE_V = 0.022  # incisal edge below the line where closed lips meet
LOWER_EDGE_V = -0.012  # behind the upper ones at rest (an overbite of 3 mm); the jaw carries it down


@dataclass(frozen=True, slots=True)
class MouthInterior:
    """Two premultiplied RGBA textures (h, w, 4) float32 in 0..1 over the span above, and the throat's colour (3,)."""

    upper: NDArray[np.float32]
    lower: NDArray[np.float32]
    throat: NDArray[np.float32]


def paint_interior(palette: Palette, pixels_per_unit: float, mouth_width: float) -> MouthInterior:
    """Both textures at the resolution at which they will be seen; mouth_width in inter-ocular units sets the arch."""
    width = max(24, round((SPAN_RIGHT - SPAN_LEFT) * pixels_per_unit))
    height = max(20, round((SPAN_BOTTOM - SPAN_TOP) * pixels_per_unit))
    u, v = np.meshgrid(
        np.linspace(SPAN_LEFT, SPAN_RIGHT, width * SUPERSAMPLE),
        np.linspace(SPAN_TOP, SPAN_BOTTOM, height * SUPERSAMPLE),
    )
    arch = float(np.clip(mouth_width / 0.5, 0.75, 1.2))
    upper = _row(u / arch, v, UPPER_CROWNS, UPPER_EDGE_V, palette, up=True)
    lower = _over(_row(u / arch, v, LOWER_CROWNS, LOWER_EDGE_V, palette, up=False), _tongue(u / arch, v, palette))
    return MouthInterior(
        _finish(upper, width, height, palette),
        _finish(lower, width, height, palette),
        (palette.throat / 255).astype(np.float32),
    )


def _row(
    u: Floats, v: Floats, crowns: tuple[tuple[float, float], ...], edge_v: float, palette: Palette, *, up: bool
) -> Floats:
    """(h, w, 4) one row of teeth with its gum; `up` says that the roots point up."""
    sign = 1.0 if up else -1.0
    colour = np.zeros((*u.shape, 3))
    alpha = np.zeros(u.shape)
    side = np.abs(u)
    start = 0.0
    light = np.zeros(u.shape)
    for index, (full_width, crown) in enumerate(crowns):
        # Teeth turn away along the arch: what is seen of their width shrinks, and so does the light on them.
        turn = np.cos(min(1.25, 0.23 * index))
        width = full_width * turn
        across = (side - start) / width
        # Arch curve: outer edges sit higher for the upper row, the smile arc.
        edge = edge_v - sign * (0.010 * (index == 1) + 0.32 * (start + width / 2) ** 2)
        along = (edge - v) * sign / crown  # 0 at the cutting edge, 1 at the gum
        corner = np.abs(across - 0.5) * 2
        rounding = 0.05 + (0.16 if index == 2 else 0.06) * corner**2 + 0.12 * np.clip(corner - 0.8, 0, None) / 0.2
        inside = smoothstep(-0.02, 0.05, along - rounding) * _seam(across) * _seam(1 - across)
        gum_line = (0.93 if up else 1.1) - 0.22 * (1 - corner**2) * 0.4 + 0.10 * corner**3
        enamel = inside * (1.0 - smoothstep(gum_line - 0.05, gum_line + 0.05, along))
        # A crown is a barrel: light in its middle, falling to both sides; a little translucent and bluish at the edge.
        shade = turn**1.6 * (1.0 - 0.28 * corner**2.4) * (0.84 + 0.16 * smoothstep(0.0, 0.35, along))
        shade *= 1.0 - (0.12 if up else 0.5) * smoothstep(0.6 if up else 0.1, 1.0, along)
        here = (across > 0) & (across <= 1)
        light = np.where(here, shade, light)
        alpha = np.where(here, np.maximum(alpha, enamel), alpha)
        start += width
    # Towards the corners of the mouth the cheeks keep the light away.
    light *= 1.0 - 0.8 * smoothstep(0.12, 0.29, side)
    tooth = palette.tooth * (0.95 if up else 0.92)
    colour[:] = tooth
    colour *= np.clip(light, 0.0, 1.1)[..., None]
    gum_top = edge_v - sign * (0.088 + 0.25 * side**2)
    gum = smoothstep(0.0, 0.012, (gum_top - v) * sign) * (1 - smoothstep(0.34, 0.40, side))
    gum_shade = (0.95 - 1.1 * side) * (1.0 - 0.5 * smoothstep(0.0, 0.14, (gum_top - v) * sign))
    gums = palette.gum * np.clip(gum_shade, 0.15, 1.0)[..., None]
    both = alpha + gum * (1 - alpha)
    mixed = colour * alpha[..., None] + gums * (gum * (1 - alpha))[..., None]
    return np.concatenate([mixed, both[..., None] * 255], axis=-1)


def _seam(across: Floats) -> Floats:
    """Neighbouring teeth touch: the line between them is a shadow, not a gap."""
    return 0.45 + 0.55 * smoothstep(0.0, 0.09, across)


def _tongue(u: Floats, v: Floats, palette: Palette) -> Floats:
    """(h, w, 4) the tongue's tip and back behind the lower teeth, premultiplied."""
    top = -0.085 + 0.9 * u**2
    inside = smoothstep(0.0, 0.05, v - top) * (1 - smoothstep(0.19, 0.25, np.abs(u)))
    groove = 1.0 - 0.16 * np.exp(-((u / 0.014) ** 2)) * smoothstep(0.02, 0.08, v - top)
    # Its back lies in the dark, its tip behind the lower teeth in the light.
    dome = 0.12 + 0.85 * smoothstep(0.0, 0.12, v - top) * (1.0 - (u / 0.30) ** 2)
    colour = palette.tongue * np.clip(dome * groove, 0.05, 1.0)[..., None]
    return np.concatenate([colour * inside[..., None], inside[..., None] * 255], axis=-1)


def _over(front: Floats, back: Floats) -> Floats:
    return front + back * (1.0 - front[..., 3:] / 255)


def _finish(texture: Floats, width: int, height: int, palette: Palette) -> NDArray[np.float32]:
    """Down to the output's resolution, with the portrait's own grain."""
    small = np.asarray(cv2.resize(texture, (width, height), interpolation=cv2.INTER_AREA), np.float64)
    tile = palette.grain
    tile = np.concatenate([tile, tile[:, ::-1]], axis=1)
    tile = np.concatenate([tile, tile[::-1]], axis=0)
    repeats = (-(-height // tile.shape[0]), -(-width // tile.shape[1]), 1)
    grain = np.tile(tile, repeats)[:height, :width]
    small[..., :3] += 0.8 * grain * small[..., 3:] / 255
    finished: NDArray[np.float32] = (np.clip(small, 0, 255) / 255).astype(np.float32)
    return finished

"""The inside of the mouth, painted once for a portrait: upper teeth on the skull, lower teeth and tongue on the jaw."""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from app.core.smoothstep import smoothstep
from app.model.render.mouth.teeth import LOWER, UPPER, paint_row
from app.model.render.skin.palette import Palette

Floats = NDArray[np.float64]

# What the textures span, in the frame of LipEdges: u along the face's width, v down, from the closed mouth's middle.
SPAN_LEFT, SPAN_TOP, SPAN_RIGHT, SPAN_BOTTOM = -0.42, -0.26, 0.42, 0.42
SUPERSAMPLE = 3
GRAIN_KEPT = 0.7  # of its strength, by a picture read between its pixels
FAINTEST_GRAIN = 0.35  # in full darkness, of its strength on skin


@dataclass(frozen=True, slots=True)
class MouthInterior:
    """What a mouth shows, each (h, w, channels) float32 in 0..1 over the span above.

    skull: premultiplied RGBA of the upper teeth, and RGB of palate, cheeks and throat behind everything.
    lower: premultiplied RGBA of the lower teeth. tongue: premultiplied RGBA.
    colourful: 0 for a portrait in one tone, 1 for one in colours: whether its shadows may be warm.
    """

    skull: NDArray[np.float32]
    lower: NDArray[np.float32]
    tongue: NDArray[np.float32]
    colourful: float


def paint_interior(palette: Palette, pixels_per_unit: float, mouth_width: float) -> MouthInterior:
    """Textures at the resolution at which they will be seen; mouth_width in inter-ocular units sets the arch."""
    width = max(24, round((SPAN_RIGHT - SPAN_LEFT) * pixels_per_unit))
    height = max(20, round((SPAN_BOTTOM - SPAN_TOP) * pixels_per_unit))
    u, v = np.meshgrid(
        np.linspace(SPAN_LEFT, SPAN_RIGHT, width * SUPERSAMPLE),
        np.linspace(SPAN_TOP, SPAN_BOTTOM, height * SUPERSAMPLE),
    )
    arch = float(np.clip(mouth_width / 0.5, 0.75, 1.2))
    layers = [
        paint_row(u / arch, v, UPPER, palette),
        _throat(u / arch, v, palette),
        paint_row(u / arch, v, LOWER, palette),
        _tongue(u / arch, v, palette),
    ]
    upper, throat, lower, tongue = (_finish(layer, width, height, palette) for layer in layers)
    skull = np.concatenate([upper, throat[..., :3]], axis=-1)
    return MouthInterior(skull, lower, tongue, palette.colourful)


def _throat(u: Floats, v: Floats, palette: Palette) -> Floats:
    """(h, w, 4) what is behind teeth and tongue: darkest in the middle, lighter on palate and cheeks."""
    depth = np.exp(-((u / 0.17) ** 2) - ((v - 0.12) / 0.15) ** 2)
    colour = palette.throat * (1.45 - 0.75 * depth)[..., None]
    return np.concatenate([colour, np.full((*u.shape, 1), 255.0)], axis=-1)


def _tongue(u: Floats, v: Floats, palette: Palette) -> Floats:
    """(h, w, 4) the tongue's tip behind the lower teeth and its back rising into the mouth, premultiplied."""
    top = -0.115 + 1.5 * u**2
    from_top = v - top
    inside = smoothstep(0.0, 0.035, from_top) * (1 - smoothstep(0.20, 0.25, np.abs(u)))
    groove = 1.0 - 0.14 * np.exp(-((u / 0.016) ** 2)) * smoothstep(0.02, 0.07, from_top)
    # Its back goes into the dark, its tip behind the lower teeth lies in the light.
    lit = 0.30 + 0.62 * smoothstep(0.0, 0.13, from_top) * (1.0 - (u / 0.32) ** 2)
    wet = 0.10 * np.exp(-(((np.abs(u) - 0.06) / 0.035) ** 2) - ((from_top - 0.08) / 0.03) ** 2)
    colour = palette.tongue * np.clip(lit * groove + wet, 0.05, 1.0)[..., None]
    return np.concatenate([colour * inside[..., None], inside[..., None] * 255], axis=-1)


def _finish(texture: Floats, width: int, height: int, palette: Palette) -> NDArray[np.float32]:
    """Down to the output's resolution, with the portrait's own grain, fainter in the dark."""
    small = np.asarray(cv2.resize(texture, (width, height), interpolation=cv2.INTER_AREA), np.float64)
    tile = palette.grain
    tile = np.concatenate([tile, tile[:, ::-1]], axis=1)
    tile = np.concatenate([tile, tile[::-1]], axis=0)
    repeats = (-(-height // tile.shape[0]), -(-width // tile.shape[1]), 1)
    grain = np.tile(tile, repeats)[:height, :width] / GRAIN_KEPT
    light = np.clip(palette.lightness(small[..., :3]) / palette.lightness(palette.skin), 0.0, 1.0)
    strength = FAINTEST_GRAIN * small[..., 3] / 255 + (1.0 - FAINTEST_GRAIN) * light
    small[..., :3] += grain * strength[..., None]
    finished: NDArray[np.float32] = (np.clip(small, 0, 255) / 255).astype(np.float32)
    return finished

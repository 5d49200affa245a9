"""Scarf, coat and background. Linear RGB."""

from __future__ import annotations

import numpy as np

from . import figure
from .geometry import COAT, KEY_LIGHT, RIM_LIGHT, SCARF, Geometry, dot
from .noise import blur, smooth_noise
from .sdf import Array, smoothstep
from .skin import KEY, RIM, SKY, mix


def _lit(g: Geometry, colour: Array, shadow_tint: tuple[float, float, float], rim: float) -> Array:
    scale = g.camera.width_px / 1024
    facing = np.clip((dot(g.normal, KEY_LIGHT) + 0.15) / 1.15, 0, 1) * blur(g.lit, 2.0 * scale)
    _, ny, _ = g.normal
    sky = (
        np.clip(0.55 + 0.35 * ny + 0.25 * g.normal[0], 0, 1.2)
        * g.open
        * (0.3 + 0.7 * smoothstep(0.0, 0.5, g.normal[2]))
    )
    light = (facing * (0.3 + 0.7 * g.open))[..., None] * KEY + sky[..., None] * SKY * np.array(shadow_tint, np.float32)
    edge = np.clip(dot(g.normal, RIM_LIGHT), 0, 1) ** 2 * g.open * g.rim_lit
    return colour * light + edge[..., None] * RIM * rim * colour


def scarf(g: Geometry) -> Array:
    """Mustard wool; deeper and redder in the folds."""
    shape = g.kind.shape
    scale = g.camera.width_px / 1024
    colour = np.empty((*shape, 3), np.float32)
    colour[:] = (0.58, 0.300, 0.050)
    colour = mix(colour, (0.40, 0.12, 0.02), smoothstep(0.75, 0.3, g.open) * 0.8)
    colour = colour * (1 + 0.08 * smooth_noise(shape, 14 * scale, 51, 3))[..., None]
    _, across, along = figure.scarf_rolls(g.world)
    rib = along / 0.62
    stitch = np.cos(2 * np.pi * (across / 0.55 + 0.9 * np.abs(rib - np.round(rib))))  # a row of Vs
    purl = np.cos(2 * np.pi * rib)
    colour = colour * (1 + 0.13 * stitch + 0.10 * purl)[..., None]
    return _lit(g, colour, (1.1, 0.95, 0.8), 1.0)


def coat(g: Geometry) -> Array:
    """Bordeaux wool."""
    shape = g.kind.shape
    scale = g.camera.width_px / 1024
    colour = np.empty((*shape, 3), np.float32)
    colour[:] = (0.105, 0.022, 0.024)
    colour = colour * (1 + 0.16 * smooth_noise(shape, 30 * scale, 52, 4))[..., None]
    return _lit(g, colour, (1.0, 1.0, 1.25), 1.6)


def background(shape: tuple[int, ...]) -> Array:
    """A sage wall that darkens towards the corners, with ochre and blue let in."""
    height, width = shape
    scale = width / 1024
    y, x = np.indices(shape, dtype=np.float32)
    x, y = x / width, y / height
    colour = np.empty((height, width, 3), np.float32)
    colour[:] = (0.080, 0.135, 0.125)
    warm = np.exp(-(((x - 0.80) / 0.42) ** 2) - ((y - 0.42) / 0.40) ** 2)
    colour = mix(colour, (0.34, 0.27, 0.14), 0.85 * warm)
    colour = mix(colour, (0.018, 0.066, 0.080), 0.9 * smoothstep(0.62, -0.05, x) * smoothstep(1.3, 0.2, y + 0.3 * x))
    patches = smooth_noise(shape, 150 * scale, 61, 4)
    hue = smooth_noise(shape, 210 * scale, 62, 3)
    colour *= (1 + 0.13 * patches)[..., None]
    colour *= 1 + hue[..., None] * np.array([0.09, 0.0, -0.06], np.float32)
    corner = ((x - 0.52) / 0.75) ** 2 + ((y - 0.45) / 0.80) ** 2
    return colour * (1 - 0.62 * smoothstep(0.25, 1.05, corner))[..., None]


KINDS = {SCARF: scarf, COAT: coat}

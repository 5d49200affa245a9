"""Scarf, coat and background. Linear RGB."""

from __future__ import annotations

import numpy as np

from .geometry import COAT, KEY_LIGHT, RIM_LIGHT, SCARF, Geometry, dot
from .noise import blur, smooth_noise
from .sdf import Array, smoothstep
from .skin import KEY, RIM, SKY, mix


def _lit(g: Geometry, colour: Array, shadow_tint: tuple[float, float, float], rim: float) -> Array:
    scale = g.camera.width_px / 1024
    facing = np.clip((dot(g.normal, KEY_LIGHT) + 0.15) / 1.15, 0, 1) * blur(g.lit, 2.0 * scale)
    _, ny, _ = g.normal
    sky = np.clip(0.55 + 0.35 * ny + 0.25 * g.normal[0], 0, 1.2) * g.open
    light = (facing * (0.3 + 0.7 * g.open))[..., None] * KEY + sky[..., None] * SKY * np.array(shadow_tint, np.float32)
    edge = np.clip(dot(g.normal, RIM_LIGHT), 0, 1) ** 2 * g.open
    return colour * light + edge[..., None] * RIM * rim * colour


def scarf(g: Geometry) -> Array:
    """Mustard wool; deeper and redder in the folds."""
    shape = g.kind.shape
    scale = g.camera.width_px / 1024
    colour = np.empty((*shape, 3), np.float32)
    colour[:] = (0.66, 0.355, 0.045)
    colour = mix(colour, (0.50, 0.17, 0.02), smoothstep(0.75, 0.3, g.open) * 0.8)
    x, y, z = g.world
    weave = np.sin(9.0 * y + 3.0 * np.sin(0.8 * x)) * np.sin(9.0 * x + 2.0 * y)
    colour = colour * (1 + 0.06 * weave + 0.06 * smooth_noise(shape, 14 * scale, 51, 3))[..., None]
    return _lit(g, colour, (1.1, 0.95, 0.8), 1.0)


def coat(g: Geometry) -> Array:
    """Dark blue-green wool."""
    shape = g.kind.shape
    scale = g.camera.width_px / 1024
    colour = np.empty((*shape, 3), np.float32)
    colour[:] = (0.030, 0.085, 0.105)
    colour = colour * (1 + 0.12 * smooth_noise(shape, 30 * scale, 52, 4))[..., None]
    return _lit(g, colour, (0.8, 1.0, 1.15), 2.0)


def background(shape: tuple[int, int]) -> Array:
    """A sage wall that darkens towards the corners, with ochre and blue let in."""
    height, width = shape
    scale = width / 1024
    y, x = np.indices(shape, dtype=np.float32)
    x, y = x / width, y / height
    colour = np.empty((height, width, 3), np.float32)
    colour[:] = (0.150, 0.215, 0.190)
    warm = np.exp(-(((x - 0.80) / 0.42) ** 2) - ((y - 0.42) / 0.40) ** 2)
    colour = mix(colour, (0.44, 0.40, 0.26), 0.80 * warm)
    colour = mix(colour, (0.055, 0.115, 0.125), 0.85 * smoothstep(0.62, -0.05, x) * smoothstep(1.3, 0.2, y + 0.3 * x))
    patches = smooth_noise(shape, 150 * scale, 61, 4)
    hue = smooth_noise(shape, 210 * scale, 62, 3)
    colour *= (1 + 0.17 * patches)[..., None]
    colour *= 1 + hue[..., None] * np.array([0.13, 0.0, -0.08], np.float32)
    corner = ((x - 0.52) / 0.75) ** 2 + ((y - 0.45) / 0.80) ** 2
    return colour * (1 - 0.62 * smoothstep(0.25, 1.05, corner))[..., None]


KINDS = {SCARF: scarf, COAT: coat}

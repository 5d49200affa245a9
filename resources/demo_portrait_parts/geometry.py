"""What every pixel of the picture sees: which part of the figure, where, turned how, and how much light reaches it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from . import figure, scene
from .sdf import Array, Point

BACKGROUND, SKIN, HAIR, SCARF, COAT = range(5)
SOLIDS = {SKIN: figure.skin, HAIR: figure.hair, SCARF: figure.scarf, COAT: figure.coat}
KEY_LIGHT = (-0.56, 0.58, 0.59)  # from the upper left, in front
RIM_LIGHT = (0.77, 0.30, -0.56)  # from behind on the right


@dataclass(frozen=True)
class Geometry:
    """Buffers of one picture; all arrays (H, W) float32 unless said otherwise.

    kind: (H, W) uint8, one of BACKGROUND, SKIN, …; world, head: points in cm in both frames; normal: unit, world frame.
    lit, rim_lit: 1 where the key light and the rim light arrive; open: 1 where nothing near by keeps the sky out.
    """

    camera: scene.Camera
    kind: NDArray[np.uint8]
    world: Point
    head: Point
    normal: Point
    lit: Array
    rim_lit: Array
    open: Array

    def mask(self, kind: int) -> Array:
        """1 where this part of the figure is seen."""
        return (self.kind == kind).astype(np.float32)


def everything(p: Point) -> Array:
    """Distance to the nearest part of the figure."""
    return np.minimum(np.minimum(figure.skin(p), figure.hair(p)), np.minimum(figure.scarf(p), figure.coat(p)))


def look(camera: scene.Camera) -> Geometry:
    """Fill the buffers."""
    depths = np.stack([scene.march(camera, solid) for solid in SOLIDS.values()])
    nearest = depths.max(axis=0)
    seen = nearest > scene.FAR_CM + 0.5
    kind = np.where(seen, np.array(list(SOLIDS), np.uint8)[depths.argmax(axis=0)], BACKGROUND).astype(np.uint8)
    world = camera.at_depth(nearest)
    normal = [np.zeros_like(nearest) for _ in range(3)]
    lit, rim_lit, open_ = (np.ones_like(nearest) for _ in range(3))
    for part, solid in SOLIDS.items():
        where = kind == part
        p = (world[0][where], world[1][where], world[2][where])
        n = scene.normals(solid, p)
        for axis in range(3):
            normal[axis][where] = n[axis]
        lifted = scene.along(p, n, 0.06)
        lit[where] = scene.soft_shadow(everything, lifted, KEY_LIGHT, 5.0, 22.0)
        rim_lit[where] = scene.soft_shadow(everything, lifted, RIM_LIGHT, 5.0, 12.0)
        open_[where] = scene.occlusion(everything, p, n)
    return Geometry(camera, kind, world, figure.to_head(world), (normal[0], normal[1], normal[2]), lit, rim_lit, open_)


def dot(a: Point, b: tuple[float, float, float]) -> Array:
    """Inner product of a field of vectors with one vector."""
    return a[0] * np.float32(b[0]) + a[1] * np.float32(b[1]) + a[2] * np.float32(b[2])

"""Camera and ray marching: from a picture's pixels to points, normals and shadows of a solid."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import cv2
import numpy as np

from .sdf import Array, Point

Solid = Callable[[Point], Array]
CAMERA_CM = 130.0
FAR_CM = -14.0
NEAR_CM = 8.0


@dataclass(frozen=True)
class Camera:
    """A long lens on the z axis.

    width_px, height_px: the picture; px_per_cm: at z = 0; origin_px: where (0, 0, 0) falls.
    """

    width_px: int
    height_px: int
    px_per_cm: float
    origin_px: tuple[float, float]

    def project(self, p: Point) -> tuple[Array, Array]:
        """Picture position (x right, y down) of world points."""
        grow = self.px_per_cm * CAMERA_CM / (CAMERA_CM - p[2])
        return self.origin_px[0] + p[0] * grow, self.origin_px[1] - p[1] * grow

    def at_depth(self, z: Array) -> Point:
        """World points seen by every pixel at depth z (height_px, width_px)."""
        cols = (np.arange(z.shape[1], dtype=np.float32) + 0.5) * np.float32(self.width_px / z.shape[1])
        rows = (np.arange(z.shape[0], dtype=np.float32) + 0.5) * np.float32(self.height_px / z.shape[0])
        shrink = (CAMERA_CM - z) * np.float32(1.0 / (CAMERA_CM * self.px_per_cm))
        return (cols[None, :] - self.origin_px[0]) * shrink, (self.origin_px[1] - rows[:, None]) * shrink, z


def march(camera: Camera, solid: Solid) -> Array:
    """Depth z (cm) of the first surface at every pixel, FAR_CM where there is none. Coarse first, then fine."""
    small = (camera.height_px // 4 + 1, camera.width_px // 4 + 1)
    z = _advance(camera, solid, np.full(small, NEAR_CM, np.float32), 50, 0.02)
    ahead = cv2.dilate(z, np.ones((3, 3), np.uint8)) + 0.35
    start = cv2.resize(ahead, (camera.width_px, camera.height_px), interpolation=cv2.INTER_LINEAR)
    start = np.where(start < FAR_CM + 1.0, FAR_CM - 1, start).astype(np.float32)
    return _advance(camera, solid, start, 26, 0.004)


def _advance(camera: Camera, solid: Solid, z: Array, steps: int, close_cm: float) -> Array:
    x0, y0, _ = camera.at_depth(np.zeros_like(z))
    shape, z = z.shape, z.ravel().copy()
    x0, y0 = x0.ravel(), y0.ravel()
    active = np.flatnonzero(z > FAR_CM)
    for _ in range(steps):
        shrink = 1.0 - z[active] / np.float32(CAMERA_CM)
        distance = solid((x0[active] * shrink, y0[active] * shrink, z[active]))
        z[active] -= distance * np.float32(0.85)
        active = active[(np.abs(distance) > close_cm) & (z[active] > FAR_CM)]
        if active.size == 0:
            break
    z[z <= FAR_CM + 0.01] = FAR_CM
    return z.reshape(shape)


def along(p: Point, way: tuple[float, float, float] | Point, distance_cm: float | Array) -> Point:
    """Points moved along a way."""
    return p[0] + way[0] * distance_cm, p[1] + way[1] * distance_cm, p[2] + way[2] * distance_cm


def normals(solid: Solid, p: Point, step_cm: float = 0.03) -> tuple[Array, Array, Array]:
    """Unit normals by four taps on a tetrahedron."""
    total = [np.zeros_like(p[0]) for _ in range(3)]
    for signs in ((1, -1, -1), (-1, -1, 1), (-1, 1, -1), (1, 1, 1)):
        d = solid(along(p, (float(signs[0]), float(signs[1]), float(signs[2])), step_cm))
        for axis in range(3):
            total[axis] += signs[axis] * d
    length = np.sqrt(total[0] ** 2 + total[1] ** 2 + total[2] ** 2) + np.float32(1e-9)
    return total[0] / length, total[1] / length, total[2] / length


def soft_shadow(
    solid: Solid, p: Point, towards: tuple[float, float, float], sharpness: float, reach_cm: float
) -> Array:
    """1 lit, 0 in shadow, with a penumbra (Quilez, "soft shadows in raymarched SDFs")."""
    lit = np.ones_like(p[0])
    t = np.full_like(p[0], 0.25)
    for _ in range(28):
        d = solid(along(p, towards, t))
        lit = np.minimum(lit, 0.5 + 0.5 * sharpness * d / t)
        t = t + np.clip(d, 0.08, 1.2)
        if float(t.min()) > reach_cm:
            break
    lit = np.clip(lit, 0.0, 1.0)
    return lit * lit * (3.0 - 2.0 * lit)


def occlusion(solid: Solid, p: Point, n: Point, reaches_cm: tuple[float, ...] = (0.2, 0.5, 1.1, 2.2)) -> Array:
    """1 open, towards 0 in folds and hollows."""
    open_ = np.ones_like(p[0])
    for reach in reaches_cm:
        d = solid(along(p, n, reach))
        open_ *= 1.0 - 0.5 * np.clip((reach - d) / reach, 0.0, 1.0)
    return np.clip(open_ * 1.15, 0.0, 1.0)

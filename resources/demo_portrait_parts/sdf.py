"""Signed distances in cm for the few solids everything is modelled from, and how to melt them together.

Points come as three float32 arrays of one shape (x to the viewer's right, y up, z towards the viewer).
Formulas: Inigo Quilez, "distance functions" and "smooth minimum" (iquilezles.org).
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]  # float32 throughout, save for the few points of strokes
Point = tuple[Array, Array, Array]
Triple = tuple[float, float, float]


def union(a: Array, b: Array, blend_cm: float) -> Array:
    """Polynomial smooth minimum: the two solids flow together over blend_cm."""
    h = np.maximum(blend_cm - np.abs(a - b), 0.0)
    return np.minimum(a, b) - h * h * np.float32(0.25 / blend_cm)


def carve(a: Array, b: Array, blend_cm: float) -> Array:
    """Solid a without solid b, the new edge rounded over blend_cm."""
    h = np.maximum(blend_cm - np.abs(a + b), 0.0)
    return np.maximum(a, -b) + h * h * np.float32(0.25 / blend_cm)


def ellipsoid(p: Point, centre: Triple, radii: Triple) -> Array:
    """Approximate distance to an axis-aligned ellipsoid."""
    x, y, z = (c - np.float32(m) for c, m in zip(p, centre, strict=True))
    rx, ry, rz = (np.float32(1.0 / r) for r in radii)
    x, y, z = x * rx, y * ry, z * rz
    near = np.sqrt(x * x + y * y + z * z)
    x, y, z = x * rx, y * ry, z * rz
    return near * (near - 1.0) / (np.sqrt(x * x + y * y + z * z) + np.float32(1e-6))


def capsule(p: Point, start: Triple, end: Triple, start_radius: float, end_radius: float) -> Array:
    """Distance to a rod with round ends whose radius changes linearly."""
    x, y, z = (c - np.float32(m) for c, m in zip(p, start, strict=True))
    ax, ay, az = (e - s for s, e in zip(start, end, strict=True))
    along = np.clip((x * ax + y * ay + z * az) * np.float32(1.0 / (ax * ax + ay * ay + az * az)), 0.0, 1.0)
    x, y, z = x - along * ax, y - along * ay, z - along * az
    return np.sqrt(x * x + y * y + z * z) - (start_radius + along * np.float32(end_radius - start_radius))


def bump(value: Array, width: float) -> Array:
    """Gaussian bell, 1 at zero."""
    t = value * np.float32(1.0 / width)
    return np.exp(-t * t)


def smoothstep(low: float, high: float, value: Array) -> Array:
    """0 below low, 1 above high (either order), smooth between."""
    t = np.clip((value - np.float32(low)) * np.float32(1.0 / (high - low)), 0.0, 1.0)
    return t * t * (3.0 - 2.0 * t)

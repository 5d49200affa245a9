"""The rest of the figure: pose of the head, neck, hair as a volume, scarf and coat, in cm.

World and head share their origin (between the eyes); the head is turned about the top of the neck.
"""

from __future__ import annotations

import numpy as np

from . import head as head_model
from .sdf import Array, Point, bump, capsule, carve, ellipsoid, smoothstep, union

PIVOT = (0.0, -9.0, -8.0)  # top of the neck
YAW, PITCH, ROLL = (float(np.radians(v)) for v in (-7.0, 2.0, -4.0))
PART_X = 1.5  # where the hair is parted, head coordinates


def _rotation() -> Array:
    cy, sy, cp, sp, cr, sr = (f(v) for v in (YAW, PITCH, ROLL) for f in (np.cos, np.sin))
    yaw = np.array([[cy, 0, sy], [0, 1, 0], [-sy, 0, cy]])
    pitch = np.array([[1, 0, 0], [0, cp, -sp], [0, sp, cp]])
    roll = np.array([[cr, -sr, 0], [sr, cr, 0], [0, 0, 1]])
    return (roll @ yaw @ pitch).astype(np.float32)


HEAD_TO_WORLD = _rotation()


def _turn(p: Point, matrix: Array, pivot: tuple[float, float, float]) -> Point:
    x, y, z = (c - np.float32(m) for c, m in zip(p, pivot, strict=True))
    rows = [matrix[i, 0] * x + matrix[i, 1] * y + matrix[i, 2] * z + np.float32(pivot[i]) for i in range(3)]
    return rows[0], rows[1], rows[2]


def to_head(p: Point) -> Point:
    """World points in head coordinates."""
    return _turn(p, HEAD_TO_WORLD.T, PIVOT)


def to_world(p: Point) -> Point:
    """Head points in world coordinates."""
    return _turn(p, HEAD_TO_WORLD, PIVOT)


def skin(p: Point) -> Array:
    """Head and neck."""
    neck = capsule(p, (0.0, -7.0, -8.2), (0.0, -22.0, -9.5), 4.3, 4.9)
    for side in (-1.0, 1.0):
        neck = union(neck, capsule(p, (side * 4.4, -8.0, -8.5), (side * 0.9, -19.0, -4.9), 0.9, 0.8), 1.6)
    return union(head_model.head(to_head(p)), neck, 1.0)


def hair(p: Point) -> Array:
    """The hair as one rounded volume with an opening for the face."""
    h = to_head(p)
    x, y, z = h
    side = np.abs(x)
    wave = 0.28 * np.sin(0.85 * y + 0.6 * np.sign(x) + 0.25 * z) * smoothstep(2.0, -4.0, y)
    q = (side + wave, y, z)
    d = ellipsoid(h, (-0.15, 4.2, -8.3), (8.0, 8.6, 9.0))
    falls = capsule(q, (6.3, 2.0, -6.2), (7.2, -7.0, -5.6), 2.0, 2.7)
    falls = union(falls, capsule(q, (7.2, -7.0, -5.6), (5.6, -15.5, -6.2), 2.7, 1.6), 1.5)
    falls = union(falls, ellipsoid(q, (0, -6.0, -12.0), (8.6, 12.0, 4.5)), 2.0)
    d = union(d, falls, 3.0)
    ox, oy = (x + 0.1) / 5.75, (y + 3.4) / 9.9
    opening = (np.sqrt(ox * ox + oy * oy) - 1.0) * 5.75
    opening = np.maximum(opening, -8.5 - z)
    d = carve(d, opening.astype(np.float32), 1.6)
    part = bump(x - PART_X + 0.08 * (z + 2), 0.35) * smoothstep(4.5, 7.0, y)
    return d + 0.45 * part


def scarf(p: Point) -> Array:
    """Two soft rolls of a scarf round the neck."""
    x, y, z = p
    z = z + 8.0
    angle = np.arctan2(x, z)
    rho = np.sqrt(x * x + z * z)
    front = np.cos(angle)
    d = None
    for centre_y, radius, thick, tall, phase in ((-15.2, 6.6, 1.7, 1.35, 0.3), (-18.4, 8.0, 2.1, 1.3, 2.1)):
        mid = centre_y - 1.5 * front + 0.55 * np.sin(2.0 * angle + phase)
        v = (y - mid) / tall
        ring = np.sqrt((rho - radius - 0.8 * front) ** 2 + v * v) - thick
        folds = np.sin(2.6 * v + 1.7 * np.sin(1.5 * angle + phase) + 2.2 * angle)
        folds = 0.16 * folds + 0.10 * np.sin(5.1 * v - 2.6 * angle + phase)
        ring = (ring + folds).astype(np.float32)
        d = ring if d is None else union(d, ring, 0.35)
    assert d is not None
    tail = capsule(p, (2.6, -19.0, 1.2), (5.0, -34.0, 1.5), 2.2, 3.2)
    tail = tail + 0.22 * np.sin(2.4 * (x - 0.16 * y) + 0.4 * np.sin(0.5 * y))
    return union(d, tail.astype(np.float32), 0.5)


def coat(p: Point) -> Array:
    """Shoulders in a coat with a broad collar."""
    x, y, z = p
    side = np.abs(x)
    q = (side, y, z)
    d = ellipsoid(q, (0, -33.0, -9.0), (17.5, 13.0, 8.5))
    d = union(d, capsule(q, (6.0, -19.5, -10.0), (15.0, -25.0, -10.0), 3.2, 4.4), 3.5)
    d = union(d, capsule(q, (15.5, -25.0, -10.0), (19.0, -42.0, -9.5), 4.4, 5.0), 2.0)
    collar = capsule(q, (3.0, -16.5, -15.5), (9.4, -18.0, -9.0), 1.2, 1.5)
    collar = union(collar, capsule(q, (9.4, -18.0, -9.0), (7.5, -24.0, -1.5), 1.5, 1.5), 1.0)
    collar = union(collar, capsule(q, (7.5, -24.0, -1.5), (3.5, -33.0, 0.5), 1.6, 1.3), 1.0)
    d = union(d, collar, 0.6)
    folds = 0.12 * np.sin(0.9 * side + 0.7 * y + 0.6 * np.sin(0.4 * y)) * smoothstep(8.0, 13.0, side)
    return (d + folds).astype(np.float32)

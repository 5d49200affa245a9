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


def face_opening(h: Point) -> Array:
    """About the distance, in cm, outwards from the line where the hair frames the face; h in head coordinates."""
    x, y, _ = h
    across = np.abs(x - 1.1 * smoothstep(0.0, 6.0, y)) / 5.5
    up = np.abs(y + 3.4) / 9.9
    power = 2.0 - 0.35 * smoothstep(-3.4, 0.5, y)  # a pointed arch above, an egg below
    return (((across**power + up**power) ** (1 / power) - 1.0) * 5.0).astype(np.float32)


def hair(p: Point) -> Array:
    """The hair as one rounded volume with an opening for the face."""
    h = to_head(p)
    x, y, z = h
    side = np.abs(x)
    sway = np.sin(1.0 * y + 0.9 * np.sign(x) + 0.30 * z) + 0.35 * np.sin(2.1 * y - 0.7 * np.sign(x))
    wave = 0.42 * sway * smoothstep(1.0, -5.0, y)
    q = (side + wave, y, z)
    d = ellipsoid(h, (-0.15, 4.3, -8.6), (8.3, 8.7, 9.4))
    falls = capsule(q, (6.3, 2.5, -5.6), (7.3, -7.0, -4.7), 2.0, 2.6)
    falls = union(falls, capsule(q, (7.3, -7.0, -4.7), (4.9, -16.0, -7.2), 2.6, 1.5), 1.5)
    falls = union(falls, ellipsoid(q, (0, -6.0, -12.0), (8.6, 12.0, 4.5)), 2.0)
    d = union(d, falls, 3.0)
    opening = np.maximum(face_opening(h), -8.5 - z)
    d = carve(d, opening, 2.0)
    part = bump(x - PART_X + 0.08 * (z + 2), 0.28) * smoothstep(4.5, 7.0, y)
    return d + 0.16 * part


def scarf_rolls(p: Point) -> tuple[Array, Array, Array]:
    """Distance to the rolls round the neck, and where on their knit a point lies: across and along, in cm."""
    x, y, z = p[0], p[1], p[2] + 8.0
    angle = np.arctan2(x, z)
    rho = np.sqrt(x * x + z * z)
    front = np.cos(angle)
    rolls = []
    for centre_y, radius, thick, tall, lean, phase in (
        (-14.7, 7.0, 1.8, 1.25, 0.9, 0.3),
        (-17.8, 8.2, 2.2, 1.40, -1.0, 2.1),
    ):
        mid = centre_y - 1.5 * front + lean * np.sin(angle) + 0.35 * np.sin(2.0 * angle + phase)
        v = (y - mid) / tall
        ring = np.sqrt((rho - radius - 0.8 * front) ** 2 + v * v) - thick
        slant = v + lean * (0.9 * np.sin(1.3 * angle + phase) - 0.8 * angle)
        folds = 0.22 * np.sin(2.7 * slant + 0.5 * np.sin(3.0 * angle)) + 0.10 * np.sin(5.6 * slant + phase)
        rolls.append(((ring + folds).astype(np.float32), (slant * tall).astype(np.float32)))
    (upper, upper_across), (lower, lower_across) = rolls
    return (
        union(upper, lower, 0.3),
        np.where(upper < lower, upper_across, lower_across),
        (angle * 8.5).astype(np.float32),
    )


def scarf(p: Point) -> Array:
    """A scarf wound twice round the neck, and its inside."""
    return union(scarf_rolls(p)[0], ellipsoid(p, (0.0, -18.2, -7.0), (8.2, 3.4, 7.6)), 0.6)


def coat(p: Point) -> Array:
    """Shoulders in a coat with a broad collar."""
    x, y, z = p
    side = np.abs(x)
    q = (side, y, z)
    d = ellipsoid(q, (0, -33.0, -9.0), (17.5, 13.0, 8.5))
    d = union(d, capsule(q, (6.0, -19.5, -10.0), (15.0, -25.0, -10.0), 3.2, 4.4), 3.5)
    d = union(d, capsule(q, (15.5, -25.0, -10.0), (19.0, -42.0, -9.5), 4.4, 5.0), 2.0)
    collar = capsule(q, (3.0, -15.5, -15.5), (10.8, -17.2, -9.0), 1.1, 1.3)
    collar = union(collar, capsule(q, (10.8, -17.2, -9.0), (11.2, -22.5, -2.2), 1.3, 1.2), 1.0)
    collar = union(collar, capsule(q, (11.2, -22.5, -2.2), (4.5, -33.0, 1.2), 1.3, 1.1), 0.6)
    d = union(d, collar, 0.35)
    folds = 0.12 * np.sin(0.9 * side + 0.7 * y + 0.6 * np.sin(0.4 * y)) * smoothstep(8.0, 13.0, side)
    return (d + folds).astype(np.float32)

"""The head as a solid: textbook proportions, in cm, seen from its own front.

Origin between the eyes; the chin is at y = -10.8 and the crown at 11.5, so the eyes sit at half height. The left and
right halves share one description through |x|; what makes a face alive (a tilt of the mouth) is added by hand.
"""

from __future__ import annotations

import numpy as np

from .sdf import Array, Point, bump, capsule, carve, ellipsoid, smoothstep, union

EYE = (3.2, 0.0, -2.0)  # centre of the eyeball on the side x > 0
EYE_RADIUS = 1.45
MOUTH_HALF = 2.5  # half the width of the mouth
MOUTH_Y = -6.55


def _arch(t: Array) -> Array:
    return np.maximum(np.sin(np.pi * t), 0.0)


def lid_curves(side_x: Array) -> tuple[Array, Array]:
    """Height of the upper and lower lid edge over the eye centre; side_x: cm from it, outwards positive."""
    t = np.clip((side_x + 1.52) / 3.04, 0.0, 1.0)
    corner = -0.20 + 0.34 * t
    upper = corner + 0.70 * _arch(t**0.90) ** 0.78
    lower = corner - 0.50 * _arch(t**1.18) ** 0.95
    return upper.astype(np.float32), lower.astype(np.float32)


def mouth_curves(x: Array) -> tuple[Array, Array, Array, Array]:
    """Upper border, lip line, lower border (y in cm) and how far along towards the corner (0 centre, 1 corner)."""
    a = np.sqrt(x * x + np.float32(0.002))
    t = a / np.float32(MOUTH_HALF)
    u = np.minimum(t, 1.0)
    tilt = 0.022 * x
    line = MOUTH_Y - 0.085 * bump(a, 0.42) - 0.05 * bump(a - 1.25, 0.55) + 0.24 * u**2.6 + tilt
    rim = np.sqrt(1.0 - u**2.0)
    upper = line + 0.62 * (1 - u) ** 0.9 + 0.20 * rim - 0.10 * bump(a, 0.26) + 0.05 * bump(a - 0.55, 0.3)
    lower = line - 1.0 * rim * (1.0 - 0.35 * u * u)
    return upper.astype(np.float32), line.astype(np.float32), lower.astype(np.float32), t.astype(np.float32)


def lip_relief(p: Point) -> Array:
    """How far the lips, their line and the philtrum stand out from the muzzle, in cm."""
    x, y, z = p
    upper, line, lower, t = mouth_curves(x)
    inside = smoothstep(1.02, 0.72, t)
    up = (y - line) / np.maximum(upper - line, 0.12)
    down = (line - y) / np.maximum(line - lower, 0.12)
    above = np.where(up > 0, smoothstep(1.3, 0.25, up), 1.0)
    below = np.where(down > 0, bump(down - 0.40, 0.46), bump(np.full_like(down, -0.40), 0.46))
    relief = inside * np.where(y > line, 0.22 * above, 0.44 * below)
    relief += 0.035 * bump(up - 1.06, 0.16) * inside  # the light rim over the cupid's bow
    groove = bump(y - line, 0.06) * smoothstep(1.04, 0.92, t)
    corner = bump(np.abs(x) - MOUTH_HALF - 0.02, 0.30) * bump(y - line, 0.28)
    column = smoothstep(-6.1, -5.6, y) * smoothstep(-4.7, -5.1, y)
    philtrum = (0.04 * bump(np.abs(x) - 0.42, 0.2) - 0.08 * bump(x, 0.24)) * column
    under = bump(x, 1.2) * bump(y - (MOUTH_Y - 1.5), 0.4)
    front = smoothstep(-4.8, -2.6, z)
    return (relief - 0.17 * groove - 0.14 * corner + philtrum - 0.12 * under) * front


def nose(p: Point) -> tuple[Array, Array, Array]:
    """Bridge with tip, wings, and the nostrils to be carved; p: with |x|."""
    bridge = capsule(p, (0, 1.2, -0.72), (0, -3.1, 0.95), 0.64, 0.56)
    bridge = union(bridge, ellipsoid(p, (0.5, -2.7, -0.35), (0.55, 1.4, 0.8)), 0.8)
    tip = ellipsoid(p, (0, -3.72, 1.18), (0.76, 0.66, 0.80))
    tip = union(tip, ellipsoid(p, (0, -4.22, 0.75), (0.34, 0.44, 0.95)), 0.4)
    wings = ellipsoid(p, (0.97, -4.06, 0.25), (0.54, 0.54, 0.85))
    holes = ellipsoid((p[0] + 0.35 * (p[2] - 0.75), p[1] + 0.25 * p[0], p[2]), (0.60, -4.40, 0.72), (0.34, 0.19, 0.5))
    return union(bridge, tip, 1.0), wings, holes


def face(p: Point) -> Array:
    """Distance to the skin of the head without lids and lips; p in head coordinates."""
    x, y, z = p
    a = np.sqrt(x * x + np.float32(0.02))
    q = (a, y, z)
    soft = (np.sqrt(x * x + np.float32(0.6)), y, z)  # no seam down the chin and the brow
    d = ellipsoid(p, (0, 3.4, -8.2), (7.0, 8.0, 8.5))
    d = union(d, ellipsoid(p, (0, -2.0, -5.6), (5.8, 6.9, 5.3)), 3.0)
    d = union(d, ellipsoid(p, (0, -6.3, -3.3), (3.6, 3.6, 3.5)), 2.0)
    d = union(d, capsule(soft, (3.6, -5.2, -6.6), (0.5, -9.2, -2.1), 1.2, 0.95), 2.6)
    d = union(d, ellipsoid(p, (0, -9.15, -1.7), (1.15, 1.15, 1.3)), 1.5)
    d = union(d, ellipsoid(q, (2.6, -5.8, -3.9), (2.1, 2.5, 2.5)), 1.8)
    d = union(d, ellipsoid(q, (4.2, -2.1, -2.9), (1.9, 1.5, 1.9)), 2.6)
    d = union(d, ellipsoid(q, (2.9, -3.9, -2.35), (1.9, 1.9, 1.8)), 1.8)
    d = union(d, capsule(soft, (1.1, 1.9, -0.9), (4.6, 2.3, -3.0), 0.5, 0.4), 2.6)
    d = carve(d, ellipsoid(q, (3.45, -0.05, 0.55), (1.95, 1.15, 1.65)), 2.1)
    bridge, wings, holes = nose(q)
    d = union(d, bridge, 1.0)
    d = union(d, wings, 0.55)
    return carve(d, holes, 0.22)


def eyeball(p: Point) -> Array:
    """Distance to the two eyeballs."""
    return ellipsoid((np.abs(p[0]), p[1], p[2]), EYE, (EYE_RADIUS, EYE_RADIUS, EYE_RADIUS))


def head(p: Point) -> Array:
    """Distance to skin and eyeballs together; p in head coordinates."""
    x, y, z = p
    d = face(p)
    q = (np.abs(x), y, z)
    side = np.abs(x) - np.float32(EYE[0])
    upper, lower = lid_curves(side)
    shell = ellipsoid(q, EYE, (EYE_RADIUS + 0.2, EYE_RADIUS + 0.13, EYE_RADIUS + 0.15))
    d = union(d, shell, 0.5)
    near_eye = smoothstep(-3.5, -2.0, z) * smoothstep(2.1, 1.7, np.abs(side))
    crease = bump(y - (0.62 * upper + 0.36 + 0.22), 0.1) * smoothstep(1.75, 1.1, np.abs(side + 0.05))
    pouch = bump(y - (lower - 0.42), 0.13) * smoothstep(1.5, 0.6, np.abs(side))
    d = d + (0.09 * crease + 0.03 * pouch) * near_eye - lip_relief(p)
    opening = np.maximum(np.maximum(y - upper, lower - y), np.abs(side) - 1.5)
    opening = np.maximum(opening, np.float32(EYE[2]) - z)
    d = carve(d, opening, 0.1)
    return np.minimum(d, eyeball(p))

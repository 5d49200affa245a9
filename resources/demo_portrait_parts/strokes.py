"""Single hairs drawn over the shaded head: brows, lashes; and freckles."""

from __future__ import annotations

import cv2
import numpy as np

from . import figure
from .head import EYE, head, lid_curves
from .scene import Camera
from .sdf import Array, Point

FINE = 4  # hairs are drawn on a canvas this much finer


def on_surface(x: Array, y: Array) -> Point:
    """Head points on the skin in front of (x, y) head coordinates."""
    z = np.full_like(x, 4.0)
    for _ in range(60):
        z = z - np.float32(0.7) * head((x, y, z))
    return x, y, z


def _draw(canvas: Array, camera: Camera, points: Point, width_px: float, value: float, fine: int) -> None:
    """One tapering hair through head points, darkest where it overlaps most; canvas is fine times the picture."""
    px, py = camera.project(figure.to_world(points))
    line = np.stack([px, py], axis=1) * fine
    count = len(line) - 1
    for k in range(count):
        taper = 1.0 - 0.85 * (k / count) ** 1.3
        width = max(1, round(width_px * fine * taper))
        start, end = (tuple(int(round(v * 16)) for v in line[i]) for i in (k, k + 1))
        cv2.line(canvas, start, end, value, width, cv2.LINE_AA, 4)


def hairs(camera: Camera) -> tuple[Array, Array]:
    """Cover (H, W) of brows and of lashes, 0..1."""
    scale = camera.width_px / 1024
    shape = (camera.height_px * FINE, camera.width_px * FINE)
    out = []
    for draw in (_brows, _lashes):
        canvas = np.zeros(shape, np.float32)
        draw(canvas, camera, scale)
        out.append(cv2.resize(canvas, (camera.width_px, camera.height_px), interpolation=cv2.INTER_AREA))
    return out[0], out[1]


def _brows(canvas: Array, camera: Camera, scale: float) -> None:
    rng = np.random.default_rng(21)
    for sign in (-1.0, 1.0):
        lift = 0.10 if sign < 0 else 0.0
        for _ in range(330):
            t = rng.uniform(0, 1) ** 0.9
            across = rng.uniform(-1, 1)
            thick = 0.30 * (1 - 0.75 * t**1.6) * min(1.0, 0.55 + 3 * t)
            x = 1.45 + 3.75 * t
            y = 1.72 + lift + 0.95 * np.sin(np.pi * min(t / 1.28, 1.0)) ** 1.1 - 0.35 * t + across * thick
            angle = np.radians(78 - 70 * min(t * 1.7, 1.0) - 28 * max(t - 0.55, 0) / 0.45 - 22 * across * (t > 0.1))
            angle += rng.normal(0, 0.13)
            length = rng.uniform(0.35, 0.7) * (1 - 0.35 * t)
            s = np.linspace(0, length, 6, dtype=np.float32)
            bend = np.linspace(0, -0.35, 6)
            hx = np.float32(x) + np.cumsum(np.cos(angle + bend)) * (s[1] - s[0])
            hy = np.float32(y) + np.cumsum(np.sin(angle + bend)) * (s[1] - s[0])
            points = on_surface(np.float32(sign) * hx.astype(np.float32), hy.astype(np.float32))
            _draw(canvas, camera, points, 1.5 * scale, float(rng.uniform(0.45, 0.95)), FINE)


def _lashes(canvas: Array, camera: Camera, scale: float) -> None:
    rng = np.random.default_rng(22)
    for sign in (-1.0, 1.0):
        for upper_lid, count in ((True, 64), (False, 34)):
            for t in np.linspace(0.10 if upper_lid else 0.3, 0.995, count):
                t = float(np.clip(t + rng.normal(0, 0.008), 0.05, 1))
                side = -1.52 + 3.04 * t
                up, low = (float(v[0]) for v in lid_curves(np.array([side], np.float32)))
                length = (0.26 + 0.42 * t**1.2 if upper_lid else 0.10 + 0.13 * t) * rng.uniform(0.75, 1.15)
                splay = 0.85 * (t - 0.38) + rng.normal(0, 0.10)
                s = np.linspace(0, 1, 7, dtype=np.float32)
                rise = (-0.10 * np.sin(np.pi * s * 0.9) + 0.85 * s**1.7) if upper_lid else -(0.9 * s - 0.25 * s * s)
                hx = EYE[0] + side + length * splay * s
                hy = (up if upper_lid else low - 0.06) + length * rise
                root = float(np.sqrt(max(1.62**2 - side**2 - (up if upper_lid else low) ** 2, 0.2))) + EYE[2]
                hz = root + 0.5 * length * s
                points = (np.float32(sign) * hx.astype(np.float32), hy.astype(np.float32), hz.astype(np.float32))
                strength = rng.uniform(0.75, 1.0) if upper_lid else rng.uniform(0.25, 0.5)
                _draw(canvas, camera, points, (1.7 if upper_lid else 1.0) * scale, float(strength), FINE)


def freckles(camera: Camera) -> Array:
    """Cover (H, W) of freckles over nose and cheeks, 0..1."""
    rng = np.random.default_rng(23)
    scale = camera.width_px / 1024
    canvas = np.zeros((camera.height_px * FINE, camera.width_px * FINE), np.float32)
    x = rng.normal(0, 3.0, 260).astype(np.float32)
    y = (-2.35 + 0.10 * np.abs(x) + rng.normal(0, 0.85, 260)).astype(np.float32)
    keep = (np.abs(x) < 5.4) & (y < -1.35) & (y > -4.6)
    x, y = x[keep], y[keep]
    px, py = camera.project(figure.to_world(on_surface(x, y)))
    for u, v in zip(px, py, strict=True):
        radius = rng.uniform(0.8, 1.9) * scale * FINE
        centre = (int(round(float(u) * FINE * 16)), int(round(float(v) * FINE * 16)))
        axes = (max(1, int(radius * 16)), max(1, int(radius * rng.uniform(0.7, 1.0) * 16)))
        cv2.ellipse(canvas, centre, axes, float(rng.uniform(0, 180)), 0, 360, float(rng.uniform(0.25, 0.8)), -1, cv2.LINE_AA, 4)
    small = cv2.resize(canvas, (camera.width_px, camera.height_px), interpolation=cv2.INTER_AREA)
    return cv2.GaussianBlur(small, (0, 0), max(0.8 * scale, 0.3))

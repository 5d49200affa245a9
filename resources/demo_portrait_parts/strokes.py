"""Single hairs drawn over the shaded head: brows, lashes; and freckles."""

from __future__ import annotations

from dataclasses import dataclass

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


@dataclass(frozen=True)
class Hairs:
    """Many hairs of equal length in points: x, y, z (N, K) in head coordinates, width_px (N,), strength (N,)."""

    points: Point
    width_px: Array
    strength: Array


def cover(camera: Camera, hairs: Hairs) -> Array:
    """Draw tapering hairs: cover (H, W), 0..1."""
    canvas = np.zeros((camera.height_px * FINE, camera.width_px * FINE), np.float32)
    px, py = camera.project(figure.to_world(hairs.points))
    lines = np.round(np.stack([px, py], axis=-1) * (FINE * 16)).astype(np.int32)
    count = lines.shape[1] - 1
    for line, width, value in zip(lines, hairs.width_px * FINE, hairs.strength, strict=True):
        for k in range(count):
            thick = max(1, round(float(width) * (1.0 - 0.85 * (k / count) ** 1.3)))
            fade = float(value) * (1.0 - 0.75 * (k / count) ** 2)
            cv2.line(canvas, line[k].tolist(), line[k + 1].tolist(), fade, thick, cv2.LINE_AA, 4)
    return cv2.resize(canvas, (camera.width_px, camera.height_px), interpolation=cv2.INTER_AREA)


def brows(camera: Camera) -> Array:
    """Cover of the brows."""
    rng = np.random.default_rng(21)
    count = 1000
    sign = np.where(np.arange(count) % 2 == 0, -1.0, 1.0)
    t = rng.uniform(0, 1, count) ** 0.9
    across = rng.uniform(-1, 1, count)
    thick = 0.36 * (1 - 0.78 * t**1.5) * np.minimum(1.0, 0.75 + 2 * t)
    x = 1.50 + 3.6 * t
    y = 1.62 + 0.12 * (sign < 0) + 0.98 * np.sin(np.pi * np.minimum(t / 1.25, 1.0)) ** 1.15 - 0.42 * t + across * thick
    angle = np.radians(
        76 - 70 * np.minimum(t * 1.8, 1.0) - 30 * np.maximum(t - 0.55, 0) / 0.45 - 20 * across * (t > 0.1)
    )
    angle += rng.normal(0, 0.12, count)
    length = rng.uniform(0.45, 0.9, count) * (1 - 0.35 * t)
    bend = angle[:, None] + np.linspace(0, -0.35, 7)[None]
    hx = x[:, None] + np.cumsum(np.cos(bend), axis=1) * length[:, None] / 7
    hy = y[:, None] + np.cumsum(np.sin(bend), axis=1) * length[:, None] / 7
    points = on_surface((sign[:, None] * hx).astype(np.float32), hy.astype(np.float32))
    width = np.full(count, 1.1 * camera.width_px / 1024, np.float32)
    return cover(
        camera, Hairs(points, width, (rng.uniform(0.35, 1.0, count) * np.minimum(1, 0.25 + 5 * t)).astype(np.float32))
    )


def lashes(camera: Camera) -> Array:
    """Cover of the lashes: the upper ones in small clumps, the lower ones few and thin."""
    rng = np.random.default_rng(22)
    sides, roots, tips, widths, strengths = [], [], [], [], []
    for sign in (-1.0, 1.0):
        for upper_lid, clumps in ((True, 36), (False, 20)):
            for centre in np.linspace(0.12 if upper_lid else 0.35, 0.96, clumps) + rng.normal(0, 0.008, clumps):
                aim = centre + rng.normal(0, 0.03)
                long = rng.uniform(0.7, 1.15)
                for _ in range(3 if upper_lid else 1):
                    t = float(np.clip(centre + rng.normal(0, 0.010), 0.05, 1))
                    size = (0.10 + 0.30 * t**2 if upper_lid else 0.07 + 0.09 * t) * long * rng.uniform(0.85, 1.1)
                    sides.append(sign)
                    roots.append(-1.52 + 3.04 * t)
                    tips.append((size * (2.1 * (aim - 0.36)), size if upper_lid else -size))
                    widths.append(1.3 if upper_lid else 0.9)
                    strengths.append(rng.uniform(0.75, 1.0) if upper_lid else rng.uniform(0.15, 0.35))
    side = np.array(roots, np.float32)[:, None]
    out, rise = (np.array(v, np.float32)[:, None] for v in zip(*tips, strict=True))
    up, low = lid_curves(side)
    edge = np.where(rise > 0, up - 0.01, low - 0.05)
    s = np.linspace(0, 1, 8, dtype=np.float32)[None]
    hx = (EYE[0] + side + out * s) * np.array(sides, np.float32)[:, None]
    hy = edge + np.where(rise > 0, rise * (1.15 * s**1.7 - 0.22 * np.sin(np.pi * s)), rise * (1.2 * s - 0.2 * s * s))
    hz = np.sqrt(np.maximum(1.62**2 - side**2 - edge**2, 0.2)) + EYE[2] + 0.8 * np.abs(rise) * s
    width = np.array(widths, np.float32) * np.float32(camera.width_px / 1024)
    points = (hx.astype(np.float32), hy.astype(np.float32), hz.astype(np.float32))
    return cover(camera, Hairs(points, width, np.array(strengths, np.float32)))


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
        centre = (round(float(u) * FINE * 16), round(float(v) * FINE * 16))
        axes = (max(1, int(radius * 16)), max(1, int(radius * rng.uniform(0.7, 1.0) * 16)))
        turn, strength = float(rng.uniform(0, 180)), float(rng.uniform(0.25, 0.8))
        cv2.ellipse(canvas, centre, axes, turn, 0, 360, (strength,), -1, cv2.LINE_AA, 4)
    small = cv2.resize(canvas, (camera.width_px, camera.height_px), interpolation=cv2.INTER_AREA)
    return cv2.GaussianBlur(small, (0, 0), max(0.8 * scale, 0.3))

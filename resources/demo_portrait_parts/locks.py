"""The last strokes of the hair: long tapering locks and single strands that follow its flow."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from scipy.interpolate import CubicSpline

from . import figure
from .geometry import COAT, HAIR, SCARF, SKIN, Geometry
from .noise import blur, blur_within
from .scene import Camera
from .sdf import Array

FINE = 2  # strands are drawn on a canvas this much finer


@dataclass(frozen=True)
class Pass:
    """One kind of stroke.

    count at full size; width, length in full-size pixels; spread: of brightness (log);
    drift: how far strokes leave the common flow; stray_steps: how long they may run on outside the hair.
    """

    count: int
    width_px: tuple[float, float]
    length_px: tuple[float, float]
    spread: float
    bias: float
    drift: float
    stray_steps: int


PASSES = (
    Pass(1000, (5.0, 11.0), (120, 320), 0.12, 0.0, 0.03, 1),
    Pass(1300, (2.0, 4.5), (90, 280), 0.18, -0.04, 0.04, 2),
    Pass(1200, (0.7, 1.5), (80, 260), 0.20, -0.03, 0.05, 3),
    Pass(420, (0.5, 1.0), (90, 240), 0.20, 0.0, 0.14, 14),
)

# Guides in head coordinates (cm), how many hairs, sRGB colour.
LOOSE = (
    (
        (
            (0.6, 7.0, 0.4),
            (-2.6, 5.6, 0.7),
            (-5.2, 2.8, -1.2),
            (-5.9, -1.0, -1.6),
            (-5.5, -4.2, -0.8),
            (-6.0, -7.0, -1.2),
            (-5.5, -9.3, -1.4),
        ),
        16,
        (0.66, 0.355, 0.165),
    ),
    (
        ((-0.4, 6.9, 0.5), (-3.6, 4.6, 0.4), (-5.6, 1.0, -1.4), (-5.5, -1.8, -0.9), (-5.9, -4.0, -1.0)),
        7,
        (0.54, 0.27, 0.12),
    ),
    (
        ((2.4, 6.8, 0.4), (4.6, 4.4, -0.6), (5.8, 0.6, -1.8), (5.4, -3.2, -1.0), (6.0, -6.4, -1.4), (5.4, -8.8, -1.6)),
        12,
        (0.42, 0.205, 0.095),
    ),
)


def comb(painting: Array, shaded: Array, g: Geometry, u: Array, v: Array) -> Array:
    """Draw the strokes over the painting; shaded: the picture they take their colours from (both H, W, 3 sRGB 0..1)."""
    scale = g.camera.width_px / 1024
    mask = g.mask(HAIR)
    rows, cols = np.nonzero(mask > 0)
    canvas = cv2.resize(painting, None, fx=FINE, fy=FINE, interpolation=cv2.INTER_LINEAR)
    soft = blur(mask, 1.2 * scale)
    other = (g.kind == SKIN) | (g.kind == SCARF) | (g.kind == COAT)
    inside_px = cv2.distanceTransform(other.astype(np.uint8), cv2.DIST_L2, 5)
    outside_px = cv2.distanceTransform((~other).astype(np.uint8), cv2.DIST_L2, 5)
    for number, kind in enumerate(PASSES):
        rng = np.random.default_rng((41, number))
        margin_px = (4.0 - 0.75 * kind.width_px[1]) * scale  # single hairs may cross the outline, broad strokes not
        closed = inside_px - outside_px > margin_px
        tone = blur_within(shaded, mask, (0.8 + 0.22 * kind.width_px[1]) * scale)
        pick = rng.integers(0, len(rows), kind.count)
        length = rng.uniform(*kind.length_px, kind.count) * scale
        start = np.stack([cols[pick], rows[pick]], axis=1) + rng.uniform(0, 1, (kind.count, 2))
        drift = rng.normal(0, kind.drift, kind.count)
        paths, counts = _trace(start, (u, v, soft, closed), drift, length, 5.0 * scale, kind.stray_steps)
        lift = rng.normal(kind.bias, kind.spread, kind.count)
        width = rng.uniform(*kind.width_px, kind.count) * scale * FINE
        for path, count, gain, thick in zip(paths, counts, np.exp(lift), width, strict=True):
            if count >= 4:
                _stroke(canvas, path[:count], tone, np.float32(gain), float(thick))
    return cv2.resize(canvas, (painting.shape[1], painting.shape[0]), interpolation=cv2.INTER_AREA)


def loose(painting: Array, camera: Camera) -> Array:
    """A few locks that fell out of the hair before the face, with the shadow they cast on it."""
    scale = camera.width_px / 1024
    fine = cv2.resize(painting, None, fx=FINE, fy=FINE, interpolation=cv2.INTER_LINEAR)
    shade = np.zeros(fine.shape[:2], np.float32)
    strokes = []
    for number, (guide, count, colour) in enumerate(LOOSE):
        rng = np.random.default_rng((43, number))
        knots = np.array(guide)
        fit = CubicSpline(np.linspace(0, 1, len(knots)), knots)
        for _ in range(count):
            first, last = rng.uniform(0.0, 0.12), rng.uniform(0.80, 1.0)
            t = np.linspace(first, last, 48)
            apart = rng.normal(0, 1, 3) * (0.03 + 0.14 * t[:, None]) + 0.05 * np.sin(9 * t[:, None] + rng.uniform(0, 6))
            x, y, z = ((fit(t) + apart).T).astype(np.float32)
            px, py = camera.project(figure.to_world((x, y, z)))
            strokes.append(
                (np.stack([px, py], axis=1), rng.uniform(0.7, 2.2) * scale * FINE, np.exp(rng.normal(0, 0.22)), colour)
            )
    for path, width, _, _ in strokes:
        points = np.round((path + np.array([6.0, 7.0]) * scale) * FINE).astype(np.int32)
        cv2.polylines(shade, [points], False, (1.0,), max(1, round(width * 2)), cv2.LINE_AA)
    fine = fine * (1 - blur(shade, 5 * scale * FINE)[..., None] * np.array([0.30, 0.42, 0.46], np.float32))
    for path, width, gain, colour in strokes:
        tone = np.full((1, 1, 3), colour, np.float32)
        _stroke(fine, path, tone, np.float32(gain), width)
    return cv2.resize(fine, (painting.shape[1], painting.shape[0]), interpolation=cv2.INTER_AREA)


def _trace(
    start: Array, fields: tuple[Array, Array, Array, Array], drift: Array, length: Array, step: float, stray_steps: int
) -> tuple[Array, Array]:
    """Follow the flow: paths (N, K, 2) x, y and how many of their points are good (N,)."""
    u, v, mask, closed = fields
    height, width = mask.shape
    steps = int(np.ceil(length.max() / step))
    paths = np.repeat(start[:, None], steps + 1, axis=1)
    stray = np.zeros(len(start), int)
    good = np.full(len(start), steps + 1)
    for k in range(steps):
        x, y = paths[:, k, 0], paths[:, k, 1]
        col, row = np.clip(x.astype(int), 0, width - 1), np.clip(y.astype(int), 0, height - 1)
        du, dv = u[row, col], v[row, col]
        paths[:, k + 1, 0] = x + step * (du - drift * dv)
        paths[:, k + 1, 1] = y + step * (dv + drift * du)
        stray += mask[row, col] < 0.35
        ended = (stray > stray_steps) | (k * step > length) | closed[row, col]
        good = np.where(ended & (good > k), k, good)
    return paths, good


def _stroke(canvas: Array, path: Array, tone: Array, gain: np.float32, width_px: float) -> None:
    """One lock that swells, tapers and takes its colour from what lies below each of its points."""
    points = np.round(path * (FINE * 16)).astype(np.int32)
    count = len(points) - 1
    rows = np.clip(path[:, 1].astype(int), 0, tone.shape[0] - 1)
    cols = np.clip(path[:, 0].astype(int), 0, tone.shape[1] - 1)
    colours = tone[rows, cols] * gain
    inside = colours.sum(axis=1) > 0.02
    if not inside.any():
        return
    mean = colours[inside].mean(axis=0)
    colours = np.where(inside[:, None], colours * 0.5 + mean * 0.5, mean)
    for k in range(count):
        swell = np.sin(np.pi * (k + 0.6) / (count + 0.4)) ** 0.7
        thick = max(1, round(float(width_px * swell)))
        cv2.line(canvas, points[k].tolist(), points[k + 1].tolist(), colours[k].tolist(), thick, cv2.LINE_AA, 4)

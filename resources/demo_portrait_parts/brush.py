"""The painterly pass: strokes of falling size along the picture's own flow, laid where the canvas is still wrong.

After Hertzmann, "Painterly rendering with curved brush strokes of multiple sizes" (SIGGRAPH 1998), with straight,
bristle-textured strokes and a record of how thick the paint lies.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from .noise import blur, smooth_noise
from .sdf import Array

ANGLES = 36
VARIANTS = 4


@dataclass(frozen=True)
class Layer:
    """One pass of a brush. width_px at full size; error: how wrong (sRGB, 0..1) the canvas must be to be touched."""

    width_px: float
    aspect: float
    opacity: float
    error: float
    jitter: float


LAYERS = (
    Layer(70, 2.4, 0.95, -1.0, 0.020),
    Layer(40, 3.0, 0.70, 0.012, 0.016),
    Layer(20, 3.4, 0.60, 0.020, 0.016),
    Layer(9, 3.4, 0.75, 0.028, 0.018),
    Layer(5, 3.6, 0.70, 0.028, 0.012),
)


def stamps(width_px: float, aspect: float, seed: int) -> list[list[Array]]:
    """Brush marks [angle][variant] (H, W) 0..1: streaked by bristles, ragged at both ends."""
    length = width_px * aspect
    size = int(np.ceil(length + width_px)) | 1
    marks = []
    for variant in range(VARIANTS):
        rng = np.random.default_rng((seed, variant))
        y, x = np.indices((size, size), dtype=np.float32)
        x, y = (x - size // 2) / np.float32(length / 2), (y - size // 2) / np.float32(width_px / 2)
        bristles = cv2.resize(
            rng.uniform(0, 1, (48, 4)).astype(np.float32), (size, size), interpolation=cv2.INTER_CUBIC
        )
        rows = np.clip(((y + 1) / 2) * (size - 1), 0, size - 1)
        cols = np.clip(((x + 1) / 2) * (size - 1), 0, size - 1)
        streak = cv2.remap(bristles, cols, rows, cv2.INTER_LINEAR)
        ends = 1 - np.abs(x) + 0.30 * (streak - 0.5) - 0.22 * y * y
        sides = 1 - np.abs(y) + 0.10 * (streak - 0.5)
        soft = 1.2 / width_px + 0.06
        mark = np.clip(ends / (2.2 * soft), 0, 1) * np.clip(sides / (1.6 * soft), 0, 1)
        marks.append(mark * (0.55 + 0.45 * np.clip(streak * 1.3, 0, 1)))
    centre = (size // 2, size // 2)
    turned = []
    for k in range(ANGLES):
        matrix = cv2.getRotationMatrix2D(centre, -180.0 * k / ANGLES, 1.0)
        turned.append([cv2.warpAffine(m.astype(np.float32), matrix, (size, size)) for m in marks])
    return turned


def orientation(picture: Array, scale: float, seed: int) -> Array:
    """Angle (H, W) of strokes: along edges where there are any, else a slow random sweep."""
    grey = cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY)
    gx = cv2.Sobel(blur(grey, 2.0 * scale), cv2.CV_32F, 1, 0) / scale
    gy = cv2.Sobel(blur(grey, 2.0 * scale), cv2.CV_32F, 0, 1) / scale
    wide = 8.0 * scale
    xx, yy, xy = blur(gx * gx, wide), blur(gy * gy, wide), blur(gx * gy, wide)
    free = 2.0 * (0.6 + 1.1 * smooth_noise(grey.shape, 170 * scale, seed, 2))
    weak = np.float32(0.00012)
    c, s = yy - xx + weak * np.cos(free), -2 * xy + weak * np.sin(free)
    return 0.5 * np.arctan2(s, c)


def paint(picture: Array, angle: Array, care: Array, finest_px: Array, seed: int) -> tuple[Array, Array]:
    """Repaint an sRGB picture (H, W, 3) 0..1; returns the painting and the thickness of its paint (H, W).

    angle: direction of the strokes; care: 0 loose .. 1 careful (less jitter of colour, lower error allowed);
    finest_px: brushes wider than this many full-size pixels are not used where the picture wants detail.
    """
    height, width = picture.shape[:2]
    scale = width / 1024
    rng = np.random.default_rng(seed)
    canvas = np.empty_like(picture)
    canvas[:] = (0.36, 0.27, 0.20)
    relief = np.zeros((height, width), np.float32)
    for index, layer in enumerate(LAYERS):
        brush = max(layer.width_px * scale, 2.0)
        marks = stamps(brush, layer.aspect, seed + index)
        target = blur(picture, brush * 0.22)
        wrong = blur(np.abs(canvas - target).sum(axis=2), brush * 0.3)
        step = brush * 0.55
        ys, xs = np.meshgrid(np.arange(0, height, step), np.arange(0, width, step), indexing="ij")
        spots = np.stack([ys.ravel(), xs.ravel()], axis=1) + rng.uniform(-0.6, 0.6, (ys.size, 2)) * step
        spots = spots[rng.permutation(len(spots))]
        spots[:, 0] = np.clip(spots[:, 0], 0, height - 1)
        spots[:, 1] = np.clip(spots[:, 1], 0, width - 1)
        r, c = spots[:, 0].astype(int), spots[:, 1].astype(int)
        allowed = (wrong[r, c] > layer.error * (1.9 - 1.4 * care[r, c])) & (layer.width_px >= finest_px[r, c])
        dice = rng.standard_normal((len(spots), 5)).astype(np.float32)
        for row, col, d in zip(r[allowed], c[allowed], dice[allowed], strict=True):
            loose = 1 - 0.8 * float(care[row, col])
            turn = float(angle[row, col]) + 0.25 * loose * float(d[0])
            mark = marks[round(turn / np.pi * ANGLES) % ANGLES][int(abs(d[4]) * 1000) % VARIANTS]
            colour = target[row, col] * (1 + layer.jitter * loose * 2 * d[1]) + layer.jitter * loose * d[1:4] * 0.6
            _stamp(canvas, relief, mark, row, col, colour, layer.opacity, brush)
    return np.clip(canvas, 0, 1), relief


def _stamp(
    canvas: Array, relief: Array, mark: Array, row: int, col: int, colour: Array, opacity: float, brush: float
) -> None:
    half = mark.shape[0] // 2
    top, left = max(row - half, 0), max(col - half, 0)
    bottom, right = min(row + half + 1, canvas.shape[0]), min(col + half + 1, canvas.shape[1])
    cut = mark[top - row + half : bottom - row + half, left - col + half : right - col + half]
    alpha = cut * np.float32(opacity)
    patch = canvas[top:bottom, left:right]
    patch += (colour - patch) * alpha[..., None]
    height = relief[top:bottom, left:right]
    height += (cut * np.float32(brush**0.5) - height) * (cut > 0.05) * np.float32(0.85)


def varnish(painting: Array, relief: Array, strength: Array) -> Array:
    """Light the paint's relief from the upper left and add the weave of the canvas."""
    height, width = relief.shape
    scale = width / 1024
    smooth = blur(relief, 0.8 * scale)
    dx = cv2.Sobel(smooth, cv2.CV_32F, 1, 0, scale=1 / 8)
    dy = cv2.Sobel(smooth, cv2.CV_32F, 0, 1, scale=1 / 8)
    ridge = np.clip(-(dx + dy) * 0.055, -0.10, 0.10) * strength
    y, x = np.indices((height, width), dtype=np.float32)
    period = 2 * np.pi / (4.2 * scale)
    weave = np.sin(x * period) * np.sin(y * period) + 0.6 * smooth_noise((height, width), 2.0 * scale, 77)
    factor = 1 + ridge + 0.010 * weave * (0.4 + 0.6 * strength)
    return np.clip(painting * factor[..., None], 0, 1)

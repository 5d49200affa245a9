"""Auburn hair: locks smeared along a flow over the volume, lit like fibres, then thousands of single strands."""

from __future__ import annotations

import cv2
import numpy as np

from . import figure
from .geometry import HAIR, KEY_LIGHT, RIM_LIGHT, Geometry, dot
from .noise import blur, blur_within, smear, smooth_noise
from .sdf import Array, Point, smoothstep
from .skin import BOUNCE, KEY, RIM, SKY, mix

DARK = np.array([0.030, 0.0105, 0.006], np.float32)
MIDDLE = np.array([0.215, 0.066, 0.023], np.float32)
LIGHT = np.array([0.62, 0.255, 0.075], np.float32)
STRANDS = 9000


def flow(g: Geometry) -> tuple[Point, Array, Array]:
    """Direction of growth: unit tangents in the world, and unit steps in the picture (x right, y down)."""
    x, y, z = g.head
    side = np.tanh((x - np.float32(figure.PART_X)) / 0.7)
    down = smoothstep(8.5, 1.5, y)
    wave = 0.42 * np.sin(0.80 * y + 0.5 * np.sign(x) + 0.35 * z + 0.5 * np.abs(x)) * smoothstep(3.0, -3.0, y)
    tangent = np.stack([side * (1 - down) + wave + 0.10 * side * down, -0.25 - down, 0.12 * (1 - down)], axis=-1)
    tangent = tangent @ figure.HEAD_TO_WORLD.T
    n = np.stack(g.normal, axis=-1)
    tangent -= n * (tangent * n).sum(axis=-1, keepdims=True)
    tangent /= np.linalg.norm(tangent, axis=-1, keepdims=True) + np.float32(1e-6)
    mask = g.mask(HAIR)
    sigma = 3.0 * g.camera.width_px / 1024
    u = blur_within(tangent[..., 0], mask, sigma)
    v = blur_within(-tangent[..., 1], mask, sigma)
    for wide in (10, 40):  # let the flow run on outside the hair, so that strands may leave it
        known = smoothstep(0.0, 0.5, blur(mask, sigma))
        u = u * known + blur_within(u, mask, sigma * wide / 3) * (1 - known)
        v = v * known + blur_within(v, mask, sigma * wide / 3) * (1 - known)
    length = np.sqrt(u * u + v * v) + np.float32(1e-6)
    return (tangent[..., 0], tangent[..., 1], tangent[..., 2]), (u / length), (v / length)


def _fibre_light(g: Geometry, tangent: Point, shift: Array) -> tuple[Array, Array]:
    """Diffuse and glossy light on fibres (Kajiya and Kay 1989), the gloss moved along them by shift."""
    t = tuple(c + shift * n for c, n in zip(tangent, g.normal, strict=True))
    length = np.sqrt(sum(c * c for c in t)) + np.float32(1e-6)
    along = dot(t, KEY_LIGHT) / length
    across = np.sqrt(np.clip(1 - along * along, 0, 1))
    view = t[2] / length
    gloss = np.clip(across * np.sqrt(np.clip(1 - view * view, 0, 1)) - along * view, 0, 1)
    return across, gloss


def shade(g: Geometry) -> tuple[Array, Array, Array]:
    """Hair (H, W, 3) linear and its flow in the picture."""
    scale = g.camera.width_px / 1024
    tangent, u, v = flow(g)
    shape = g.kind.shape
    locks = smear(smooth_noise(shape, 15 * scale, 31), u, v, 130 * scale)
    clumps = smear(smooth_noise(shape, 6 * scale, 32), u, v, 90 * scale)
    fibres = smear(smooth_noise(shape, 2.2 * scale, 33), u, v, 60 * scale)
    relief = 0.9 * locks + 0.55 * clumps + 0.25 * fibres
    dx = cv2.Sobel(blur(relief, 1.0 * scale), cv2.CV_32F, 1, 0, ksize=3, scale=1 / 8)
    dy = cv2.Sobel(blur(relief, 1.0 * scale), cv2.CV_32F, 0, 1, ksize=3, scale=1 / 8)
    nx, ny, nz = g.normal
    steep = 3.2 * scale
    bent = (nx - steep * dx, ny + steep * dy, nz)
    length = np.sqrt(sum(c * c for c in bent)) + np.float32(1e-6)
    bent = (bent[0] / length, bent[1] / length, bent[2] / length)
    across, gloss = _fibre_light(g, tangent, 0.18 * relief - 0.15)
    facing = np.clip((dot(bent, KEY_LIGHT) + 0.25) / 1.25, 0, 1)
    lit = blur(g.lit, 2.5 * scale)
    key = facing * (0.35 + 0.65 * across) * lit
    base = mix(np.broadcast_to(MIDDLE, (*shape, 3)).copy(), LIGHT * 0.8, np.clip(0.22 * relief + 0.12, 0, 1))
    base = mix(base, DARK, np.clip(-0.34 * relief - 0.05, 0, 1))
    open_ = g.open**1.3
    light = key[..., None] * KEY * 1.35
    light += (np.clip(0.45 + 0.3 * ny + 0.3 * nx, 0, 1) * open_)[..., None] * SKY * 1.15
    light += (np.clip(0.3 - 0.5 * ny, 0, 1) * open_ * smoothstep(-6.0, -13.0, g.world[1]))[..., None] * BOUNCE
    colour = base * light
    shine = (gloss**9 * 0.30 + gloss**40 * 0.45) * facing**0.7 * lit * np.clip(0.75 + 0.45 * relief, 0, 2)
    colour += shine[..., None] * LIGHT * KEY * 1.1
    rim = np.clip(dot(bent, RIM_LIGHT), 0, 1) ** 2 * np.clip(0.7 + 0.5 * relief, 0, 2)
    colour += rim[..., None] * RIM * np.array([0.42, 0.34, 0.30], np.float32)
    return colour, u, v


def strands(picture: Array, g: Geometry, u: Array, v: Array) -> Array:
    """Draw single strands over the picture (H, W, 3, sRGB 0..1), coloured from the hair below them."""
    scale = g.camera.width_px / 1024
    mask = g.mask(HAIR)
    rng = np.random.default_rng(41)
    rows, cols = np.nonzero(mask > 0)
    pick = rng.integers(0, len(rows), STRANDS)
    colours = blur_within(picture, mask, 5 * scale)
    fine = 2
    canvas = cv2.resize(picture, None, fx=fine, fy=fine, interpolation=cv2.INTER_LINEAR)
    soft = blur(mask, 1.2 * scale)
    for index in pick:
        path = _trace(float(cols[index]), float(rows[index]), u, v, soft, rng, scale)
        if len(path) < 5:
            continue
        middle = path[len(path) // 2]
        tone = colours[min(int(middle[1]), mask.shape[0] - 1), min(int(middle[0]), mask.shape[1] - 1)]
        lift = rng.normal(0.0, 0.28)
        tint = tone * np.float32(np.exp(lift)) + np.array([0.020, 0.006, 0.0], np.float32) * max(lift, 0) * 4
        _stroke(canvas, np.array(path) * fine, tint, float(rng.uniform(0.5, 1.5)) * scale * fine)
    return cv2.resize(canvas, (picture.shape[1], picture.shape[0]), interpolation=cv2.INTER_AREA)


def _trace(x: float, y: float, u: Array, v: Array, mask: Array, rng: np.random.Generator, scale: float) -> list[tuple[float, float]]:
    """Follow the flow from a seed for a random length, with a drift of its own, until the hair ends."""
    step = 5.0 * scale
    drift = rng.normal(0, 0.055)
    path = [(x, y)]
    stray = 0
    for _ in range(int(rng.uniform(10, 30))):
        col, row = int(x), int(y)
        if not (0 <= col < mask.shape[1] and 0 <= row < mask.shape[0]):
            break
        if mask[row, col] < 0.35:
            stray += 1
            if stray > 2:
                break
        du, dv = float(u[row, col]), float(v[row, col])
        x += step * (du - drift * dv)
        y += step * (dv + drift * du)
        path.append((x, y))
    return path


def _stroke(canvas: Array, path: Array, colour: Array, width_px: float) -> None:
    """One strand that swells and tapers."""
    points = np.round(path * 16).astype(np.int32)
    count = len(points) - 1
    rgb = tuple(float(c) for c in colour)
    for k in range(count):
        swell = np.sin(np.pi * (k + 0.5) / count) ** 0.6
        cv2.line(canvas, points[k].tolist(), points[k + 1].tolist(), rgb, max(1, round(width_px * swell)), cv2.LINE_AA, 4)

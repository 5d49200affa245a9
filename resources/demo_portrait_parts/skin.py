"""Skin, lips and eyes: local colour in head coordinates, and light that wanders under the skin. Linear RGB."""

from __future__ import annotations

import numpy as np

from . import figure
from .geometry import KEY_LIGHT, RIM_LIGHT, SKIN, Geometry, dot
from .head import EYE, MOUTH_HALF, eyeball, lid_curves, mouth_curves, nose
from .noise import blur, blur_within, smooth_noise
from .sdf import Array, bump, smoothstep

KEY = np.array([1.00, 0.83, 0.63], np.float32) * 1.5
SKY = np.array([0.50, 0.47, 0.50], np.float32) * 0.31
BOUNCE = np.array([0.66, 0.38, 0.16], np.float32) * 0.36  # from the scarf
RIM = np.array([0.55, 0.78, 0.85], np.float32) * 0.55
IRIS_CM = 0.70


def mix(a: Array, b: Array | tuple[float, float, float], amount: Array) -> Array:
    """Per-pixel blend of colours (…, 3) by amount (…)."""
    return a + (np.asarray(b, np.float32) - a) * amount[..., None]


def _local_colour(g: Geometry) -> tuple[Array, Array]:
    """Colour of the skin (H, W, 3) and gloss (H, W)."""
    x, y, z = g.head
    a = np.abs(x)
    scale = g.camera.width_px / 1024
    front = smoothstep(-7.0, -3.5, z)
    colour = np.empty((*x.shape, 3), np.float32)
    colour[:] = (0.72, 0.465, 0.335)
    colour = mix(colour, (0.76, 0.53, 0.38), 0.6 * bump(y - 4.5, 2.5) * front)  # forehead: yellower
    colour = mix(colour, (0.56, 0.40, 0.33), 0.35 * bump(y + 8.5, 1.7) * front)  # lower third: cooler
    cheek = bump(a - 4.0, 1.7) * bump(y + 3.0, 1.35)
    colour = mix(colour, (0.78, 0.27, 0.20), 0.62 * cheek * front)
    tip = bump(x, 0.9) * bump(y + 3.75, 0.75)
    colour = mix(colour, (0.78, 0.30, 0.22), 0.45 * tip * front)
    colour = mix(colour, (0.74, 0.30, 0.23), 0.22 * bump(x, 1.0) * bump(y + 9.4, 0.8) * front)  # chin
    side = a - np.float32(EYE[0])
    socket = bump(side + 0.1, 1.7) * bump(y - 0.1, 0.95)
    colour = mix(colour, (0.58, 0.31, 0.24), 0.30 * socket * front)
    upper, lower = lid_curves(side)
    within = smoothstep(1.85, 1.45, np.abs(side)) * front
    shade = bump(y - upper - 0.20, 0.22) * within  # the lid itself, a little eye shadow
    colour = mix(colour, (0.46, 0.22, 0.18), 0.35 * shade)
    wet = bump(y - lower, 0.09) * within
    colour = mix(colour, (0.80, 0.44, 0.37), 0.7 * wet)
    liner = smoothstep(0.16, 0.04, np.abs(y - upper - 0.045)) * within
    colour = mix(colour, (0.05, 0.022, 0.015), 0.88 * liner)
    mottle = smooth_noise(x.shape, 26 * scale, 5, 3)
    colour = colour * (1.0 + mottle[..., None] * np.array([0.012, 0.028, 0.03], np.float32))
    gloss = 0.30 + 0.5 * tip + 0.25 * bump(y - 4.5, 2.5) + 0.3 * cheek
    holes = nose((a, y, z))[2]
    colour = mix(colour, (0.10, 0.022, 0.018), 0.85 * smoothstep(0.06, -0.03, holes) * front)
    return _lips(x, y, front, colour, gloss, scale)


def _lips(x: Array, y: Array, front: Array, colour: Array, gloss: Array, scale: float) -> tuple[Array, Array]:
    upper, line, lower, t = mouth_curves(x)
    width = smoothstep(1.03, 0.93, t)
    top = smoothstep(0.09, -0.05, y - upper) * smoothstep(-0.03, 0.02, y - line) * width * front
    low = smoothstep(-0.12, 0.10, y - lower) * smoothstep(0.03, -0.02, y - line) * width * front
    colour = mix(colour, (0.33, 0.058, 0.052), 0.90 * top)
    colour = mix(colour, (0.60, 0.155, 0.13), 0.82 * low)
    seam = bump(y - line, 0.07) * smoothstep(1.05, 0.95, t) * front
    colour = mix(colour, (0.10, 0.018, 0.018), 0.85 * seam)
    corner = bump(np.abs(x) - MOUTH_HALF, 0.16) * bump(y - line, 0.12) * front
    colour = mix(colour, (0.20, 0.05, 0.04), 0.55 * corner)
    wrinkle = smooth_noise(x.shape, 5 * scale, 12, 1)
    colour = colour * (1.0 + 0.05 * wrinkle * np.clip(top + low, 0, 1))[..., None]
    return colour, (gloss * (1 - top - low) + 1.6 * low + 0.35 * top) * (1 - seam)


def shade(g: Geometry) -> Array:
    """The lit skin, (H, W, 3) linear; only meaningful where g.kind is SKIN."""
    scale = g.camera.width_px / 1024
    colour, gloss = _local_colour(g)
    facing = dot(g.normal, KEY_LIGHT)
    light = np.empty_like(colour)
    mask = g.mask(SKIN)
    for channel, (wrap, spread) in enumerate(((0.34, 7.0), (0.16, 3.2), (0.10, 2.0))):
        diffuse = np.clip((facing + wrap) / (1 + wrap), 0, 1) * (g.lit * (1 - 0.12 * wrap) + 0.12 * wrap)
        light[..., channel] = blur_within(diffuse, mask, spread * scale) * 0.8 + diffuse * 0.2
    light *= KEY
    nx, ny, nz = g.normal
    sky = np.clip(0.55 + 0.25 * ny + 0.30 * nx + 0.1 * nz, 0, 1.2) * g.open * (0.25 + 0.75 * smoothstep(0.0, 0.55, nz))
    bounce = np.clip(0.35 - 0.65 * ny, 0, 1) * smoothstep(-1.0, -9.0, g.world[1]) * g.open
    rim = np.clip(dot(g.normal, RIM_LIGHT), 0, 1) ** 1.5 * g.open * g.rim_lit
    occluded = 0.80 * g.open + 0.20
    light = light * occluded[..., None] ** np.array([0.55, 0.9, 1.0], np.float32)
    light += sky[..., None] * SKY + bounce[..., None] * BOUNCE + rim[..., None] * RIM * 0.1
    deep = smoothstep(0.9, 0.15, light[..., 0])  # half-tones and shadows run warmer and richer
    lit = colour * light * (1 + deep[..., None] * np.array([0.08, -0.07, -0.09], np.float32))
    half = np.array([KEY_LIGHT[0], KEY_LIGHT[1], KEY_LIGHT[2] + 1.0])
    half /= np.linalg.norm(half)
    sheen = np.clip(dot(g.normal, (float(half[0]), float(half[1]), float(half[2]))), 0, 1)
    shine = (0.13 * sheen**16 + 0.20 * sheen**60) * gloss * g.lit
    lit += shine[..., None] * np.array([1.0, 0.93, 0.84], np.float32)
    return _eyes(g, lit, scale)


def _eyes(g: Geometry, lit: Array, scale: float) -> Array:
    """Paint sclera and iris where an eyeball is seen."""
    x, y, _ = g.head
    depth = np.abs(eyeball(g.head))
    side = np.abs(x) - np.float32(EYE[0])
    upper, lower = lid_curves(side)
    ball = (depth < 0.03) & (g.kind == SKIN) & (y < upper + 0.1) & (y > lower - 0.1) & (np.abs(side) < 1.6)
    soft = blur(ball.astype(np.float32), 0.7 * scale)
    gaze = figure.HEAD_TO_WORLD.T @ np.array([0.02, -0.01, 1.0], np.float32)
    u = x - np.sign(x) * np.float32(EYE[0]) - 1.45 * gaze[0]
    v = y - np.float32(EYE[1]) - 1.45 * gaze[1]
    rho = np.sqrt(u * u + v * v) / np.float32(IRIS_CM)
    theta = np.arctan2(v, u)
    white = np.empty_like(lit)
    white[:] = (0.66, 0.60, 0.55)
    white = mix(white, (0.62, 0.30, 0.24), 0.75 * smoothstep(-1.12, -1.42, side))
    white = mix(white, (0.55, 0.40, 0.35), 0.6 * smoothstep(0.9, 1.5, side))
    rng = np.random.default_rng(3)
    fibres = np.zeros_like(theta)
    for k in range(5, 60, 5):
        fibres += np.sin(k * theta + rng.uniform(0, 6.28) + 1.2 * rho) / 3.4
    iris = np.empty_like(lit)
    iris[:] = (0.115, 0.165, 0.120)
    iris = mix(iris, (0.36, 0.22, 0.06), smoothstep(0.68, 0.40, rho + 0.05 * fibres))
    iris *= (1.0 + 0.32 * fibres * smoothstep(0.3, 0.55, rho))[..., None]
    glow = 0.75 + 1.5 * np.clip(0.45 * u / IRIS_CM - 0.75 * v / IRIS_CM, -0.4, 1) * smoothstep(0.2, 0.6, rho)
    iris *= glow[..., None]
    iris = mix(iris, (0.018, 0.022, 0.020), smoothstep(0.74, 0.98, rho) * 0.9)
    iris = mix(iris, (0.004, 0.003, 0.003), smoothstep(0.43, 0.36, rho))
    ball_colour = mix(white, iris, smoothstep(1.06, 0.97, rho))
    shadow = 0.22 + 0.78 * smoothstep(0.0, 0.62, upper - y)
    round_ = 0.62 + 0.38 * smoothstep(1.5, 0.3, np.abs(side + 0.1))
    key = np.clip(0.55 + 0.5 * dot(g.normal, KEY_LIGHT), 0, 1)
    light = (shadow * round_ * key)[..., None] * np.array([1.12, 1.05, 0.98], np.float32)
    painted = ball_colour * light
    catch = smoothstep(1.15, 0.75, np.sqrt(((u + 0.22) / 0.13) ** 2 + ((v - 0.22) / 0.16) ** 2))
    second = 0.22 * smoothstep(1.2, 0.5, np.sqrt(((u - 0.26) / 0.12) ** 2 + ((v + 0.28) / 0.10) ** 2))
    painted = mix(painted, (1.9, 1.85, 1.75), np.clip(catch, 0, 1))
    painted = mix(painted, (0.6, 0.75, 0.75), second)
    tear = bump(y - lower - 0.04, 0.035) * smoothstep(1.35, 0.8, np.abs(side)) * 0.35
    painted = mix(painted, (0.95, 0.9, 0.85), tear)
    return mix(lit, painted, soft)

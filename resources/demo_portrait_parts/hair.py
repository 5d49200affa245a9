"""Auburn hair: locks smeared along a flow over the volume, lit like fibres, then thousands of single strands."""

from __future__ import annotations

import cv2
import numpy as np

from . import figure
from .geometry import HAIR, KEY_LIGHT, RIM_LIGHT, Geometry, dot
from .noise import blur, blur_within, smear, smooth_noise
from .sdf import Array, Point, bump, smoothstep
from .skin import BOUNCE, KEY, RIM, SKY, mix

DARK = np.array([0.030, 0.0105, 0.006], np.float32)
MIDDLE = np.array([0.215, 0.066, 0.023], np.float32)
LIGHT = np.array([0.62, 0.255, 0.075], np.float32)


def flow(g: Geometry) -> tuple[Point, Array, Array]:
    """Direction of growth: unit tangents in the world, and unit steps in the picture (x right, y down)."""
    x, y, z = g.head
    side = np.tanh((x - np.float32(figure.PART_X)) / 0.7)
    down = smoothstep(8.5, 1.5, y)
    wave = 0.42 * np.sin(0.80 * y + 0.5 * np.sign(x) + 0.35 * z + 0.5 * np.abs(x)) * smoothstep(3.0, -3.0, y)
    tangent = np.stack([side * (1 - down) + wave + 0.10 * side * down, -0.25 - down, 0.12 * (1 - down)], axis=-1)
    edge = figure.face_opening(g.head)
    sx, sy = np.gradient(edge, axis=1), -np.gradient(edge, axis=0)
    steep = np.sqrt(sx * sx + sy * sy) + np.float32(1e-6)
    sign = np.sign(sx + 1e-6)
    frame = np.stack([sign * sy / steep, -sign * sx / steep, 0 * sx], axis=-1)  # along the frame, downwards
    near = bump(np.maximum(edge - 0.3, 0.0), 1.6) * smoothstep(-9.0, -3.0, y)
    tangent = tangent * (1 - near[..., None]) + frame * near[..., None]
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
    x, y, z = (c + shift * n for c, n in zip(tangent, g.normal, strict=True))
    length = np.sqrt(x * x + y * y + z * z) + np.float32(1e-6)
    along = dot((x, y, z), KEY_LIGHT) / length
    across = np.sqrt(np.clip(1 - along * along, 0, 1))
    view = z / length
    gloss = np.clip(across * np.sqrt(np.clip(1 - view * view, 0, 1)) - along * view, 0, 1)
    return across, gloss


def shade(g: Geometry) -> tuple[Array, Array, Array]:
    """Hair (H, W, 3) linear and its flow in the picture."""
    scale = g.camera.width_px / 1024
    tangent, u, v = flow(g)
    shape = g.kind.shape
    broad = smear(smooth_noise(shape, 30 * scale, 30), u, v, 260 * scale, 3 * scale)
    locks = smear(smooth_noise(shape, 14 * scale, 31), u, v, 180 * scale, 3 * scale)
    clumps = smear(smooth_noise(shape, 6 * scale, 32), u, v, 90 * scale)
    fibres = smear(smooth_noise(shape, 2.2 * scale, 33), u, v, 60 * scale)
    relief = 0.75 * broad + 0.75 * locks + 0.4 * clumps + 0.15 * fibres
    dx = cv2.Sobel(blur(relief, 1.0 * scale), cv2.CV_32F, 1, 0, ksize=3, scale=1 / 8)
    dy = cv2.Sobel(blur(relief, 1.0 * scale), cv2.CV_32F, 0, 1, ksize=3, scale=1 / 8)
    nx, ny, nz = g.normal
    steep = 4.2 * scale
    bent = (nx - steep * dx, ny + steep * dy, nz)
    length = np.sqrt(sum(c * c for c in bent)) + np.float32(1e-6)
    bent = (bent[0] / length, bent[1] / length, bent[2] / length)
    across, gloss = _fibre_light(g, tangent, 0.18 * relief - 0.15)
    facing = np.clip((dot(bent, KEY_LIGHT) + 0.25) / 1.25, 0, 1)
    lit = blur(g.lit, 2.5 * scale)
    key = facing * (0.35 + 0.65 * across) * lit
    base = mix(np.broadcast_to(MIDDLE, (*shape, 3)).copy(), LIGHT * 0.8, np.clip(0.27 * relief + 0.10, 0, 1))
    base = mix(base, DARK, np.clip(-0.46 * relief - 0.12, 0, 1))
    open_ = 0.12 + 0.88 * g.open
    light = key[..., None] * KEY * 1.35
    light += (np.clip(0.45 + 0.3 * ny + 0.3 * nx, 0, 1) * open_)[..., None] * SKY * 1.15
    light += (np.clip(0.3 - 0.5 * ny, 0, 1) * open_ * smoothstep(-6.0, -13.0, g.world[1]))[..., None] * BOUNCE
    colour = base * light
    shine = (gloss**9 * 0.30 + gloss**40 * 0.45) * facing**0.7 * lit * np.clip(0.75 + 0.45 * relief, 0, 2)
    colour += shine[..., None] * LIGHT * KEY * 1.1
    rim = np.clip(dot(bent, RIM_LIGHT), 0, 1) ** 2 * np.clip(0.7 + 0.5 * relief, 0, 2)
    rim = rim * g.rim_lit
    colour += rim[..., None] * RIM * np.array([0.80, 0.34, 0.16], np.float32)
    return colour, u, v

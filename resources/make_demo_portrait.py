"""Paint the demo portrait."""

from __future__ import annotations

import argparse
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from demo_portrait_parts import brush, cloth, geometry, hair, skin, strokes
from demo_portrait_parts.noise import blur
from demo_portrait_parts.scene import Camera
from demo_portrait_parts.sdf import Array, bump, smoothstep

WIDTH_PX, HEIGHT_PX = 1024, 1280


def camera(scale: float) -> Camera:
    return Camera(round(WIDTH_PX * scale), round(HEIGHT_PX * scale), 31.0 * scale, (505.0 * scale, 560.0 * scale))


def tone(linear: Array) -> Array:
    """Linear light to sRGB with a soft shoulder."""
    bright = linear * 1.12
    bright = bright * (1 + bright / 4.2) / (1 + bright * 0.55)
    bright = np.clip(bright, 0, 1)
    return np.where(bright <= 0.0031308, bright * 12.92, 1.055 * np.maximum(bright, 1e-6) ** (1 / 2.4) - 0.055).astype(np.float32)


def cover(g: geometry.Geometry, kind: int) -> Array:
    return blur(g.mask(kind), 0.7 * g.camera.width_px / 1024)


def picture(scale: float) -> NDArray[np.uint8]:
    g = geometry.look(camera(scale))
    smooth, u, v = portrait(g, scale)
    return finish(g, smooth, u, v, scale)


def portrait(g: geometry.Geometry, scale: float) -> tuple[Array, Array, Array]:
    """Before the brush: sRGB (H, W, 3)."""
    linear = cloth.background(g.kind.shape)
    hair_light, u, v = hair.shade(g)
    for kind, light in (
        (geometry.COAT, cloth.coat(g)), (geometry.SKIN, skin.shade(g)), (geometry.HAIR, hair_light), (geometry.SCARF, cloth.scarf(g)),
    ):
        linear = skin.mix(linear, light, cover(g, kind))
    brows, lashes = strokes.hairs(g.camera)
    freckles = strokes.freckles(g.camera) * cover(g, geometry.SKIN)
    linear *= 1 - freckles[..., None] * np.array([0.22, 0.42, 0.50], np.float32)
    face = 1 - cover(g, geometry.HAIR)
    linear = skin.mix(linear, (0.060, 0.022, 0.011), 0.86 * brows * face)
    linear = skin.mix(linear, (0.016, 0.008, 0.006), 0.92 * lashes * face)
    srgb = tone(linear)
    return hair.strands(srgb, g, u, v), u, v


def finish(g: geometry.Geometry, smooth: Array, u: Array, v: Array, scale: float) -> NDArray[np.uint8]:
    x, y, z = g.head
    front = g.mask(geometry.SKIN) * smoothstep(-9.0, -6.0, z)
    eyes = bump(np.abs(x) - 3.2, 2.0) * bump(y - 0.2, 1.0)
    mouth = bump(x, 2.6) * bump(y + 6.6, 1.0)
    nose = bump(x, 1.5) * bump(y + 4.3, 0.7)
    detail = blur(np.clip(1.3 * eyes + 1.2 * mouth + 0.6 * nose, 0, 1) * front, 3 * scale)
    hairy = g.mask(geometry.HAIR)
    angle = brush.orientation(smooth, scale, 71)
    angle = np.where(hairy > 0, np.arctan2(v, u), angle)
    care = np.clip(0.75 * blur(front, 5 * scale) + 0.55 * blur(hairy, 6 * scale) + 0.3 * (g.kind > 0), 0, 1)
    finest = np.where(g.kind == geometry.BACKGROUND, 16.0, np.where(g.kind >= geometry.SCARF, 8.0, 4.0))
    painting, relief = brush.paint(smooth, angle, care, finest.astype(np.float32), 81)
    keep = np.clip(detail * 0.92 + 0.25 * front + 0.45 * blur(hairy, 3 * scale), 0, 0.95)
    painting = skin.mix(painting, smooth, keep)
    strength = np.clip(1.0 - 0.75 * blur(front, 4 * scale), 0, 1)
    painting = brush.varnish(painting, relief, strength)
    return np.round(painting * 255).astype(np.uint8)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--scale", type=float, default=1.0)
    parser.add_argument("--out", type=Path, default=Path(__file__).with_name("demo_portrait.png"))
    options = parser.parse_args()
    rgb = picture(options.scale)
    cv2.imwrite(str(options.out), cv2.cvtColor(rgb, cv2.COLOR_RGB2BGR), [cv2.IMWRITE_PNG_COMPRESSION, 9])


if __name__ == "__main__":
    main()

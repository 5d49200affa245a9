"""Paint the demo portrait."""

from __future__ import annotations

import argparse
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from demo_portrait_parts import brush, cloth, geometry, hair, locks, skin, strokes
from demo_portrait_parts.noise import blur, blur_within
from demo_portrait_parts.scene import Camera
from demo_portrait_parts.sdf import Array, bump, smoothstep

WIDTH_PX, HEIGHT_PX = 1024, 1280


def camera(scale: float) -> Camera:
    return Camera(round(WIDTH_PX * scale), round(HEIGHT_PX * scale), 32.0 * scale, (508.0 * scale, 565.0 * scale))


def tone(linear: Array) -> Array:
    """Linear light to sRGB with a soft shoulder."""
    bright = linear * 1.2
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
    linear = cloth.background(g.kind.shape) * cover(g, geometry.BACKGROUND)[..., None]
    hair_light, u, v = hair.shade(g)
    layers = {
        geometry.COAT: cloth.coat(g),
        geometry.SKIN: skin.shade(g),
        geometry.HAIR: hair_light,
        geometry.SCARF: cloth.scarf(g),
    }
    for kind, light in layers.items():
        mask = g.mask(kind)
        bled = np.where(mask[..., None] > 0, light, blur_within(light, mask, 2.0 * scale))  # no dark seams at edges
        linear += bled * cover(g, kind)[..., None]
    return tone(linear), u, v


def draw_hairs(g: geometry.Geometry, painting: Array) -> Array:
    """Freckles, brows and lashes over the painting."""
    face = 1 - cover(g, geometry.HAIR)
    freckles = strokes.freckles(g.camera) * cover(g, geometry.SKIN)
    painting = painting * (1 - freckles[..., None] * np.array([0.14, 0.28, 0.36], np.float32))
    brows = strokes.brows(g.camera)
    soft = blur(brows, 4.0 * g.camera.width_px / 1024)
    painting = skin.mix(painting, (0.42, 0.23, 0.14), 0.5 * np.clip(soft, 0, 1) * face)
    painting = skin.mix(painting, (0.27, 0.135, 0.075), 0.85 * brows * face)
    return skin.mix(painting, (0.11, 0.06, 0.045), 0.92 * strokes.lashes(g.camera) * face)


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
    care = np.clip(0.4 * blur(front, 5 * scale) + 0.55 * blur(hairy, 6 * scale) + 0.3 * (g.kind > 0), 0, 1)
    finest = np.where(g.kind == geometry.BACKGROUND, 18.0, np.where(g.kind >= geometry.SCARF, 8.0, 4.0))
    painting, relief = brush.paint(smooth, angle, care, finest.astype(np.float32), 81)
    border = 3.6 * blur(front, 4 * scale) * blur(hairy, 4 * scale)
    painting = skin.mix(painting, smooth, np.clip(0.8 * border + detail * 0.92 + 0.0 * front + 0.55 * (g.kind >= geometry.SCARF), 0, 0.95))
    painting = draw_hairs(g, painting)
    painting = locks.comb(painting, smooth, g, u, v)
    painting = locks.loose(painting, g.camera)
    strength = np.clip(1.0 - 0.6 * blur(front, 4 * scale), 0, 1)
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

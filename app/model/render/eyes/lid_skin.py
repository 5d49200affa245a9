"""What a closed lid looks like: the skin around the eye continued over it, with the portrait's own grain."""

import cv2
import numpy as np
from numpy.typing import NDArray

from app.model.render.geometry import FaceGeometry
from app.model.render.sampling.region import Region
from app.model.render.skin.palette import LUMA

Floats = NDArray[np.float64]
Pixels = NDArray[np.float32]

LASHES_ABOVE, LASHES_BELOW = 0.075, 0.045  # how far from the lids' edges skin is hidden, inter-ocular units
WORKING_PX = 72  # width at which the skin is continued; it is smooth
STEPS = 600  # of diffusion, enough to cross the eye at that width
AROUND = 0.12  # the ring around the eye that tells what its skin is like, inter-ocular units
DARKEST, LIGHTEST = 0.8, 1.35  # of what that skin is like: brows, frames, painted outlines and glints are not skin


def lid_skin(
    picture: NDArray[np.uint8], region: Region, geometry: FaceGeometry, upper: Floats, lower: Floats
) -> NDArray[np.float32]:
    """(h, w, 3) of an eye's region in 0..1, with skin where the open eye is.

    upper, lower: (n, 2) pixels of the lids' edges from the left corner to the right one.
    """
    colours = picture[region.slices].astype(np.float32) / np.float32(255)
    shift = np.array([region.left, region.top])
    skin = _skin(colours, upper - shift, lower - shift, geometry)
    smooth = _continued(colours, skin)
    return np.asarray(np.clip(smooth + _grain(picture, region, skin, upper, lower, geometry), 0.0, 1.0), np.float32)


def _skin(colours: Pixels, upper: Floats, lower: Floats, geometry: FaceGeometry) -> Pixels:
    """(h, w) 1 on skin that can be seen around the eye, 0 on the eye, its lashes, brows and frames."""
    unit = geometry.unit
    outline = np.concatenate(
        [upper - LASHES_ABOVE * unit * geometry.down, (lower + LASHES_BELOW * unit * geometry.down)[::-1]]
    )
    eye = np.zeros(colours.shape[:2], np.uint8)
    cv2.fillPoly(eye, [np.round(outline).astype(np.int32)], (1,))
    lightness = cv2.GaussianBlur(colours, (0, 0), max(0.6, 0.008 * unit)) @ LUMA
    near = cv2.dilate(eye, np.ones((2 * round(AROUND * unit) + 1,) * 2, np.uint8)) - eye
    # A face may be lit from the side, so that skin around one eye has two lightnesses. Creases and outlines are darker
    # than both, and a lid in their colour looks made up.
    dark, light = np.percentile(lightness[near > 0] if near.any() else lightness, [50, 75])
    like = (lightness > DARKEST * dark) & (lightness < LIGHTEST * light) & (eye == 0)
    return np.asarray(cv2.erode(like.astype(np.float32), np.ones((3, 3))), np.float32)


def _continued(colours: Pixels, skin: Pixels) -> Pixels:
    """(h, w, 3) smooth skin everywhere: between the skin that is seen, a membrane (Laplace's equation)."""
    height, width = skin.shape
    scale = min(1.0, WORKING_PX / width)
    size = (max(2, round(width * scale)), max(2, round(height * scale)))
    share = cv2.resize(skin, size, interpolation=cv2.INTER_AREA)[..., None]
    total = cv2.resize(colours * skin[..., None], size, interpolation=cv2.INTER_AREA)
    seen = total / np.maximum(share, 1e-3)
    known = np.clip(share * 4.0, 0.0, 1.0)
    colour = np.broadcast_to((seen * known).sum((0, 1)) / max(float(known.sum()), 1e-3), seen.shape)
    for _ in range(STEPS):
        colour = known * seen + (1.0 - known) * cv2.blur(colour, (3, 3), borderType=cv2.BORDER_REPLICATE)
    smooth = cv2.GaussianBlur(colour, (0, 0), 1.0, borderType=cv2.BORDER_REPLICATE)
    return np.asarray(cv2.resize(smooth, (width, height), interpolation=cv2.INTER_CUBIC), np.float32)


def _grain(
    picture: NDArray[np.uint8], region: Region, skin: Pixels, upper: Floats, lower: Floats, geometry: FaceGeometry
) -> Pixels:
    """(h, w, 3) fine detail of the skin below the eye, as far below as the eye and its lashes are high."""
    unit = geometry.unit
    height = float((np.asarray(lower - upper) @ geometry.down).max())
    below = round(max(0.26 * unit, height + 0.14 * unit))
    rows, columns = region.slices
    tall = picture[rows.start : rows.stop + below, columns].astype(np.float32) / np.float32(255)
    tall = np.pad(tall, ((0, region.height + below - len(tall)), (0, 0), (0, 0)), mode="edge")
    fine = (tall - cv2.GaussianBlur(tall, (0, 0), max(0.8, 0.012 * unit)))[below:]
    limit = 2.0 * float(np.median(np.abs(fine))) * 1.48 + 1e-6
    return np.asarray(np.clip(fine, -limit, limit), np.float32)

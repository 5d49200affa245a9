"""The colours and the grain of one portrait, read from its own pixels, for what has to be painted anew."""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from app.model.render import topology as mesh
from app.model.render.geometry import FaceGeometry

Floats = NDArray[np.float64]

LUMA = np.array([0.299, 0.587, 0.114])


@dataclass(frozen=True, slots=True)
class Palette:
    """(3,) RGB colours in 0..255 and a tile of the picture's grain.

    grain: (n, n, 3) float64, a patch of cheek less its shading: film grain, brush strokes, canvas.
    """

    skin: Floats
    skin_light: Floats
    lip: Floats
    white: Floats
    grain: Floats

    @property
    def tooth(self) -> Floats:
        """Ivory under the portrait's own light: between the white of the eye and light skin, never brighter."""
        mixed = 0.35 * self.white + 0.65 * _towards_grey(self.skin_light, 0.35)
        limit = max(self.white @ LUMA, self.skin_light @ LUMA) * 1.02
        return np.asarray(mixed * min(1.0, limit / max(mixed @ LUMA, 1.0)) * [1.0, 0.985, 0.95])

    @property
    def gum(self) -> Floats:
        """Paler than the lips."""
        return 0.72 * (0.7 * self.lip + 0.3 * self.skin)

    @property
    def tongue(self) -> Floats:
        """Redder than the lips."""
        return 0.95 * (0.85 * self.lip + 0.15 * self.skin) * [1.08, 0.92, 0.95]

    @property
    def throat(self) -> Floats:
        """Darkness keeps a breath of the lips' colour."""
        return 0.16 * self.lip

    @classmethod
    def of(cls, picture: NDArray[np.uint8], geometry: FaceGeometry) -> "Palette":
        """Read the colours of a face."""
        cheeks_and_forehead = ((50, 101, 36, 205, 187), (280, 330, 266, 425, 411), (9, 107, 108, 151, 337, 336))
        skin_pixels = np.concatenate([_pixels(picture, geometry, outline) for outline in cheeks_and_forehead])
        skin = np.median(skin_pixels, axis=0)
        skin_light = _by_luma(skin_pixels, 90)
        lip_row = [*mesh.LOWER_LIP_ROWS[3], *reversed(mesh.LOWER_LIP_ROWS[1])]
        lip = np.median(_pixels(picture, geometry, lip_row), axis=0)
        whites = [
            _pixels(picture, geometry, [*upper, *reversed(lower)])
            for upper, lower in (
                (mesh.LEFT_EYE_UPPER, mesh.LEFT_EYE_LOWER),
                (mesh.RIGHT_EYE_UPPER, mesh.RIGHT_EYE_LOWER),
            )
        ]
        white = _by_luma(np.concatenate(whites), 80)
        return cls(skin, skin_light, lip, white, _grain(picture, geometry))


def _pixels(picture: NDArray[np.uint8], geometry: FaceGeometry, outline: list[int] | tuple[int, ...]) -> Floats:
    """(n, 3) pixels inside a polygon of vertices; at least its first vertex."""
    polygon = np.round(geometry.vertices[list(outline)]).astype(np.int32)
    low = np.clip(polygon.min(0), 0, [picture.shape[1] - 1, picture.shape[0] - 1])
    high = np.clip(polygon.max(0) + 1, 1, [picture.shape[1], picture.shape[0]])
    mask = np.zeros((int(high[1] - low[1]), int(high[0] - low[0])), np.uint8)
    cv2.fillPoly(mask, [(polygon - low).astype(np.int32)], (1,))
    inside = picture[low[1] : high[1], low[0] : high[0]][mask > 0]
    return (inside if len(inside) else picture[low[1], low[0]][None]).astype(np.float64)


def _by_luma(pixels: Floats, percentile: float) -> Floats:
    """Mean colour of the pixels about that percentile of lightness."""
    luma = pixels @ LUMA
    low, high = np.percentile(luma, [percentile - 8, percentile + 8])
    return np.asarray(pixels[(luma >= low) & (luma <= high)].mean(0))


def _towards_grey(colour: Floats, amount: float) -> Floats:
    return np.asarray(colour + amount * (colour @ LUMA - colour))


def _grain(picture: NDArray[np.uint8], geometry: FaceGeometry) -> Floats:
    side = max(8, int(0.3 * geometry.unit))
    x, y = (geometry.vertices[50] * 0.6 + geometry.vertices[205] * 0.4).astype(int) - side // 2
    x = int(np.clip(x, 0, max(0, picture.shape[1] - side)))
    y = int(np.clip(y, 0, max(0, picture.shape[0] - side)))
    patch = picture[y : y + side, x : x + side].astype(np.float64)
    rough = patch - cv2.GaussianBlur(patch, (0, 0), max(1.0, 0.02 * geometry.unit))
    limit = 2.5 * rough.std() + 1e-6  # a mole or a lash is not grain
    window = np.minimum(1.0, 4.0 * np.hanning(side + 2)[1:-1])  # tiles meet without a line
    return np.asarray(
        np.clip(rough, -limit, limit) * window[: rough.shape[0], None, None] * window[: rough.shape[1], None]
    )

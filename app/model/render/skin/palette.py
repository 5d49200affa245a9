"""The colours and the grain of one portrait, read from its own pixels, for what has to be painted anew."""

from dataclasses import dataclass, replace

import cv2
import numpy as np
from numpy.typing import NDArray

from app.model.render import topology as mesh
from app.model.render.geometry import FaceGeometry

Floats = NDArray[np.float64]

LUMA = np.array([0.299, 0.587, 0.114])
# Levels (of 255) that the face's pixels stray from one tone: sepia and grey pictures under the one, even pale paintings
# and photographs in colour above the other.
ONE_TONE, COLOURS = 1.5, 3.5
UNCLIPPED = 0.8  # of a bright place's lightness: there no channel has reached its end


@dataclass(frozen=True, slots=True)
class ToneCurve:
    """The colour that each lightness has in this picture, exact where the picture has one tone (grey, sepia).

    curve: (3, 3) coefficients of 1, L and L^2 for R, G and B in 0..255, L being the lightness in 0..1.
    colourful: 0 for a picture in one tone, 1 for one in colours.
    """

    curve: Floats
    colourful: float

    @classmethod
    def in_face(cls, picture: NDArray[np.uint8], geometry: FaceGeometry) -> "ToneCurve":
        """Fit the curve to the pixels of the face; how far they stray from it tells how colourful the picture is."""
        pixels = _pixels(picture, geometry, tuple(int(vertex) for vertex in mesh.FACE_OVAL))
        pixels = pixels[:: max(1, len(pixels) // 4000)]
        light = pixels @ LUMA / 255
        powers = np.stack([np.ones_like(light), light, light**2], axis=1)
        curve = np.linalg.lstsq(powers, pixels, rcond=None)[0]
        strays = float(np.sqrt(np.mean((pixels - powers @ curve) ** 2)))
        return cls(curve, float(np.clip((strays - ONE_TONE) / (COLOURS - ONE_TONE), 0.0, 1.0)))

    def of(self, colour: Floats) -> Floats:
        """(3,) RGB in 0..255, brought to the tone of this picture as far as it is not colourful."""
        light = float(np.clip(colour @ LUMA / 255, 0.0, 1.0))
        toned = np.clip(np.array([1.0, light, light**2]) @ self.curve, 0.0, 255.0)
        return np.asarray(toned + self.colourful * (colour - toned))


@dataclass(frozen=True, slots=True)
class Palette:
    """(3,) RGB colours in 0..255 and a tile of the picture's grain.

    own_tooth: of teeth that the portrait shows.
    grain: (n, n, 3) float64, a patch of cheek less its shading: film grain, brush strokes, canvas.
    """

    skin: Floats
    skin_light: Floats
    lip: Floats
    white: Floats
    grain: Floats
    tone: ToneCurve
    own_tooth: Floats | None = None

    @property
    def colourful(self) -> float:
        """0 for a picture in one tone (grey, sepia, pencil), 1 for one in colours."""
        return self.tone.colourful

    @property
    def tooth(self) -> Floats:
        """Colour of the teeth: ivory between the white of the eye and light skin, never brighter.

        Where the portrait shows teeth, their own colour.
        """
        if self.own_tooth is not None:
            return self.own_tooth
        mixed = 0.35 * self.white + 0.65 * _towards_grey(self.skin_light, 0.35)
        limit = max(self.lightness(self.white), self.lightness(self.skin_light)) * 1.02
        return self.tone.of(mixed * min(1.0, limit / max(mixed @ LUMA, 1.0)) * [1.0, 0.985, 0.95])

    @property
    def dentin(self) -> Floats:
        """Colour of teeth near the gum and further back: darker and warmer."""
        return self.tone.of(self.tooth * [0.95, 0.90, 0.80])

    @property
    def gum(self) -> Floats:
        """Colour of the gum: paler than the lips."""
        return self.tone.of(0.72 * (0.7 * self.lip + 0.3 * self.skin))

    @property
    def tongue(self) -> Floats:
        """Colour of the tongue: redder than the lips; darker where no colour tells it from teeth."""
        shade = 0.72 + 0.18 * self.colourful
        return self.tone.of(shade * (0.85 * self.lip + 0.15 * self.skin) * [1.08, 0.92, 0.95])

    @property
    def throat(self) -> Floats:
        """Colour of the throat, not black: light comes through lips and cheeks (GRID: darkest 5 % of parted mouths)."""
        return self.tone.of(0.30 * self.lip * [1.12, 0.88, 0.80])

    def with_tooth(self, colour: Floats | None) -> "Palette":
        """The same palette for a portrait that shows teeth of that colour.

        In a picture of one tone their hue is that of darker places: what shines is clipped there, and would turn green
        in the shade (sepia's 255, 255, 208).
        """
        if colour is None:
            return replace(self, own_tooth=None)
        return replace(self, own_tooth=self.tone.of(UNCLIPPED * colour) / UNCLIPPED)

    def lightness(self, colour: Floats) -> Floats:
        """(..., 3) RGB -> (...) luma, in 0..255."""
        return np.asarray(colour @ LUMA)

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
        return cls(skin, skin_light, lip, white, _grain(picture, geometry), ToneCurve.in_face(picture, geometry))


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
    """The evenest of three patches of skin, less its shading: a hair or a fold that strays into one is not grain."""
    patches = [_rough(picture, geometry, *pair) for pair in ((50, 205), (280, 425), (9, 151))]
    return min(patches, key=lambda rough: float(np.mean(rough**2)))


def _rough(picture: NDArray[np.uint8], geometry: FaceGeometry, first: int, second: int) -> Floats:
    """(n, n, 3) a patch between two vertices without its shading, fading at its border so that tiles meet."""
    side = max(8, int(0.25 * geometry.unit))
    x, y = (geometry.vertices[first] * 0.6 + geometry.vertices[second] * 0.4).astype(int) - side // 2
    x = int(np.clip(x, 0, max(0, picture.shape[1] - side)))
    y = int(np.clip(y, 0, max(0, picture.shape[0] - side)))
    patch = picture[y : y + side, x : x + side].astype(np.float64)
    rough = patch - cv2.GaussianBlur(patch, (0, 0), max(1.0, 0.02 * geometry.unit))
    limit = 3.0 * 1.4826 * np.median(np.abs(rough), axis=(0, 1)) + 1e-6  # a mole or a lash is not grain
    window = np.minimum(1.0, 4.0 * np.hanning(side + 2)[1:-1])
    faded = np.clip(rough, -limit, limit) * window[: rough.shape[0], None, None] * window[: rough.shape[1], None]
    return np.asarray(faded)

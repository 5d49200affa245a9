"""Stored pixels of any kind and orientation, brought to upright, opaque 8-bit sRGB strip by strip."""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from app.media.pictures.profiles import to_srgb

EXIF_ORIENTATION = 0x0112
STRIP_ROWS = 256  # beside the decoded picture only the result is held whole


def upright_view(height: int, width: int, orientation: object) -> tuple[NDArray[np.uint8], NDArray[np.uint8]]:
    """An empty upright picture, and a view of it that is indexed like the stored (height, width, 3) one.

    So the picture is turned while it is written, without a second copy of it.
    orientation: EXIF 2.32 tag 0x0112, 1 to 8; anything else counts as upright.
    """
    turned = orientation in (5, 6, 7, 8)
    upright = np.empty((width, height, 3) if turned else (height, width, 3), np.uint8)
    view = upright.transpose(1, 0, 2) if turned else upright
    # The tag tells where the first stored row and column belong: for 3, say, at the bottom and at the right.
    rows_backwards = orientation in (3, 4, 6, 7)
    columns_backwards = orientation in (2, 3, 7, 8)
    if rows_backwards:
        view = view[::-1]
    if columns_backwards:
        view = view[:, ::-1]
    return upright, view


def strips(image: Image.Image) -> Iterator[tuple[slice, Image.Image]]:
    """The picture's rows, STRIP_ROWS at a time."""
    for top in range(0, image.height, STRIP_ROWS):
        bottom = min(image.height, top + STRIP_ROWS)
        yield slice(top, bottom), image.crop((0, top, image.width, bottom))


class StripConverter:
    """Turns strips of one picture into RGB; what depends on the whole picture is decided once."""

    def __init__(self, image: Image.Image) -> None:
        deep_grey = image.mode.startswith(("I", "F"))  # integers or floats of 16 or 32 bits
        self._full_scale = _full_scale(image) if deep_grey else None
        self._has_alpha = image.has_transparency_data and not deep_grey
        self._to_srgb = to_srgb(image)

    def rgb(self, strip: Image.Image) -> NDArray[np.uint8]:
        """(rows, W, 3) uint8 sRGB, alpha flattened on white."""
        if self._full_scale is not None:
            strip = _eight_bits(strip, self._full_scale)
        if self._has_alpha:
            strip = strip.convert("RGBA")
        colour = strip
        if self._to_srgb is not None:
            colour = self._to_srgb.apply(colour.convert(self._to_srgb.input_mode))
        colour = colour.convert("RGB")
        if self._has_alpha:
            white = Image.new("RGB", colour.size, "white")
            white.paste(colour, mask=strip.getchannel("A"))
            colour = white
        return np.asarray(colour)


def _full_scale(image: Image.Image) -> float:
    """The value shown as white: the smallest usual full scale that is not below the picture's brightest pixel."""
    brightest = 0.0
    for _, strip in strips(image):
        values = np.asarray(strip)
        finite = values[np.isfinite(values)]
        brightest = max(brightest, float(finite.max()) if finite.size else 0.0)
    if image.mode == "F" and brightest <= 2.0:  # 0 to 1, with room for highlights
        return 1.0
    usual = (4095.0, 65535.0) if image.mode.startswith("I;16") else (255.0, 65535.0)
    return next((scale for scale in usual if brightest <= scale), brightest)


def _eight_bits(strip: Image.Image, full_scale: float) -> Image.Image:
    """A strip of grey pixels deeper than 8 bits as 8-bit grey, `full_scale` becoming 255."""
    grey = np.nan_to_num(np.asarray(strip).astype(np.float32), nan=0.0, posinf=full_scale, neginf=0.0)
    return Image.fromarray(np.clip(grey * (255.0 / full_scale) + 0.5, 0, 255).astype(np.uint8))

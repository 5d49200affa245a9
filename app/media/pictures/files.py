"""Portraits read from picture files, and pictures written."""

import io
from pathlib import Path
from typing import BinaryIO

import numpy as np
from numpy.typing import NDArray
from PIL import Image, PngImagePlugin, UnidentifiedImageError
from PIL.JpegImagePlugin import JpegImageFile

from app.core.errors import BadPicture, CannotWrite, name_of, why_unreadable
from app.core.filetypes import HEIC_BRANDS, FileType, sniffed
from app.core.portrait import Portrait
from app.core.whole_file import written_whole
from app.media.pictures.end_mark import ended_in_two_ways
from app.media.pictures.pixels import EXIF_ORIENTATION, StripConverter, strips, upright_view

MOST_PIXELS = 200_000_000

# Our own limit is checked before a pixel is decoded, with a sentence for the user instead of Pillow's warning.
Image.MAX_IMAGE_PIXELS = None
# Picture programs write whole editing histories; one chunk of a PNG may be as long as Pillow allows for all together.
PngImagePlugin.MAX_TEXT_CHUNK = PngImagePlugin.MAX_TEXT_MEMORY

# Formats that run other programs (EPS) or are no pictures of a person (icons, fonts, scientific data) stay out.
_FORMATS = ("JPEG", "PNG", "WEBP", "BMP", "TIFF", "GIF", "AVIF", "JPEG2000", "PPM")
_SUPPORTED = "Choose a JPEG, PNG, WebP, BMP or TIFF picture."
_DECODING_ERRORS = (
    *(OSError, SyntaxError, ValueError, EOFError, IndexError, TypeError),
    RuntimeError,  # AVIF whose pixels are damaged
    Image.DecompressionBombError,
)

# What `save_picture` writes; 4:4:4 at 95 keeps the coloured lines of a landmark overlay sharp.
_WRITERS: dict[str, tuple[str, dict[str, int]]] = {
    ".png": ("PNG", {"compress_level": 4}),
    ".jpg": ("JPEG", {"quality": 95, "subsampling": 0}),
    ".jpeg": ("JPEG", {"quality": 95, "subsampling": 0}),
}


def load_portrait(path: Path) -> Portrait:
    """Decode a picture file: upright, opaque, sRGB; of several pages or frames the first."""
    if path.is_dir():
        raise BadPicture(f"{path.resolve().name} is a folder. Choose a picture in it.")
    try:
        with path.open("rb") as file:
            if not file.seekable():  # a pipe: nobody can read it a second time, so it is no source
                return Portrait(_decoded(io.BytesIO(file.read()), name_of(path)))
            return Portrait(_decoded(file, name_of(path)), path)
    except OSError as error:
        raise BadPicture(why_unreadable(error, f"The picture {name_of(path)}")) from error


def portrait_from_encoded(data: bytes) -> Portrait:
    """Decode a pasted picture, in any of the formats of `load_portrait`."""
    return Portrait(_decoded(io.BytesIO(data), "The pasted picture"))


def read_portrait(picture: Path | bytes) -> Portrait:
    """The portrait in a file, or in the bytes of a pasted picture. Raises BadPicture."""
    return portrait_from_encoded(picture) if isinstance(picture, bytes) else load_portrait(picture)


def save_picture(path: Path, rgb: NDArray[np.uint8], force: bool = False) -> None:
    """Write (H, W, 3) sRGB as PNG or JPEG, whole or not at all; an existing file is kept unless forced."""
    if path.suffix.lower() not in _WRITERS:
        raise CannotWrite(f"{path.name} cannot be written: a picture's name must end in .png or .jpg.")
    form, options = _WRITERS[path.suffix.lower()]
    with written_whole(path, force) as part, part.open("wb") as file:
        Image.fromarray(rgb).save(file, form, **options)


def _decoded(file: BinaryIO, name: str) -> NDArray[np.uint8]:
    """(H, W, 3) uint8 sRGB"""
    head = file.read(16)
    file.seek(0)
    if not head:
        raise BadPicture(f"{name} is empty (0 bytes). Copy or download it again.")
    try:
        image = Image.open(file, formats=_FORMATS)
    except UnidentifiedImageError as error:
        raise BadPicture(_why_unknown(head, name)) from error
    except _DECODING_ERRORS as error:
        raise BadPicture(_damaged(name)) from error
    with image:
        megapixels = image.width * image.height / 1e6
        if megapixels * 1e6 > MOST_PIXELS:
            raise BadPicture(
                f"{name} has {megapixels:.0f} megapixels, more than the {MOST_PIXELS / 1e6:.0f} that can be worked on. "
                "Scale it down and try again."
            )
        try:
            return _upright_rgb(image)
        except _DECODING_ERRORS as error:
            mended = _without_end_mark(file) if isinstance(image, JpegImageFile) else None
            if mended is None:
                raise BadPicture(_damaged(name)) from error
            return mended


def _without_end_mark(file: BinaryIO) -> NDArray[np.uint8] | None:
    """The picture of a JPEG that lacks nothing but its end mark."""
    file.seek(0)
    try:
        versions = ended_in_two_ways(file.read())
        if versions is None:
            return None
        picture, other = (_upright_rgb(Image.open(io.BytesIO(version), formats=_FORMATS)) for version in versions)
    except _DECODING_ERRORS:
        return None
    return picture if np.array_equal(picture, other) else None


def _upright_rgb(image: Image.Image) -> NDArray[np.uint8]:
    """(H, W, 3) uint8, C-contiguous; the strips are written straight into their turned places."""
    image.load()
    orientation = image.getexif().get(EXIF_ORIENTATION, 1)  # after load(): TIFF and AVIF turn themselves and reset it
    rgb, view = upright_view(image.height, image.width, orientation)
    converter = StripConverter(image)
    for rows, strip in strips(image):
        view[rows] = converter.rgb(strip)
    return rgb


def _why_unknown(head: bytes, name: str) -> str:
    if head[4:8] == b"ftyp" and head[8:12] in HEIC_BRANDS:
        return f"{name} is a HEIC picture, which cannot be read here. Save it as JPEG or PNG first."
    kind = sniffed(head)
    if kind is FileType.PICTURE:
        return f"{name} is damaged or of a rare kind. Open it in a picture program and save it as JPEG or PNG."
    if kind is FileType.SOUND:
        return f"{name} is a sound or a video, not a picture; perhaps picture and voice are swapped. {_SUPPORTED}"
    return f"{name} is not a picture that can be read. {_SUPPORTED}"


def _damaged(name: str) -> str:
    return f"{name} is incomplete or damaged. Copy or download it again."

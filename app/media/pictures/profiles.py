"""From the colours that a picture file states to sRGB: by its embedded profile, or by the measures in a PNG."""

import io
import struct
from collections.abc import Iterable, Sequence

import numpy as np
from PIL import Image, ImageCms

_GREY_MODES = ("L", "LA", "1", "I", "F")
_BROKEN_PROFILE = (ImageCms.PyCMSError, OSError, ValueError, TypeError, ArithmeticError, struct.error)
_SAME_LEVELS = 2  # of 255: what one program's sRGB differs from another's by rounding; linear light differs by 70

# IEC 61966-2-1: x and y of white, red, green and blue; the curve as ICC.1:2010, table 67, function type 3 has it.
_SRGB_POINTS = (0.3127, 0.3290, 0.64, 0.33, 0.30, 0.60, 0.15, 0.06)
_SRGB_CURVE = (2.4, 1 / 1.055, 0.055 / 1.055, 1 / 12.92, 0.04045)
_D50 = np.array([0.9642, 1.0, 0.8249])  # white of the profile connection space, XYZ
_BRADFORD = np.array([[0.8951, 0.2664, -0.1614], [-0.7502, 1.7135, 0.0367], [0.0389, -0.0685, 1.0296]])

_LEVELS = np.arange(0, 256, 15, dtype=np.uint8)
_PROBE = Image.fromarray(np.stack(np.meshgrid(_LEVELS, _LEVELS, _LEVELS), axis=-1).reshape(1, -1, 3))


def to_srgb(image: Image.Image) -> ImageCms.ImageCmsTransform | None:
    """The way from the picture's colours to sRGB; None where nothing states them, or where they are sRGB."""
    if image.mode == "LAB":
        return _transform(ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB")), "LAB")
    try:
        stated = image.info.get("icc_profile") or _profile_of_measures(image)
        if not stated:
            return None
        profile = ImageCms.ImageCmsProfile(io.BytesIO(stated))
        mode = {"GRAY": "L", "RGB": "RGB", "CMYK": "CMYK"}.get(profile.profile.xcolor_space.strip())
        is_grey = image.mode in _GREY_MODES or image.mode.startswith("I;16")
        if mode is None or (mode == "CMYK") != (image.mode == "CMYK") or (mode == "L" and not is_grey):
            return None
        # A true sRGB keeps every pixel as it is. Its name proves nothing: GIMP's linear light bears it, too.
        if "sRGB" in ImageCms.getProfileDescription(profile) and _keeps_colours(profile, mode):
            return None
        return _transform(profile, mode)
    except _BROKEN_PROFILE:
        return None  # the colours are a little off then, which is no reason to refuse a picture


def _transform(
    profile: ImageCms.ImageCmsProfile, mode: str, intent: ImageCms.Intent = ImageCms.Intent.PERCEPTUAL
) -> ImageCms.ImageCmsTransform:
    srgb = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB"))
    return ImageCms.ImageCmsTransform(profile, srgb, mode, "RGB", intent)


def _keeps_colours(profile: ImageCms.ImageCmsProfile, mode: str) -> bool:
    """As measured: for the perceptual intent an sRGB of version 4 may hold a rendering of somebody's taste."""
    probe = _PROBE.convert(mode)
    seen = _transform(profile, mode, ImageCms.Intent.RELATIVE_COLORIMETRIC).apply(probe)
    difference = np.asarray(seen).astype(int) - np.asarray(probe.convert("RGB"))
    return int(np.abs(difference).max()) <= _SAME_LEVELS


def _profile_of_measures(image: Image.Image) -> bytes | None:
    """What a PNG's gAMA and cHRM chunks say, unless it is sRGB; a chunk that says sRGB comes before them."""
    if image.format != "PNG" or "srgb" in image.info:
        return None
    gamma, points = image.info.get("gamma"), image.info.get("chromaticity")  # a text chunk may bear these names, too
    curve = (1.0 / gamma,) if isinstance(gamma, float) and gamma else _SRGB_CURVE
    points = points if isinstance(points, tuple) else _SRGB_POINTS
    # 0.45455 is how PNGs spell sRGB's curve; how near a value has to be is libpng's choice.
    usual_curve = curve is _SRGB_CURVE or abs(curve[0] / 2.2 - 1.0) < 0.05
    if usual_curve and np.abs(np.subtract(points, _SRGB_POINTS)).max() < 0.01:
        return None
    return _matrix_profile(points, curve)


def _matrix_profile(points: Sequence[float], curve: Sequence[float]) -> bytes:
    """An ICC profile of version 4.

    points: x and y of white, red, green and blue. curve: what follows in a parametricCurveType, one number or five.
    """
    white, *primaries = (
        np.array([x / y, 1.0, (1.0 - x - y) / y]) for x, y in zip(points[::2], points[1::2], strict=True)
    )
    unscaled = np.stack(primaries, axis=1)
    to_xyz = unscaled * np.linalg.solve(unscaled, white)  # full red, green and blue make white
    to_d50 = np.linalg.solve(_BRADFORD, (_BRADFORD @ _D50 / (_BRADFORD @ white))[:, None] * _BRADFORD)
    colorants = (to_d50 @ to_xyz).T
    function = {1: 0, 5: 3}[len(curve)]
    tags = {b"wtpt": _xyz(_D50), **dict(zip((b"rXYZ", b"gXYZ", b"bXYZ"), map(_xyz, colorants), strict=True))}
    tags |= dict.fromkeys((b"rTRC", b"gTRC", b"bTRC"), b"para" + struct.pack(">4xH2x", function) + _fixed(curve))
    table, data = struct.pack(">I", len(tags)), b""
    for name, content in tags.items():
        table += struct.pack(">4sII", name, 132 + 12 * len(tags) + len(data), len(content))
        data += content
    size = 128 + len(table) + len(data)
    head = struct.pack(">I4xI4s4s4s12x4s28x", size, 0x04200000, b"mntr", b"RGB ", b"XYZ ", b"acsp") + _fixed(_D50)
    return head.ljust(128, b"\0") + table + data


def _xyz(values: Iterable[float]) -> bytes:
    return b"XYZ \0\0\0\0" + _fixed(values)


def _fixed(values: Iterable[float]) -> bytes:
    """s15Fixed16Numbers"""
    return b"".join(struct.pack(">i", round(value * 65536)) for value in values)

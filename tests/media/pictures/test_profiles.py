"""Pictures whose files state what their colours mean."""

import struct
from pathlib import Path
from zlib import crc32

import numpy as np
import pytest
from PIL import Image, ImageCms

from app.media.pictures.files import load_portrait


def saved(image: Image.Image, path: Path, **options: object) -> Path:
    image.save(path, **options)  # type: ignore[arg-type]
    return path


def s15_fixed_16(*values: float) -> bytes:
    return struct.pack(f">{len(values)}i", *(round(value * 65536) for value in values))


def srgb_profile(*, curve: tuple[float, ...] | None = None, swapped: bool = False) -> bytes:
    """A profile that calls itself sRGB. curve: g, a, b, c and d in place of its own. swapped: red for green."""
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    if curve is not None:
        own = profile.index(b"para") + 12
        assert profile[own - 4 : own + 4] == b"\0\3\0\0" + s15_fixed_16(2.4)
        profile = profile.replace(profile[own : own + 20], s15_fixed_16(*curve))
    if swapped:
        assert profile.count(b"rXYZ") == profile.count(b"gXYZ") == 1
        profile = profile.replace(b"rXYZ", b"tmp!").replace(b"gXYZ", b"rXYZ").replace(b"tmp!", b"gXYZ")
    return profile


LINEAR = (1.0, 1.0, 0.0, 1.0, 0.0)
NEARLY_SRGB = (2.404, 1 / 1.055, 0.055 / 1.055, 1 / 12.92, 0.04045)


@pytest.mark.parametrize("named", [True, False])
@pytest.mark.parametrize("mode", ["RGB", "RGBA"])
def test_an_embedded_profile_is_converted_whatever_its_name(tmp_path: Path, mode: str, named: bool) -> None:
    image = Image.new(mode, (4, 4), (200, 100, 60))
    profile = srgb_profile(swapped=True)
    if not named:
        profile = profile.replace("sRGB".encode("utf-16-be"), "test".encode("utf-16-be"))
    portrait = load_portrait(saved(image, tmp_path / "a.png", icc_profile=profile))
    assert np.abs(portrait.rgb.astype(int) - (100, 200, 60)).max() <= 2


@pytest.mark.parametrize("suffix", [".png", ".jpg", ".webp", ".tiff", ".avif"])
def test_linear_light_that_bears_the_name_srgb(tmp_path: Path, suffix: str) -> None:
    image = Image.new("RGB", (64, 64), (56, 32, 19))
    portrait = load_portrait(saved(image, tmp_path / f"a{suffix}", icc_profile=srgb_profile(curve=LINEAR)))
    assert np.abs(portrait.rgb.astype(int) - (129, 99, 77)).max() <= 6


@pytest.mark.parametrize("curve", [None, NEARLY_SRGB])
def test_a_true_srgb_keeps_every_pixel(tmp_path: Path, curve: tuple[float, ...] | None) -> None:
    picture = np.random.default_rng(0).integers(0, 256, (300, 200, 3), dtype=np.uint8)
    path = saved(Image.fromarray(picture), tmp_path / "a.png", icc_profile=srgb_profile(curve=curve))
    assert np.array_equal(load_portrait(path).rgb, picture)


def test_deep_grey_has_a_profile_too(tmp_path: Path) -> None:
    linear = Image.fromarray(np.full((4, 4), 0.216 * 65535, np.uint16))
    path = saved(linear, tmp_path / "a.png", icc_profile=srgb_profile(curve=LINEAR))
    assert np.abs(load_portrait(path).rgb.astype(int) - 128).max() <= 1


def png_with(tmp_path: Path, image: Image.Image, **chunks: bytes) -> Path:
    """A PNG with further chunks behind its header."""
    path = saved(image, tmp_path / "a.png")
    data = path.read_bytes()
    added = b"".join(
        struct.pack(">I", len(content)) + (name := text.encode()) + content + struct.pack(">I", crc32(name + content))
        for text, content in chunks.items()
    )
    path.write_bytes(data[:33] + added + data[33:])
    return path


SRGB_POINTS = (31270, 32900, 64000, 33000, 30000, 60000, 15000, 6000)
P3_POINTS = (31270, 32900, 68000, 32000, 26500, 69000, 15000, 6000)


def hundred_thousandths(*values: int) -> bytes:
    return struct.pack(f">{len(values)}I", *values)


@pytest.mark.parametrize("mode", ["RGB", "RGBA", "L"])
@pytest.mark.parametrize(
    ("chunks", "seen"),
    [
        ({"gAMA": hundred_thousandths(100_000)}, 149),
        ({"gAMA": hundred_thousandths(55_556)}, 96),  # as Macs had it
        ({"gAMA": hundred_thousandths(45_455)}, 77),
        ({"gAMA": hundred_thousandths(45_455), "cHRM": hundred_thousandths(*SRGB_POINTS)}, 77),
        ({"gAMA": hundred_thousandths(100_000), "sRGB": b"\0"}, 77),
        ({"gAMA": hundred_thousandths(0)}, 77),
        ({"cHRM": hundred_thousandths(*[0] * 8)}, 77),
        ({"cHRM": hundred_thousandths(*[30_000] * 8)}, 77),
        ({"tEXt": b"gamma\0" + b"1.0"}, 77),
    ],
)
def test_the_gamma_of_a_png(tmp_path: Path, mode: str, chunks: dict[str, bytes], seen: int) -> None:
    image = Image.new("RGB", (4, 4), (77, 77, 77)).convert(mode)
    difference = load_portrait(png_with(tmp_path, image, **chunks)).rgb.astype(int) - seen
    assert np.abs(difference).max() <= (0 if seen == 77 else 1)


def test_the_primaries_of_a_png(tmp_path: Path) -> None:
    image = Image.new("RGB", (4, 4), (180, 120, 60))
    portrait = load_portrait(png_with(tmp_path, image, cHRM=hundred_thousandths(*P3_POINTS)))
    light = np.array([0.456411, 0.187821, 0.045186])  # of the three levels
    p3_to_srgb = np.array([[1.2249, -0.2247, 0.0], [-0.0420, 1.0419, 0.0], [-0.0197, -0.0786, 1.0979]])
    expected = 255 * (1.055 * (p3_to_srgb @ light) ** (1 / 2.4) - 0.055)
    assert np.abs(portrait.rgb - expected).max() <= 1


def test_an_embedded_profile_comes_before_gamma(tmp_path: Path) -> None:
    path = saved(Image.new("RGB", (4, 4), (200, 100, 60)), tmp_path / "b.png", icc_profile=srgb_profile())
    tagged = png_with(tmp_path, Image.open(path), gAMA=hundred_thousandths(100_000))
    assert load_portrait(tagged).rgb[0, 0].tolist() == [200, 100, 60]


def test_a_broken_profile_is_no_reason_to_refuse(tmp_path: Path) -> None:
    path = saved(Image.new("RGB", (4, 4), (200, 100, 60)), tmp_path / "a.png", icc_profile=b"nonsense" * 40)
    assert load_portrait(path).rgb[0, 0].tolist() == [200, 100, 60]

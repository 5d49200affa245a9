"""Portraits from real files of every promised kind, as Pillow writes them."""

import io
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image, ImageCms, ImageOps, PngImagePlugin

from app.core.errors import BadPicture, CannotWrite
from app.media.pictures.files import load_portrait, portrait_from_encoded, save_picture

ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture(scope="module")
def picture() -> NDArray[np.uint8]:
    """(300, 200, 3) uint8, no two corners alike; taller than one strip of rows."""
    y, x = np.mgrid[0:300, 0:200]
    return np.stack([x, y * 0.8, 255 - x], axis=-1).astype(np.uint8)


def saved(image: Image.Image, path: Path, **options: object) -> Path:
    image.save(path, **options)  # type: ignore[arg-type]
    return path


@pytest.mark.parametrize("name", ["a.png", "a.bmp", "a.tiff", "a.webp", "a.ppm"])
def test_lossless_formats_keep_every_pixel(tmp_path: Path, picture: NDArray[np.uint8], name: str) -> None:
    options = {"lossless": True} if name.endswith("webp") else {}
    portrait = load_portrait(saved(Image.fromarray(picture), tmp_path / name, **options))
    assert np.array_equal(portrait.rgb, picture)
    assert portrait.rgb.flags.c_contiguous
    assert portrait.source == tmp_path / name


@pytest.mark.parametrize("name", ["a.jpg", "a.webp", "a.avif", "a.jp2"])
def test_lossy_formats_stay_close(tmp_path: Path, picture: NDArray[np.uint8], name: str) -> None:
    portrait = load_portrait(saved(Image.fromarray(picture), tmp_path / name, quality=95))
    assert np.abs(portrait.rgb.astype(int) - picture).mean() < 3


@pytest.mark.parametrize("orientation", range(1, 9))
@pytest.mark.parametrize("name", ["a.png", "a.tiff", "a.webp"])
def test_exif_orientation_is_honoured(tmp_path: Path, picture: NDArray[np.uint8], orientation: int, name: str) -> None:
    exif = Image.Exif()
    exif[0x0112] = orientation
    options = {"lossless": True} if name.endswith("webp") else {}
    path = saved(Image.fromarray(picture), tmp_path / name, exif=exif, **options)
    tagged = Image.fromarray(picture)
    tagged.getexif()[0x0112] = orientation
    assert np.array_equal(load_portrait(path).rgb, np.asarray(ImageOps.exif_transpose(tagged)))


def test_a_photo_held_upright_comes_out_upright(tmp_path: Path) -> None:
    stored = np.zeros((40, 60, 3), np.uint8)  # orientation 6: the stored left edge is the top of the scene
    stored[:, :20] = 255
    exif = Image.Exif()
    exif[0x0112] = 6
    portrait = load_portrait(saved(Image.fromarray(stored), tmp_path / "phone.jpg", exif=exif, quality=95))
    assert (portrait.width, portrait.height) == (40, 60)
    assert portrait.rgb[:16].min() > 240
    assert portrait.rgb[24:].max() < 15


def test_alpha_is_flattened_on_white(tmp_path: Path, picture: NDArray[np.uint8]) -> None:
    alpha = np.full(picture.shape[:2], 255, np.uint8)
    alpha[:100] = 0
    alpha[100:200] = 128
    rgba = np.dstack([picture, alpha])
    portrait = load_portrait(saved(Image.fromarray(rgba), tmp_path / "a.png"))
    share = alpha[..., None] / 255
    assert np.abs(portrait.rgb - (picture * share + 255 * (1 - share))).max() <= 1


@pytest.mark.parametrize("mode", ["LA", "P", "1", "L", "CMYK", "LAB"])
def test_other_pixel_kinds(tmp_path: Path, picture: NDArray[np.uint8], mode: str) -> None:
    image = Image.fromarray(picture)
    if mode == "LAB":
        srgb, lab = ImageCms.createProfile("sRGB"), ImageCms.createProfile("LAB")
        image = ImageCms.profileToProfile(image, srgb, lab, outputMode="LAB")
    else:
        image = image.convert(mode)
    suffix = ".tiff" if mode in ("CMYK", "LAB") else ".png"
    portrait = load_portrait(saved(image, tmp_path / f"a{suffix}"))
    expected = picture if mode == "LAB" else image.convert("RGB")
    difference = np.abs(portrait.rgb.astype(int) - np.asarray(expected))
    assert difference.mean() < (4 if mode == "LAB" else 0.01)


def test_a_transparent_palette_colour_becomes_white(tmp_path: Path) -> None:
    image = Image.new("P", (8, 8), 1)
    image.putpalette([0, 0, 0, 200, 10, 10])
    image.paste(0, (0, 0, 4, 8))
    portrait = load_portrait(saved(image, tmp_path / "a.png", transparency=0))
    assert portrait.rgb[0, 0].tolist() == [255, 255, 255]
    assert portrait.rgb[0, 7].tolist() == [200, 10, 10]


@pytest.mark.parametrize("name", ["a.png", "a.tiff"])
@pytest.mark.parametrize(("brightest", "white"), [(65535, 65535), (4000, 4095)])
def test_sixteen_bit_grey(tmp_path: Path, name: str, brightest: int, white: int) -> None:
    ramp = np.linspace(0, brightest, 300 * 20).reshape(300, 20).astype(np.uint16)
    portrait = load_portrait(saved(Image.fromarray(ramp), tmp_path / name))
    assert np.abs(portrait.rgb - (ramp / white * 255)[..., None]).max() <= 0.51


@pytest.mark.parametrize(
    ("dtype", "brightest", "white"), [("f4", 1.0, 1.0), ("f4", 250.0, 255.0), ("i4", 60000, 65535)]
)
def test_deep_grey_tiff(tmp_path: Path, dtype: str, brightest: float, white: float) -> None:
    ramp = np.linspace(0, brightest, 30 * 20).reshape(30, 20).astype(dtype)
    portrait = load_portrait(saved(Image.fromarray(ramp), tmp_path / "a.tiff"))
    assert np.abs(portrait.rgb - (ramp / white * 255)[..., None]).max() <= 0.51


def test_float_pixels_that_are_no_numbers(tmp_path: Path) -> None:
    values = np.full((4, 4), 0.5, np.float32)
    values[0, 0], values[0, 1], values[0, 2] = np.nan, np.inf, -np.inf
    portrait = load_portrait(saved(Image.fromarray(values), tmp_path / "a.tiff"))
    assert portrait.rgb[0, :, 0].tolist() == [0, 255, 0, 128]


def test_the_first_of_several_pages(tmp_path: Path) -> None:
    pages = [Image.new("RGB", (16, 16), colour) for colour in ("red", "lime", "blue")]
    path = saved(pages[0], tmp_path / "a.tiff", save_all=True, append_images=pages[1:])
    assert load_portrait(path).rgb[8, 8].tolist() == [255, 0, 0]


LONG = b"<rdf:li>one step of an editing history</rdf:li>" * 150_000  # 7 MB


@pytest.mark.parametrize("kind", ["xmp", "text", "international text", "profile"])
def test_a_png_with_megabytes_beside_the_pixels(tmp_path: Path, picture: NDArray[np.uint8], kind: str) -> None:
    info = PngImagePlugin.PngInfo()
    if kind == "text":
        info.add_text("Raw profile", LONG, zip=True)
    elif kind != "profile":
        info.add_itxt("XML:com.adobe.xmp" if kind == "xmp" else "Comment", LONG, zip=True)
    profile = {"icc_profile": LONG} if kind == "profile" else {}
    path = saved(Image.fromarray(picture), tmp_path / "a.png", pnginfo=info, **profile)
    assert np.array_equal(load_portrait(path).rgb, picture)


@pytest.mark.parametrize(("suffix", "field"), [(".webp", "xmp"), (".jpg", "icc_profile"), (".tiff", "icc_profile")])
def test_other_formats_with_megabytes_beside_the_pixels(tmp_path: Path, suffix: str, field: str) -> None:
    path = saved(Image.new("RGB", (16, 16), "white"), tmp_path / f"a{suffix}", **{field: LONG})
    assert load_portrait(path).rgb.min() >= 250


def test_a_pasted_picture(picture: NDArray[np.uint8]) -> None:
    encoded = io.BytesIO()
    Image.fromarray(picture).save(encoded, "PNG")
    portrait = portrait_from_encoded(encoded.getvalue())
    assert np.array_equal(portrait.rgb, picture)
    assert portrait.source is None
    with pytest.raises(BadPicture, match=r"The pasted picture is not a picture"):
        portrait_from_encoded(b"hello there, this is text")


def test_a_hundred_megapixels_in_bounded_memory(tmp_path: Path) -> None:
    """In a process of its own, whose peak is known: the decoded picture (400 MB) and the result (300 MB), no more."""
    path = saved(Image.new("RGB", (12_500, 8_000), (10, 200, 90)), tmp_path / "big.jpg")
    script = (
        "import resource, sys\n"
        "from pathlib import Path\n"
        "from app.media.pictures.files import load_portrait\n"
        "before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss\n"
        "portrait = load_portrait(Path(sys.argv[1]))\n"
        "assert portrait.rgb.shape == (8000, 12500, 3) and abs(portrait.rgb[-1, -1] - [10., 200, 90]).max() < 4\n"
        "print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before)\n"
    )
    result = subprocess.run([sys.executable, "-c", script, path], capture_output=True, text=True, check=True, cwd=ROOT)
    assert int(result.stdout) < 800_000  # KiB


SOUND_STARTS = {
    "wave": b"RIFF\x88\0\0\0WAVE",
    "mp3": b"ID3\x04\0\0",
    "flac": b"fLaC\0\0\0\x22",
    "ogg": b"OggS\0\x02",
    "video": b"\0\0\0\x20ftypisom",
    "webm": b"\x1aE\xdf\xa3",
}


def damaged(tmp_path: Path, kind: str) -> Path:
    path = tmp_path / f"{kind}.jpg"
    noise = Image.fromarray(np.random.default_rng(0).integers(0, 255, (200, 200, 3), dtype=np.uint8))
    if kind == "folder":
        path.mkdir()
    elif kind == "empty":
        path.write_bytes(b"")
    elif kind == "truncated":
        noise.save(path)
        path.write_bytes(path.read_bytes()[:9000])
    elif kind == "strange":
        path.write_bytes(b"\x89PNG" + bytes(100))
    elif kind == "text":
        path.write_text("Dear diary")
    elif kind == "heic":
        path.write_bytes(b"\0\0\0\x18ftypheic\0\0\0\0mif1heic" + bytes(100))
    elif kind in SOUND_STARTS:
        path.write_bytes(SOUND_STARTS[kind] + bytes(100))
    elif kind == "huge":
        Image.new("1", (20_000, 12_000)).save(path, "PNG")
    return path


@pytest.mark.parametrize(
    ("kind", "sentence"),
    [
        ("missing", "was not found"),
        ("folder", "is a folder"),
        ("empty", r"is empty \(0 bytes\)"),
        ("truncated", "is incomplete or damaged"),
        ("strange", "is damaged or of a rare kind"),
        ("text", "is not a picture that can be read. Choose a JPEG"),
        ("heic", "is a HEIC picture"),
        ("huge", "has 240 megapixels"),
        *((kind, "is a sound or a video, .* perhaps picture and voice are swapped") for kind in SOUND_STARTS),
    ],
)
def test_each_bad_file_has_its_own_sentence(tmp_path: Path, kind: str, sentence: str) -> None:
    path = damaged(tmp_path, kind)
    with pytest.raises(BadPicture, match=sentence) as told:
        load_portrait(path)
    assert path.name in str(told.value)


@pytest.mark.parametrize("suffix", [".png", ".webp", ".tiff", ".bmp", ".gif"])
def test_a_truncated_file_of_any_format_is_refused_in_a_sentence(tmp_path: Path, suffix: str) -> None:
    noise = Image.fromarray(np.random.default_rng(0).integers(0, 255, (200, 200, 3), dtype=np.uint8))
    path = saved(noise, tmp_path / f"a{suffix}")
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    with pytest.raises(BadPicture, match="damaged"):
        load_portrait(path)


def piped(data: bytes) -> Path:
    """The reading end of a pipe, as a shell hands one over; few enough bytes for it to hold."""
    if sys.platform == "win32":
        pytest.skip("SKIPPED ALOUD: Windows has no such pipes")
    reader, writer = os.pipe()
    assert os.write(writer, data) == len(data)
    os.close(writer)
    return Path(f"/dev/fd/{reader}")


def test_a_pipe_is_read(picture: NDArray[np.uint8]) -> None:
    encoded = io.BytesIO()
    Image.fromarray(picture).save(encoded, "WEBP", lossless=True)
    path = piped(encoded.getvalue())
    portrait = load_portrait(path)
    os.close(int(path.name))
    assert np.array_equal(portrait.rgb, picture)
    assert portrait.source is None


def test_a_sentence_names_the_pipe() -> None:
    path = piped(b"")
    with pytest.raises(BadPicture, match=f"^{path} is empty"):
        load_portrait(path)
    os.close(int(path.name))


def test_an_avif_whose_pixels_are_damaged(tmp_path: Path, picture: NDArray[np.uint8]) -> None:
    path = saved(Image.fromarray(picture), tmp_path / "a.avif")
    data = path.read_bytes()
    pixels = data.index(b"mdat") + 4
    path.write_bytes(data[:pixels] + bytes(len(data) - pixels))
    with pytest.raises(BadPicture, match=r"a\.avif is incomplete or damaged"):
        load_portrait(path)


def test_a_picture_without_permission(ordinary_users_folder: Path) -> None:
    path = ordinary_users_folder / "secret.png"
    path.write_bytes(b"x")
    path.chmod(0)
    with pytest.raises(BadPicture, match="may not be read"):
        load_portrait(path)


@pytest.mark.parametrize(("name", "tolerance"), [("a.png", 0), ("a.JPG", 3)])
def test_a_saved_picture_reads_back(tmp_path: Path, picture: NDArray[np.uint8], name: str, tolerance: int) -> None:
    save_picture(tmp_path / name, picture)
    assert np.abs(load_portrait(tmp_path / name).rgb.astype(int) - picture).mean() <= tolerance
    assert [entry.name for entry in tmp_path.iterdir()] == [name]


def test_a_saved_picture_replaces_only_when_forced(tmp_path: Path, picture: NDArray[np.uint8]) -> None:
    path = tmp_path / "a.png"
    path.write_bytes(b"precious")
    with pytest.raises(CannotWrite, match="exists already"):
        save_picture(path, picture)
    assert path.read_bytes() == b"precious"
    save_picture(path, picture, force=True)
    assert np.array_equal(load_portrait(path).rgb, picture)


def test_pictures_are_written_as_png_or_jpeg_alone(tmp_path: Path, picture: NDArray[np.uint8]) -> None:
    with pytest.raises(CannotWrite, match=r"must end in \.png or \.jpg"):
        save_picture(tmp_path / "a.docx", picture)

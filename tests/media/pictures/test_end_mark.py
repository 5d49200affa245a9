"""Pictures that lack what comes after their last pixel, and pictures that lack more."""

import io

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from app.core.errors import BadPicture
from app.media.pictures.files import portrait_from_encoded

BLOCK_PX = 16 * 16  # of a JPEG whose colours are halved

KINDS = {
    "usual": {},
    "fine": {"quality": 95, "subsampling": 0},
    "restarts by row": {"restart_marker_rows": 1},
    "restarts by block": {"restart_marker_blocks": 3},
    "progressive": {"progressive": True},
}


@pytest.fixture(scope="module")
def picture() -> NDArray[np.uint8]:
    """(61, 83, 3) uint8: waves with a little noise, as a photo has it; blocks are cut at its edges."""
    y, x = np.mgrid[0:61, 0:83]
    waves = np.stack([120 + 90 * np.sin(x / 9), 120 + 90 * np.sin(y / 7), 120 + 90 * np.sin((x + y) / 11)], axis=-1)
    return (waves + np.random.default_rng(0).integers(0, 30, waves.shape)).astype(np.uint8)


def encoded(picture: NDArray[np.uint8], form: str, **options: object) -> bytes:
    file = io.BytesIO()
    Image.fromarray(picture).save(file, form, **options)  # type: ignore[arg-type]
    return file.getvalue()


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("missing", [1, 2])
def test_a_jpeg_without_its_end_mark(picture: NDArray[np.uint8], kind: str, missing: int) -> None:
    data = encoded(picture, "JPEG", **KINDS[kind])
    whole = portrait_from_encoded(data).rgb
    assert np.array_equal(portrait_from_encoded(data[:-missing]).rgb, whole)


@pytest.mark.parametrize("kind", KINDS)
def test_a_jpeg_that_lacks_more_is_refused_wherever_it_breaks_off(picture: NDArray[np.uint8], kind: str) -> None:
    """In data, in a mark, between restarts or scans; at the very end the last block may differ."""
    data = encoded(picture, "JPEG", **KINDS[kind])
    whole = portrait_from_encoded(data).rgb
    beside_marks = [at + by for at in range(len(data)) if data[at] == 0xFF for by in range(4)]
    for end in {*beside_marks, *range(20, len(data), 41), *range(len(data) - 60, len(data) - 2)}:
        try:
            picture_read = portrait_from_encoded(data[:end]).rgb
        except BadPicture:
            continue
        assert len(data) - end < 60
        assert np.any(picture_read != whole, axis=-1).sum() <= BLOCK_PX


@pytest.mark.parametrize(("form", "redundant"), [("PNG", 12 + 4), ("GIF", 1), ("BMP", 3)])
def test_other_formats_without_their_last_bytes(picture: NDArray[np.uint8], form: str, redundant: int) -> None:
    """A PNG's end chunk and checksum, a GIF's trailer, the filling of a BMP's last row."""
    data = encoded(picture, form)
    assert np.array_equal(portrait_from_encoded(data[:-redundant]).rgb, portrait_from_encoded(data).rgb)

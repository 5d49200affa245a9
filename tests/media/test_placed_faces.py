"""Faces placed by hand, remembered by the picture's pixels."""

import numpy as np
import pytest

from app.core.landmarks import FaceControls
from app.core.portrait import Portrait
from app.media.placed_faces import PlacedFaces

FACE = FaceControls({"mouth_left": (212.5, 340.0), "chin": (250.0, 400.25)}, average=True)


def picture(seed):
    return Portrait(np.random.default_rng(seed).integers(0, 255, (40, 30, 3), dtype=np.uint8))


def test_a_face_is_remembered_for_its_picture_alone(tmp_path):
    PlacedFaces(tmp_path / "faces").remember(picture(1), (FACE,))
    later = PlacedFaces(tmp_path / "faces")  # the next start of the program
    assert later.recall(picture(1)) == (FACE,)
    assert later.recall(picture(2)) == ()


def test_the_last_placing_counts_and_none_forgets(tmp_path):
    faces, other = PlacedFaces(tmp_path), FaceControls({"chin": (1.0, 2.0)})
    faces.remember(picture(1), (FACE,))
    faces.remember(picture(1), (FACE, other))
    assert faces.recall(picture(1)) == (FACE, other)
    faces.remember(picture(1), ())
    assert faces.recall(picture(1)) == ()
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("content", [b"", b"\xff\xfe", b'[{"controls": {"nose": [1, 2]}}]'])
def test_a_broken_file_is_as_none(tmp_path, content):
    faces = PlacedFaces(tmp_path)
    faces.remember(picture(1), (FACE,))
    (file,) = tmp_path.iterdir()
    file.write_bytes(content)
    assert faces.recall(picture(1)) == ()
    faces.remember(picture(1), (FACE,))
    assert faces.recall(picture(1)) == (FACE,)


def test_a_folder_that_cannot_be_written_stops_nobody(tmp_path):
    (tmp_path / "faces").write_text("a file in its place")
    PlacedFaces(tmp_path / "faces").remember(picture(1), (FACE,))

from collections.abc import Callable
from pathlib import Path

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from app.core.errors import NoFaceFound
from app.core.face import LEAST_CERTAINTY, FoundFace, doubt
from app.core.portrait import Portrait
from app.face.contours import MIRROR
from app.face.finder import FaceFinder, face_size_px
from app.face.meshing import inter_ocular_px

Picture = NDArray[np.uint8]


def resized(rgb: Picture, scale: float) -> Picture:
    method = cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC
    return np.asarray(cv2.resize(rgb, None, fx=scale, fy=scale, interpolation=method), np.uint8)


def error(found: FoundFace, expected: NDArray[np.float32]) -> float:
    """Root mean square distance from the expected points, in inter-ocular distances."""
    apart = found.landmarks[:, :2] - expected[:, :2]
    return float(np.sqrt((apart**2).sum(1).mean())) / inter_ocular_px(expected)


def test_the_demo_face_is_found_whole(demo: Portrait, demo_face: FoundFace) -> None:
    assert demo_face.landmarks.shape == (478, 3)
    assert demo_face.landmarks.dtype == np.float32
    assert 150 < face_size_px(demo_face.landmarks) < 260
    box = demo_face.box
    assert 0 < box.left < box.right < demo.width
    assert 0 < box.top < box.bottom < demo.height
    left_eye, right_eye, upper_lip, chin = demo_face.landmarks[[468, 473, 13, 152]]
    assert left_eye[0] < upper_lip[0] < right_eye[0]
    assert left_eye[1] < upper_lip[1] < chin[1]


def test_a_face_is_certain_and_its_negative_is_not(finder: FaceFinder, demo: Portrait, demo_face: FoundFace) -> None:
    assert demo_face.certainty > 0.9
    assert not doubt(demo_face, "demo.png")
    [negative] = finder.find(Portrait(255 - demo.rgb))
    assert negative.certainty < LEAST_CERTAINTY
    assert "demo.png" in doubt(negative, "demo.png")


def test_the_same_picture_gives_the_same_landmarks(finder: FaceFinder, demo: Portrait, demo_face: FoundFace) -> None:
    assert np.array_equal(finder.find(demo)[0].landmarks, demo_face.landmarks)


def test_landmarks_do_not_depend_on_the_resolution(finder: FaceFinder, demo: Portrait, demo_face: FoundFace) -> None:
    for scale, tolerance in ((0.5, 0.02), (6.0, 0.015)):
        found = finder.find(Portrait(resized(demo.rgb, scale)))
        assert len(found) == 1
        assert error(found[0], demo_face.landmarks * scale) < tolerance


def test_a_small_face_in_a_large_picture(
    finder: FaceFinder, demo: Portrait, demo_face: FoundFace, paste: Callable[..., Picture]
) -> None:
    scale = 100 / face_size_px(demo_face.landmarks)
    picture = paste(2000, 1500, (resized(demo.rgb, scale), 1320, 900))
    found = finder.find(Portrait(picture))
    assert len(found) == 1
    assert error(found[0], demo_face.landmarks * scale + np.float32([1320, 900, 0])) < 0.03


def test_several_faces_come_largest_first(
    finder: FaceFinder, demo: Portrait, demo_face: FoundFace, paste: Callable[..., Picture]
) -> None:
    scales = (0.6, 1.0, 0.8)
    offsets = (0, 320, 850)
    pieces = [(resized(demo.rgb, scale), left, 0) for scale, left in zip(scales, offsets, strict=True)]
    found = finder.find(Portrait(paste(1300, 640, *pieces)))
    assert len(found) == 3
    for face, which in zip(found, (1, 2, 0), strict=True):
        expected = demo_face.landmarks * scales[which] + np.float32([offsets[which], 0, 0])
        assert error(face, expected) < 0.03


@pytest.mark.parametrize("angle_deg", [-40, 30, 90, 180, 270])
def test_turned_heads_and_turned_pictures(
    finder: FaceFinder, demo: Portrait, demo_face: FoundFace, angle_deg: float
) -> None:
    centre = (demo.width / 2, demo.height / 2)
    matrix = cv2.getRotationMatrix2D(centre, -angle_deg, 0.8)
    turned = cv2.warpAffine(demo.rgb, matrix, (demo.width, demo.height), borderMode=cv2.BORDER_REPLICATE)
    found = finder.find(Portrait(np.asarray(turned, np.uint8)))
    assert len(found) == 1
    points = demo_face.landmarks[:, :2] @ matrix[:, :2].T + matrix[:, 2]
    assert error(found[0], points.astype(np.float32)) < 0.03


def test_a_mirrored_face_has_mirrored_landmarks(finder: FaceFinder, demo: Portrait, demo_face: FoundFace) -> None:
    mirrored = finder.find(Portrait(np.ascontiguousarray(demo.rgb[:, ::-1])))[0]
    expected = demo_face.landmarks[MIRROR] * np.float32([-1, 1, 1]) + np.float32([demo.width, 0, 0])
    assert error(mirrored, expected) < 0.01


def test_a_grey_picture(finder: FaceFinder, demo: Portrait, demo_face: FoundFace) -> None:
    grey = cv2.cvtColor(demo.rgb, cv2.COLOR_RGB2GRAY)
    found = finder.find(Portrait(np.ascontiguousarray(np.dstack([grey] * 3))))
    assert error(found[0], demo_face.landmarks) < 0.03


def test_a_face_that_fills_the_picture(finder: FaceFinder, demo: Portrait, demo_face: FoundFace) -> None:
    box = demo_face.box
    tight = np.ascontiguousarray(demo.rgb[box.top + 25 : box.bottom, box.left : box.right])  # forehead cut off
    found = finder.find(Portrait(tight))
    assert error(found[0], demo_face.landmarks - np.float32([box.left, box.top + 25, 0])) < 0.04


@pytest.mark.parametrize("side", ["left", "right", "bottom", "top"])
def test_cut_off_eyes_or_mouth_are_refused(finder: FaceFinder, demo: Portrait, demo_face: FoundFace, side: str) -> None:
    points = demo_face.landmarks[:, :2]
    left_eye, right_eye, mouth = (int(points[468, 0]), int(points[473, 0]), int(points[14, 1]))
    cuts = {
        "left": demo.rgb[:, left_eye:],
        "right": demo.rgb[:, :right_eye],
        "bottom": demo.rgb[: mouth - 2],
        "top": demo.rgb[int(points[[468, 473], 1].min()) :],
    }
    with pytest.raises(NoFaceFound, match="cut off by the edge"):
        finder.find(Portrait(np.ascontiguousarray(cuts[side])))


def test_a_tiny_face_is_refused_with_its_size(
    finder: FaceFinder, demo: Portrait, demo_face: FoundFace, paste: Callable[..., Picture]
) -> None:
    scale = 32 / face_size_px(demo_face.landmarks)
    picture = paste(400, 300, (resized(demo.rgb, scale), 100, 80))
    with pytest.raises(NoFaceFound, match=r"holiday\.jpg is only 3[0-4] pixels wide; at least 48"):
        finder.find(Portrait(picture, Path("holiday.jpg")))


def test_good_faces_are_kept_beside_unusable_ones(
    finder: FaceFinder, demo: Portrait, demo_face: FoundFace, paste: Callable[..., Picture]
) -> None:
    tiny = resized(demo.rgb, 32 / face_size_px(demo_face.landmarks))
    found = finder.find(Portrait(paste(700, 640, (demo.rgb, 0, 0), (tiny, 560, 300))))
    assert len(found) == 1
    assert error(found[0], demo_face.landmarks) < 0.02


def no_faces() -> dict[str, Picture]:
    noise = np.random.default_rng(1)
    blobs = cv2.resize(noise.normal(size=(15, 20, 3)).astype(np.float32), (640, 480), interpolation=cv2.INTER_CUBIC)
    return {
        "noise": noise.integers(0, 256, (480, 640, 3), np.uint8),
        "blobs": np.clip(128 + 60 * blobs, 0, 255).astype(np.uint8),
        "flat": np.full((300, 400, 3), 128, np.uint8),
        "a thin strip": np.full((8, 900, 3), 200, np.uint8),
        "one pixel": np.zeros((1, 1, 3), np.uint8),
    }


@pytest.mark.parametrize("kind", no_faces())
def test_no_face(finder: FaceFinder, kind: str) -> None:
    with pytest.raises(NoFaceFound, match=r"No face was found in wall\.png"):
        finder.find(Portrait(no_faces()[kind], Path("wall.png")))


def test_nothing_is_written_to_the_terminal(demo: Portrait, capfd: pytest.CaptureFixture[str]) -> None:
    FaceFinder().find(demo)
    written = capfd.readouterr()
    assert written.out == ""
    assert written.err == ""

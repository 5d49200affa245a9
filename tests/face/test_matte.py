from collections.abc import Callable

import cv2
import numpy as np

from app.core.face import Box, Face, FoundFace
from app.core.portrait import Portrait
from app.face.background import fill_background
from app.face.matte import person_matte


def touches_border(part: np.ndarray) -> bool:
    return bool(part[0].any() or part[-1].any() or part[:, 0].any() or part[:, -1].any())


def test_the_matte_is_the_person(demo: Portrait, demo_face: FoundFace, prepared: Face) -> None:
    matte = prepared.matte
    assert matte.shape == demo.rgb.shape[:2]
    assert matte.dtype == np.float32
    assert matte.min() == 0
    assert matte.max() == 1
    hull = cv2.convexHull(np.round(demo_face.landmarks[:, :2]).astype(np.int32))
    face = cv2.erode(cv2.fillConvexPoly(np.zeros(matte.shape, np.uint8), hull, (1,)), np.ones((3, 3), np.uint8))
    assert matte[face > 0].min() > 0.99
    box = demo_face.box
    hair_above = matte[box.top - 25, (box.left + box.right) // 2]
    assert hair_above > 0.95
    assert matte[:40].max() < 0.01
    assert matte[: box.bottom, :20].max() < 0.01
    assert matte[-5:, demo.width // 2].min() > 0.95  # the chest


def test_the_edge_is_soft_but_narrow(demo_face: FoundFace, prepared: Face) -> None:
    between = (prepared.matte > 0.02) & (prepared.matte < 0.98)
    assert 0.0005 < between.mean() < 0.03


def test_no_holes_and_no_islands(prepared: Face) -> None:
    person = (prepared.matte > 0.5).astype(np.uint8)
    count, labels, stats, _ = cv2.connectedComponentsWithStats(person, connectivity=8)
    assert sum(stats[1:, cv2.CC_STAT_AREA] > 20) == 1
    count, labels, stats, _ = cv2.connectedComponentsWithStats(1 - person, connectivity=4)
    for label in range(1, count):
        assert stats[label, cv2.CC_STAT_AREA] <= 20 or touches_border(labels == label)


def test_neighbours_are_held_out(demo: Portrait, demo_face: FoundFace, paste: Callable[..., np.ndarray]) -> None:
    step = 300
    pair = paste(512 + step, 640, (demo.rgb, 0, 0), (demo.rgb[:, 80:], 80 + step, 0))
    box = demo_face.box
    other = FoundFace(
        demo_face.landmarks + np.float32([step, 0, 0]), Box(box.left + step, box.top, box.right + step, box.bottom)
    )
    matte, neighbours = person_matte(pair, demo_face, [demo_face, other])
    rows = slice(box.top, box.bottom)
    assert matte[rows, box.left : box.right].mean() > 0.95
    assert matte[rows, other.box.left + 20 : other.box.right].max() < 0.05
    assert neighbours[rows, box.left : box.right].max() < 0.05
    chests = matte[-20:] + neighbours[-20:]  # the two touch below: one's matte ends as the other's begins
    assert chests[:, 260 : 260 + step].min() > 0.9
    background = fill_background(pair, matte, 10, neighbours)
    beside = neighbours > 0.1
    assert beside.sum() > 1000
    assert np.array_equal(background[beside], pair[beside])

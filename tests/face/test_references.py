from dataclasses import replace

import cv2
import numpy as np
import pytest

from app.core.errors import NoFaceFound
from app.core.face import CLOSED_LIDS, PARTED_LIPS, FoundFace, lid_gaps, lip_gap
from app.core.portrait import Portrait
from app.face.finder import FaceFinder
from app.face.references import find_references


def test_another_picture_of_the_person_is_found_and_brought_to_the_portraits_colours(
    demo: Portrait, demo_face: FoundFace, finder: FaceFinder
) -> None:
    darker = np.clip(demo.rgb * np.array([0.6, 0.55, 0.75]) + 8, 0, 255).astype(np.uint8)
    larger = np.ascontiguousarray(cv2.resize(darker, None, fx=1.3, fy=1.3, interpolation=cv2.INTER_LINEAR))
    (reference,) = find_references(finder, demo, demo_face, [Portrait(larger)])
    low = reference.landmarks[:, :2].min(0)
    assert (low > 0).all()
    assert (reference.landmarks[:, :2].max(0) < reference.rgb.shape[1::-1]).all()
    assert reference.pose.scale > 1.2 * np.hypot(*(demo_face.landmarks[33] - demo_face.landmarks[263])[:2])
    for number in (50, 280, 151, 4):  # cheeks, forehead, nose
        x, y = reference.landmarks[number, :2].astype(int)
        own_x, own_y = demo_face.landmarks[number, :2].astype(int)
        theirs = reference.rgb[y - 3 : y + 4, x - 3 : x + 4].reshape(-1, 3).mean(0)
        assert np.abs(theirs - demo.rgb[own_y - 2 : own_y + 3, own_x - 2 : own_x + 3].reshape(-1, 3).mean(0)).max() < 14


def test_a_grey_portrait_gets_grey_teeth(demo: Portrait, demo_face: FoundFace, finder: FaceFinder) -> None:
    grey = np.repeat(cv2.cvtColor(demo.rgb, cv2.COLOR_RGB2GRAY)[..., None], 3, axis=2)
    (reference,) = find_references(finder, Portrait(grey), demo_face, [demo])
    assert np.ptp(reference.rgb.astype(int), axis=2).max() <= 8


def test_a_picture_that_shows_nothing_new_says_so(demo: Portrait, demo_face: FoundFace, finder: FaceFinder) -> None:
    (reference,) = find_references(finder, demo, demo_face, [demo])
    assert lip_gap(reference.shape) < PARTED_LIPS
    assert min(lid_gaps(reference.shape)) > CLOSED_LIDS
    assert "adds nothing" in reference.warning


def test_another_persons_face_is_doubted(demo: Portrait, demo_face: FoundFace, finder: FaceFinder) -> None:
    wide = np.ascontiguousarray(cv2.resize(demo.rgb, None, fx=1.25, fy=1.0, interpolation=cv2.INTER_LINEAR))
    (reference,) = find_references(finder, demo, demo_face, [Portrait(wide)])
    assert "same one" in reference.warning


def test_a_picture_without_a_face_is_an_error_that_says_what_it_was_for(
    demo: Portrait, demo_face: FoundFace, finder: FaceFinder
) -> None:
    with pytest.raises(NoFaceFound, match="another picture of the person"):
        find_references(finder, demo, demo_face, [replace(demo, rgb=np.full((200, 200, 3), 128, np.uint8))])

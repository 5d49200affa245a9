"""What other pictures of the person show: here the portrait itself with its mouth opened and painted."""

from dataclasses import replace

import cv2
import numpy as np
import pytest

from app.core.face import Face
from app.core.portrait import Portrait
from app.face.finder import FaceFinder
from app.face.references import find_references
from app.model.render import topology as mesh
from app.model.render.renderer import PortraitRenderer

OPENING = 0.25
GREEN, BLUE = (40, 200, 60), (40, 60, 220)


def between_lips(landmarks: np.ndarray, shape: tuple[int, ...], shrink_px: int) -> np.ndarray:
    outline = landmarks[[78, *mesh.UPPER_LIP_ROWS[0], 308, *reversed(mesh.LOWER_LIP_ROWS[0])], :2]
    mask = cv2.fillPoly(np.zeros(shape[:2], np.uint8), [np.round(outline - 0.5).astype(np.int32)], (1,))
    return cv2.erode(mask, np.ones((shrink_px, shrink_px), np.uint8)) > 0 if shrink_px else mask > 0


@pytest.fixture(scope="module")
def helped(portrait, face, size, basis, cpu, renderer, make_motion) -> PortraitRenderer:
    """A renderer that knows the open mouth: green on the skull's half of it, blue on the jaw's."""
    opened = renderer.render(make_motion(opening=OPENING))[0]
    finder = FaceFinder()
    lips = finder.find(Portrait(opened))[0].landmarks
    inside = between_lips(lips, opened.shape, 0)
    painted = opened.copy()
    middle = (lips[13, 1] + lips[14, 1]) / 2
    rows = np.arange(len(opened))[:, None]
    painted[inside & (rows < middle)] = GREEN
    painted[inside & (rows >= middle)] = BLUE
    found = finder.find(portrait)[0]
    references = find_references(finder, portrait, found, [Portrait(painted)])
    return PortraitRenderer(portrait, replace(face, references=tuple(references)), size, basis, cpu)


def dominant(pixels: np.ndarray) -> np.ndarray:
    """(n, 3) -> (n,) the strongest channel."""
    return pixels.argmax(axis=1)


def test_closed_lips_hide_it(helped, portrait, make_motion):
    assert np.array_equal(helped.render(make_motion())[0], portrait.rgb)


@pytest.mark.parametrize("opening", [0.15, 0.25, 0.35])
def test_the_upper_half_hangs_on_the_skull_and_the_lower_on_the_jaw(helped, make_motion, opening):
    motion = make_motion(opening=opening)
    frame = helped.render(motion)[0]
    lips = helped.target_landmarks(motion)[0]
    x = round(lips[13, 0] - 0.5)
    top, bottom = lips[13, 1] - 0.5, lips[14, 1] - 0.5
    column = frame[round(top + 0.25 * (bottom - top)) : round(top + 0.85 * (bottom - top)), x].astype(int)
    shown = dominant(column)
    assert shown[0] == 1, column
    assert shown[-1] == 2, column
    assert (np.diff(shown) >= 0).all()  # green above blue, once


def test_the_skin_around_is_not_touched(helped, renderer, make_motion):
    motion = make_motion(opening=0.2)
    changed = (helped.render(motion)[0] != renderer.render(motion)[0]).any(axis=2)
    lips = renderer.target_landmarks(motion)[0]
    outline = cv2.convexHull(lips[[*mesh.UPPER_LIP_ROWS[3], *mesh.LOWER_LIP_ROWS[3], 61, 291]].astype(np.int32))
    mouth = cv2.fillConvexPoly(np.zeros(changed.shape, np.uint8), outline, (1,))
    assert changed.sum() > 100
    assert not (changed & (cv2.dilate(mouth, np.ones((19, 19), np.uint8)) == 0)).any()


def test_wide_open_lips_are_those_of_the_other_picture(portrait, face: Face, size, basis, cpu, renderer, make_motion):
    motion = make_motion(opening=OPENING)
    opened = renderer.render(motion)[0]
    finder = FaceFinder()
    seen = finder.find(Portrait(opened))[0].landmarks[:, :2]
    outer = [61, *mesh.UPPER_LIP_ROWS[3], 291, *reversed(mesh.LOWER_LIP_ROWS[3])]
    lips = cv2.fillPoly(np.zeros(opened.shape[:2], np.uint8), [np.round(seen[outer] - 0.5).astype(np.int32)], (1,)) > 0
    purple = opened.copy()
    purple[lips & ~between_lips(seen, opened.shape, 0)] = (150, 60, 190)
    references = find_references(finder, portrait, finder.find(portrait)[0], [Portrait(purple)])
    helped = PortraitRenderer(portrait, replace(face, references=tuple(references)), size, basis, cpu)
    x, y = seen[[14, 17]].mean(0).astype(int)  # the middle of the lower lip
    blueness = [
        float(frame[y - 1 : y + 2, x - 3 : x + 4, 2].mean() - frame[y - 1 : y + 2, x - 3 : x + 4, 1].mean())
        for frame in (opened, helped.render(motion)[0])
    ]
    assert blueness[1] > blueness[0] + 40


def test_a_reference_with_closed_lips_changes_nothing(portrait, face: Face, size, basis, cpu, renderer, make_motion):
    finder = FaceFinder()
    references = find_references(finder, portrait, finder.find(portrait)[0], [portrait])
    same = PortraitRenderer(portrait, replace(face, references=tuple(references)), size, basis, cpu)
    motion = make_motion(opening=0.2)
    assert np.array_equal(same.render(motion), renderer.render(motion))

import json

import cv2
import numpy as np
import pytest

from app.core.face import FoundFace
from app.core.portrait import Portrait
from app.face.finder import FaceFinder
from app.face.overlay import LIP_LINE, describe_faces, draw_overlay


def test_lips_are_drawn_on_the_lips(demo: Portrait, demo_face: FoundFace) -> None:
    drawn = draw_overlay(demo, [demo_face])
    zoom = drawn.shape[1] / demo.width
    x, y = demo_face.landmarks[405, :2] * zoom  # on the lower lip's outer edge, beside its named point
    around = drawn[int(y) - 3 : int(y) + 4, int(x) - 3 : int(x) + 4].reshape(-1, 3).astype(int)
    assert np.abs(around - LIP_LINE).sum(1).min() < 40


def test_only_faces_are_drawn_on(demo: Portrait, demo_face: FoundFace) -> None:
    plain, drawn = draw_overlay(demo, []), draw_overlay(demo, [demo_face])
    changed = np.argwhere((plain != drawn).any(2)) * (demo.width / plain.shape[1])
    box = demo_face.box
    assert changed[:, 1].min() >= box.left - 5
    assert changed[:, 1].max() <= box.right + 5
    assert changed[:, 0].max() <= box.bottom + 5
    assert box.top - 30 <= changed[:, 0].min() < box.top  # the label above


@pytest.mark.parametrize(
    ("size", "expected"), [((64, 80), (820, 1024)), ((1500, 1000), (1500, 1000)), ((6000, 300), (4096, 205))]
)
def test_any_size_stays_readable(size: tuple[int, int], expected: tuple[int, int]) -> None:
    portrait = Portrait(np.full((size[1], size[0], 3), 90, np.uint8))
    height, width = draw_overlay(portrait, []).shape[:2]
    assert (width, height) == pytest.approx(expected, abs=1)


def test_the_portrait_itself_is_not_drawn_on(demo: Portrait, demo_face: FoundFace) -> None:
    before = demo.rgb.copy()
    draw_overlay(demo, [demo_face])
    assert np.array_equal(demo.rgb, before)


def test_description_is_json_and_true(demo: Portrait, demo_face: FoundFace) -> None:
    described = json.loads(json.dumps(describe_faces([demo_face, demo_face])))
    assert [face["number"] for face in described] == [1, 2]
    face = described[0]
    assert face["box"]["left"] == demo_face.box.left
    assert face["box"]["bottom"] == demo_face.box.bottom
    assert 150 < face["size_px"] < 260
    assert 0 <= face["lips_opening"] < 0.05
    assert max(abs(face[angle]) for angle in ("yaw_deg", "pitch_deg", "roll_deg")) < 20


def test_a_turned_picture_turns_the_roll(finder: FaceFinder, demo: Portrait, demo_face: FoundFace) -> None:
    matrix = cv2.getRotationMatrix2D((demo.width / 2, demo.height / 2), -25, 0.8)
    turned = cv2.warpAffine(demo.rgb, matrix, (demo.width, demo.height), borderMode=cv2.BORDER_REPLICATE)
    straight = describe_faces([demo_face])[0]
    rolled = describe_faces(finder.find(Portrait(np.asarray(turned, np.uint8))))[0]
    assert rolled["roll_deg"] - straight["roll_deg"] == pytest.approx(25, abs=2)
    assert rolled["yaw_deg"] == pytest.approx(straight["yaw_deg"], abs=4)

import json

import numpy as np
import pytest

from app.core.errors import BadLandmarks
from app.core.face import LANDMARKS, Box, FoundFace
from app.core.landmarks import CONTROL_POINTS, control_points, read_controls


def test_names_mean_different_landmarks_of_the_mesh():
    assert len(set(CONTROL_POINTS.values())) == len(CONTROL_POINTS)
    assert all(0 <= index < LANDMARKS for index in CONTROL_POINTS.values())
    for name in CONTROL_POINTS:  # whatever the left half has, the right one has too
        assert name.replace("left", "right") in CONTROL_POINTS


def test_control_points_are_the_landmarks_of_their_names():
    landmarks = np.arange(LANDMARKS * 3, dtype=np.float32).reshape(LANDMARKS, 3)
    points = control_points(FoundFace(landmarks, Box(0, 0, 1, 1)))
    assert points["chin"] == (152 * 3, 152 * 3 + 1)
    assert list(points) == list(CONTROL_POINTS)


@pytest.mark.parametrize(
    "content",
    [
        {"chin": [10, 20.5]},
        {"number": 1, "controls": {"chin": [10, 20.5]}},
        [{"number": 1, "box": {}, "mesh": "found", "controls": {"chin": [10, 20.5]}}],
    ],
)
def test_a_file_may_hold_bare_points_a_face_or_faces(content):
    (face,) = read_controls(json.dumps(content), "a.json")
    assert face.points == {"chin": (10.0, 20.5)}
    assert not face.average


def test_a_face_may_follow_the_average_one():
    first, second = read_controls(json.dumps([{"chin": [1, 2]}, {"mesh": "average", "controls": {"chin": [3, 4]}}]), "")
    assert (first.average, second.average) == (False, True)


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("{", "line 1"),
        ("[]", "no faces"),
        ("3", "no points"),
        ('{"controls": {}}', "no points"),
        ('{"left_eye_out": [1, 2]}', "left_eye_outer"),
        ('{"zzzzzz": [1, 2]}', "inspect --json"),
        ('{"chin": [1]}', "two numbers"),
        ('{"chin": [1, "x"]}', "two numbers"),
        ('{"chin": [true, 2]}', "two numbers"),
        ('{"chin": [NaN, 2]}', "two numbers"),
        ('{"chin": [Infinity, 2]}', "two numbers"),
        ('{"mesh": "mine", "controls": {"chin": [1, 2]}}', "average"),
    ],
)
def test_what_is_wrong_with_a_file_is_said_with_its_name(text, hint):
    with pytest.raises(BadLandmarks, match=hint) as raised:
        read_controls(text, "faces.json")
    assert "faces.json" in str(raised.value)

from time import perf_counter

import numpy as np
import pytest

from app.core.errors import BadLandmarks, NoFaceFound
from app.core.face import Box, FoundFace
from app.core.landmarks import CONTROL_POINTS, FaceControls, control_points
from app.core.portrait import Portrait
from app.face.contours import LEFT_IRIS, LEFT_LIDS
from app.face.controls import default_controls, faces_with_controls, find_with_controls, found_from_controls
from app.face.finder import FaceFinder
from app.face.meshing import inter_ocular_px
from app.face.prepare import prepare_face


def test_points_left_where_they_were_give_the_very_face(demo: Portrait, demo_face: FoundFace) -> None:
    assert found_from_controls(demo, control_points(demo_face), demo_face) is demo_face


def test_a_moved_point_takes_its_surroundings_along_and_nothing_else(demo: Portrait, demo_face: FoundFace) -> None:
    unit = inter_ocular_px(demo_face.landmarks)
    x, y = control_points(demo_face)["mouth_left"]
    moved = found_from_controls(demo, {"mouth_left": (x - 0.1 * unit, y)}, demo_face)
    way = (moved.landmarks - demo_face.landmarks)[:, :2] / unit
    assert way[61] == pytest.approx((-0.1, 0), abs=1e-3)
    assert way[146, 0] < -0.03  # beside the corner
    assert np.abs(way[[33, 133, 263, 362, 468, 473, 10]]).max() < 2e-3


def test_the_lower_lip_leaves_the_upper_one(demo: Portrait, demo_face: FoundFace) -> None:
    unit = inter_ocular_px(demo_face.landmarks)
    points = control_points(demo_face)
    dropped = {name: (points[name][0], points[name][1] + 0.15 * unit) for name in ("lower_lip_top", "lower_lip_bottom")}
    way = (found_from_controls(demo, dropped, demo_face).landmarks - demo_face.landmarks)[:, 1] / unit
    assert way[[14, 17, 87, 317]].min() > 0.1
    assert np.abs(way[[0, 13, 82, 312]]).max() < 0.01


def test_without_a_found_face_the_average_one_is_turned_and_warped(demo: Portrait, demo_face: FoundFace) -> None:
    placed = found_from_controls(demo, control_points(demo_face), None)
    unit = inter_ocular_px(demo_face.landmarks)
    error = np.linalg.norm((placed.landmarks - demo_face.landmarks)[:, :2], axis=1) / unit
    assert error[list(CONTROL_POINTS.values())].max() < 1e-3
    assert error.mean() < 0.02
    assert np.abs(placed.landmarks - demo_face.landmarks)[:, 2].mean() < 0.1 * unit


def test_a_turned_head_is_seen_as_turned(demo: Portrait, demo_face: FoundFace) -> None:
    points = control_points(demo_face)
    unit = inter_ocular_px(demo_face.landmarks)
    aside = points | {name: (points[name][0] + 0.15 * unit, points[name][1]) for name in points if "nose" in name}
    straight, turned = (found_from_controls(demo, controls, None).landmarks for controls in (points, aside))

    def lean(landmarks: np.ndarray) -> float:  # depth of the right temple less that of the left one
        return float(landmarks[356, 2] - landmarks[127, 2]) / unit

    assert lean(turned) > lean(straight) + 0.05


def test_large_drawn_eyes_stay_round_and_their_irises_circles(demo: Portrait, demo_face: FoundFace) -> None:
    points = control_points(demo_face)
    unit = inter_ocular_px(demo_face.landmarks)
    x, y = points["left_iris"]
    eye = {"left_eye_outer": (x - 0.2 * unit, y), "left_eye_inner": (x + 0.2 * unit, y), "left_iris": (x, y)}
    eye |= {"left_eye_top": (x, y - 0.2 * unit), "left_eye_bottom": (x, y + 0.2 * unit)}
    placed = found_from_controls(demo, points | eye, None).landmarks[:, :2]
    reach = np.hypot(*(placed[list(LEFT_LIDS)] - (x, y)).T) / unit
    assert reach.min() > 0.13  # the straight lines of a diamond would come to 0.14 at their middle, the lids bulge
    assert np.sort(reach)[len(reach) // 3] > 0.15
    radius = np.hypot(*(placed[list(LEFT_IRIS)] - (x, y)).T)
    assert np.ptp(radius) < 0.15 * radius.mean()


def test_a_few_points_suffice(demo: Portrait, demo_face: FoundFace) -> None:
    points = control_points(demo_face)
    few = ("left_eye_outer", "right_eye_outer", "mouth_left", "mouth_right", "chin", "nose_tip")
    placed = found_from_controls(demo, {name: points[name] for name in few}, None)
    error = np.linalg.norm((placed.landmarks - demo_face.landmarks)[:, :2], axis=1)
    assert error.mean() < 0.06 * inter_ocular_px(demo_face.landmarks)


def test_it_is_quick_enough_to_drag(demo: Portrait, demo_face: FoundFace) -> None:
    points = control_points(demo_face)
    found_from_controls(demo, points, None)
    times = []
    for _ in range(9):
        began = perf_counter()
        found_from_controls(demo, points, None)
        times.append(perf_counter() - began)
    assert np.median(times) < 0.02


def test_the_default_face_fills_its_box_and_looks_ahead(demo: Portrait) -> None:
    points = default_controls(demo, Box(100, 50, 300, 290))
    placed = found_from_controls(demo, points, None)
    assert abs((placed.box.left + placed.box.right) / 2 - 200) < 2
    assert abs((placed.box.top + placed.box.bottom) / 2 - 170) < 8
    assert 170 < placed.box.height <= 240
    assert points["left_iris"][0] + points["right_iris"][0] == pytest.approx(400, abs=1)
    middle = default_controls(demo)["nose_tip"]
    assert middle == pytest.approx((demo.width / 2, demo.height / 2), rel=0.2)


@pytest.mark.parametrize(
    ("points", "hint"),
    [
        ({"chin": (1.0, 2.0)}, "too few"),
        ({name: (10.0 * i, 10.0 * i) for i, name in enumerate(CONTROL_POINTS)}, "one line"),
        ({name: (50.0, 60.0) for name in CONTROL_POINTS}, "one line"),
    ],
)
def test_points_that_make_no_face_are_refused(demo: Portrait, points, hint: str) -> None:
    with pytest.raises(BadLandmarks, match=hint):
        found_from_controls(demo, points, None)


def test_a_tiny_face_and_one_beside_the_picture_are_refused(demo: Portrait) -> None:
    with pytest.raises(BadLandmarks, match="pixels wide"):
        found_from_controls(demo, default_controls(demo, Box(100, 100, 120, 125)), None)
    with pytest.raises(BadLandmarks, match="outside"):
        found_from_controls(demo, default_controls(demo, Box(2000, 100, 2200, 300)), None)


def test_placed_faces_come_first_and_take_the_found_one_they_mean(demo: Portrait, demo_face: FoundFace) -> None:
    points = control_points(demo_face)
    elsewhere = FaceControls(default_controls(demo, Box(0, 500, 100, 620)))
    own = FaceControls(points | {"chin": (points["chin"][0], points["chin"][1] + 5)})
    faces = faces_with_controls(demo, [elsewhere, own], [demo_face])
    assert len(faces) == 2
    assert faces[0].box.right <= 100
    assert faces[1].landmarks[468:] == pytest.approx(demo_face.landmarks[468:], abs=0.1)  # warped from the found one
    (apart,) = faces_with_controls(demo, [FaceControls(points, average=True)], [demo_face])
    assert not np.array_equal(apart.landmarks, demo_face.landmarks)


def test_a_drawing_without_a_face_for_the_finder_gets_one(finder: FaceFinder) -> None:
    rng = np.random.default_rng(0)
    wall = Portrait(rng.integers(90, 110, (300, 280, 3), np.uint8))
    with pytest.raises(NoFaceFound):
        find_with_controls(finder, wall, [])
    (found,) = find_with_controls(finder, wall, [FaceControls(default_controls(wall))])
    face = prepare_face(wall, found)  # matte, background and pose do without the finder
    assert face.pose.rotation == pytest.approx(np.eye(3), abs=0.05)
    middle = found.landmarks[1, :2].astype(int)
    assert face.matte[middle[1], middle[0]] == 1.0

from collections.abc import Callable

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from app.core.face import FoundFace
from app.core.portrait import Portrait
from app.face.meshing import inter_ocular_px
from app.face.networks import FaceNetworks
from app.face.tracking import FaceTracker

Picture = NDArray[np.uint8]
STEP_PX = 6


@pytest.fixture(scope="module")
def networks() -> FaceNetworks:
    return FaceNetworks()


@pytest.fixture
def frames(demo: Portrait, paste: Callable[..., Picture]) -> list[Picture]:
    """The demo portrait slides to the right before a wall."""
    return [paste(640, 660, (demo.rgb, STEP_PX * index, 10)) for index in range(6)]


def test_a_face_is_followed(networks: FaceNetworks, frames: list[Picture], demo_face: FoundFace) -> None:
    tracker = FaceTracker(networks)
    wanted = demo_face.landmarks[:, :2] + (0, 10)
    for index, frame in enumerate(frames):
        seen = tracker.follow(frame)
        assert seen is not None
        apart = np.hypot(*(seen[:, :2] - wanted - (STEP_PX * index, 0)).T) / inter_ocular_px(demo_face.landmarks)
        assert np.sqrt((apart**2).mean()) < 0.03


def test_a_face_that_is_lost_is_found_again(networks: FaceNetworks, frames: list[Picture]) -> None:
    tracker = FaceTracker(networks)
    wall = np.full_like(frames[0], 180)
    seen = [tracker.follow(frame) is not None for frame in (frames[0], wall, wall, frames[1][:, ::-1].copy())]
    assert seen == [True, False, False, True]


@pytest.fixture
def two(demo: Portrait, paste: Callable[..., Picture]) -> Callable[[int, int, int], Picture]:
    """Two people before a wall: a large face with its left edge there, a smaller one beside it; negative: away."""
    small = np.ascontiguousarray(cv2.resize(demo.rgb, (320, 400), interpolation=cv2.INTER_AREA))[:, ::-1]

    def make(large: int, other: int, top: int = 10) -> Picture:
        pieces = [(demo.rgb, large, top)] if large >= 0 else []
        pieces += [(small, other, 150)] if other >= 0 else []
        return paste(1000, 660, *pieces)

    return make


@pytest.mark.parametrize("number", [0, 1])
@pytest.mark.parametrize("mirrored", [False, True])
def test_of_two_people_the_chosen_one_is_followed(
    networks: FaceNetworks, two: Callable[..., Picture], number: int, mirrored: bool
) -> None:
    tracker = FaceTracker(networks, number, mirrored=mirrored)
    places = []
    for step in range(4):
        seen = tracker.follow(two(4 * step, 620 - 4 * step))
        assert seen is not None
        places.append(float(seen[4, 0]))
    assert tracker.most_seen == 2
    assert (places[0] > 560) == bool(number)
    assert places[-1] - places[0] == pytest.approx(-12 if number else 12, abs=4)


def test_whoever_is_left_is_not_taken_for_the_one_who_went(networks: FaceNetworks, two: Callable[..., Picture]) -> None:
    tracker = FaceTracker(networks)
    frames = [two(0, 620), two(-1, 620), two(-1, 620), two(20, 620)]
    seen = [tracker.follow(frame) for frame in frames]
    assert [landmarks is not None for landmarks in seen] == [True, False, False, True]
    assert seen[-1] is not None
    assert seen[-1][4, 0] < 500


def test_a_mirrored_look_is_steadier(networks: FaceNetworks, demo: Portrait) -> None:
    """A still face in a camera's noise: the landmarks of the mean of two looks tremble clearly less."""
    noise = np.random.default_rng(5)
    frames = [np.clip(demo.rgb + noise.normal(0.0, 6.0, demo.rgb.shape), 0, 255).astype(np.uint8) for _ in range(12)]

    def tremble(mirrored: bool) -> float:
        tracker = FaceTracker(networks, mirrored=mirrored)
        seen = np.stack([face for face in map(tracker.follow, frames) if face is not None])
        return float(seen[1:, :468, :2].std(0).mean())

    assert tremble(True) < 0.85 * tremble(False)

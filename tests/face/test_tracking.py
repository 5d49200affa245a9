from collections.abc import Callable

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

from collections.abc import Callable

import cv2
import numpy as np
import pytest
import torch

from app.core.face import Face
from app.core.face_basis import FaceBasis, load_face_basis
from app.core.motion import CHANNEL_INDEX, CHANNELS, Motion
from app.core.portrait import Portrait
from app.core.video_size import FrameSize
from app.face.finder import FaceFinder
from app.face.prepare import prepare_face
from app.model.render.renderer import PortraitRenderer

SIZE = FrameSize(360, 450)


@pytest.fixture(scope="session")
def make_motion() -> Callable[..., Motion]:
    def make(frames: int = 1, **channels: float) -> Motion:
        coefficients = np.zeros((frames, len(CHANNELS)), np.float32)
        for name, value in channels.items():
            coefficients[:, CHANNEL_INDEX[name]] = value
        return Motion(coefficients)

    return make


@pytest.fixture(scope="session")
def size() -> FrameSize:
    return SIZE


@pytest.fixture(scope="session")
def cpu() -> torch.device:
    return torch.device("cpu")


@pytest.fixture(scope="session")
def basis() -> FaceBasis:
    return load_face_basis()


@pytest.fixture(scope="session")
def portrait(demo_portrait_path) -> Portrait:
    bgr = cv2.imread(str(demo_portrait_path))
    reduced = cv2.resize(cv2.cvtColor(bgr, cv2.COLOR_BGR2RGB), (SIZE.width, SIZE.height), interpolation=cv2.INTER_AREA)
    return Portrait(np.ascontiguousarray(reduced, dtype=np.uint8))


@pytest.fixture(scope="session")
def face(portrait) -> Face:
    return prepare_face(portrait, FaceFinder().find(portrait)[0])


@pytest.fixture(scope="session")
def renderer(portrait, face, basis) -> PortraitRenderer:
    return PortraitRenderer(portrait, face, SIZE, basis, torch.device("cpu"))

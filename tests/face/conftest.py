from collections.abc import Callable

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from app.core.face import Face, FoundFace
from app.core.face_basis import FaceBasis, load_face_basis
from app.core.paths import resource
from app.core.portrait import Portrait
from app.face.finder import FaceFinder
from app.face.prepare import prepare_face

Picture = NDArray[np.uint8]


@pytest.fixture(scope="session")
def demo() -> Portrait:
    """The demo portrait at half size: one face about 200 pixels wide."""
    bgr = cv2.imread(str(resource("demo_portrait.png")))
    rgb = cv2.cvtColor(cv2.resize(bgr, (512, 640), interpolation=cv2.INTER_AREA), cv2.COLOR_BGR2RGB)
    return Portrait(np.ascontiguousarray(rgb, np.uint8))


@pytest.fixture(scope="session")
def finder() -> FaceFinder:
    return FaceFinder()


@pytest.fixture(scope="session")
def demo_face(finder: FaceFinder, demo: Portrait) -> FoundFace:
    return finder.find(demo)[0]


@pytest.fixture(scope="session")
def prepared(demo: Portrait, demo_face: FoundFace) -> Face:
    return prepare_face(demo, demo_face)


@pytest.fixture
def paste() -> Callable[..., Picture]:
    """Puts pictures onto a plain wall at (left, top)."""

    def make(width: int, height: int, *pieces: tuple[Picture, int, int]) -> Picture:
        wall = np.full((height, width, 3), (186, 180, 172), np.uint8)
        for piece, left, top in pieces:
            wall[top : top + piece.shape[0], left : left + piece.shape[1]] = piece
        return wall

    return make


@pytest.fixture(scope="session")
def basis() -> FaceBasis:
    return load_face_basis()

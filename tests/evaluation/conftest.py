"""The demo portrait at a small size, found and prepared by the real parts."""

import cv2
import numpy as np
import pytest

from app.core.face import Face
from app.core.face_basis import FaceBasis, load_face_basis
from app.core.portrait import Portrait
from app.face.finder import FaceFinder
from app.face.prepare import prepare_face


@pytest.fixture(scope="package")
def basis() -> FaceBasis:
    return load_face_basis()


@pytest.fixture(scope="package")
def finder() -> FaceFinder:
    return FaceFinder()


@pytest.fixture(scope="package")
def portrait(demo_portrait_path) -> Portrait:
    bgr = cv2.imread(str(demo_portrait_path))
    reduced = cv2.resize(cv2.cvtColor(bgr, cv2.COLOR_BGR2RGB), (256, 320), interpolation=cv2.INTER_AREA)
    return Portrait(np.ascontiguousarray(reduced, dtype=np.uint8))


@pytest.fixture(scope="package")
def face(portrait, finder) -> Face:
    return prepare_face(portrait, finder.find(portrait)[0])

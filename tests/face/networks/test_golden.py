"""Our networks against what MediaPipe 0.10.21 answered (`python -m app.evaluation.faces golden` asked it)."""

from pathlib import Path

import cv2
import numpy as np
import pytest
import torch
from numpy.typing import NDArray
from safetensors import safe_open

from app.core.errors import WeightsMissing
from app.core.paths import weights
from app.face.crop import Crop
from app.face.meshing import inter_ocular_px
from app.face.networks import FaceNetworks
from app.face.networks.detections import Detection
from app.face.networks.near import NearDetector
from app.face.networks.weights import FACES_FILE, load_network
from app.face.segmentation import PersonSegmenter
from app.training.face.convert import weights_digest

FOLDER = Path(__file__).parent / "golden"
NAMES = sorted(path.stem for path in FOLDER.glob("*.npz"))
Picture = NDArray[np.uint8]


@pytest.fixture(scope="module")
def networks() -> FaceNetworks:
    return FaceNetworks()


def _picture(name: str) -> Picture:
    return np.ascontiguousarray(cv2.imread(str(FOLDER / f"{name}.png"))[..., ::-1], np.uint8)


def _rows(faces: list[Detection]) -> NDArray[np.float32]:
    rows = [np.hstack([face.score, face.box, face.keypoints.ravel()]) for face in faces]
    return np.array(rows, np.float32).reshape(-1, 17)


def test_there_are_pictures() -> None:
    assert len(NAMES) == 8


@pytest.mark.parametrize("name", NAMES)
def test_the_same_faces_are_found(networks: FaceNetworks, name: str) -> None:
    answers = np.load(FOLDER / f"{name}.npz")
    np.testing.assert_allclose(_rows(networks.near_faces([_picture(name)])[0]), answers["near"], atol=1e-4)
    np.testing.assert_allclose(_rows(networks.far_faces([_picture(name)])[0]), answers["far"], atol=1e-4)


@pytest.mark.parametrize("name", NAMES)
def test_the_same_landmarks_are_found(networks: FaceNetworks, name: str) -> None:
    answers = np.load(FOLDER / f"{name}.npz")
    presence, landmarks = networks.mesh(Crop(_picture(name), np.eye(2, 3)))
    assert presence == pytest.approx(float(answers["presence"]), abs=1e-4)
    apart = np.abs(landmarks - answers["landmarks"]) / max(10.0, inter_ocular_px(answers["landmarks"]))
    assert apart.max() < 1e-3


@pytest.mark.parametrize("name", NAMES)
def test_the_same_person_is_seen(name: str) -> None:
    large = np.asarray(cv2.resize(_picture(name), (256, 256), interpolation=cv2.INTER_NEAREST), np.uint8)
    mask = PersonSegmenter().masks([large])[0][::2, ::2]
    np.testing.assert_allclose(mask, np.load(FOLDER / f"{name}.npz")["mask"] / 255, atol=0.01)


def test_a_batch_sees_what_each_picture_alone_shows(networks: FaceNetworks) -> None:
    crops = [Crop(_picture(name), np.eye(2, 3)) for name in NAMES]
    for crop, (presence, landmarks), faces in zip(
        crops, networks.mesh_each(crops), networks.detect_each(crops), strict=True
    ):
        alone = networks.mesh(crop)
        assert presence == pytest.approx(alone[0], abs=1e-5)
        np.testing.assert_allclose(landmarks, alone[1], atol=1e-2)
        np.testing.assert_allclose(
            [score for score, _ in faces], [score for score, _ in networks.detect(crop)], atol=1e-5
        )


def test_the_shipped_weights_are_those_that_were_written() -> None:
    with safe_open(weights(FACES_FILE), "pt") as file:
        notes = file.metadata()
        tensors = {name: file.get_tensor(name) for name in file.keys()}
    assert notes["digest"] == weights_digest(tensors)
    assert notes["licence"].startswith("Apache-2.0")


def test_missing_weights_are_told(tmp_path: Path) -> None:
    with pytest.raises(WeightsMissing, match="Install Rhapsode again"):
        load_network(NearDetector(), "near", torch.device("cpu"), tmp_path / "none.safetensors")

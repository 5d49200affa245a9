from pathlib import Path

import numpy as np
import pytest
from safetensors.numpy import load_file, save_file

from app.core.errors import WeightsMissing
from app.core.face_basis import FaceBasis, load_face_basis
from app.core.paths import weights

INNER_LIPS = [(191, 95), (80, 88), (81, 178), (82, 87), (13, 14), (312, 317), (311, 402), (310, 318), (415, 324)]


@pytest.fixture(scope="module")
def basis() -> FaceBasis:
    return load_face_basis()


def test_the_face_stands_in_inter_ocular_units(basis: FaceBasis) -> None:
    left, right = basis.canonical[[33, 263]]
    np.testing.assert_allclose(left, [-0.5, 0, 0], atol=1e-5)
    np.testing.assert_allclose(right, [0.5, 0, 0], atol=1e-5)
    assert basis.canonical[152, 1] > basis.canonical[13, 1] > basis.canonical[1, 1] > 0  # chin below lips below nose
    assert basis.canonical[1, 2] < 0  # the nose points at the viewer


def test_the_lips_of_the_mean_face_touch(basis: FaceBasis) -> None:
    for upper, lower in INNER_LIPS:
        np.testing.assert_allclose(basis.canonical[upper], basis.canonical[lower], atol=1e-6)


def test_opening_is_the_gap_itself(basis: FaceBasis) -> None:
    opening = basis.mouth_basis[0]
    assert opening[14, 1] - opening[13, 1] == pytest.approx(1, abs=1e-5)
    assert opening[13, 1] < 0 < opening[14, 1]
    assert 0.4 < opening[152, 1] < 0.8  # the chin follows the jaw
    assert all(opening[lower, 1] > opening[upper, 1] for upper, lower in INNER_LIPS)


def test_no_other_shape_parts_the_lips(basis: FaceBasis) -> None:
    for upper, lower in INNER_LIPS:
        np.testing.assert_allclose(basis.mouth_basis[1:, upper], basis.mouth_basis[1:, lower], atol=1e-5)


def test_speech_leaves_lids_brows_and_temples_alone(basis: FaceBasis) -> None:
    still = [159, 386, 145, 374, 105, 334, 10, 127, 356, 6, 168]
    assert np.abs(basis.mouth_basis[:, still]).max() < 1e-6


def test_a_missing_or_broken_file_is_explained(tmp_path: Path) -> None:
    with pytest.raises(WeightsMissing, match="missing or damaged"):
        load_face_basis(tmp_path / "face_basis.safetensors")
    broken = tmp_path / "broken.safetensors"
    broken.write_bytes(weights("face_basis.safetensors").read_bytes()[:5000])
    with pytest.raises(WeightsMissing, match="missing or damaged"):
        load_face_basis(broken)


@pytest.mark.parametrize("name", ["canonical", "mouth_basis", "mouth_scale"])
@pytest.mark.parametrize("change", [-1, 1])
def test_a_file_of_another_size_is_refused(tmp_path: Path, name: str, change: int) -> None:
    arrays = load_file(weights("face_basis.safetensors"))
    arrays[name] = np.resize(arrays[name], (len(arrays[name]) + change, *arrays[name].shape[1:]))
    save_file(arrays, tmp_path / "other.safetensors")
    with pytest.raises(WeightsMissing, match="unexpected sizes"):
        load_face_basis(tmp_path / "other.safetensors")

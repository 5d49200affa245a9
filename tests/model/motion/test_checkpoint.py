from pathlib import Path

import pytest
import torch
from safetensors import safe_open
from safetensors.torch import save_file

from app.core.errors import WeightsMissing
from app.core.paths import weights
from app.model.motion.checkpoint import load_encoder, load_network, save_network
from app.model.motion.network import MouthNetwork, NetworkSizes
from app.model.motion.noise import IDLE_FILE, load_idle_network

CPU = torch.device("cpu")


@pytest.fixture
def saved(tmp_path: Path) -> Path:
    path = tmp_path / "motion.safetensors"
    network = MouthNetwork(NetworkSizes(channels=8, hidden=8))
    network.mouth_scale.fill_(0.5)
    save_network(network, path, "abc", {"data": "made up"})
    return path


def test_a_file_carries_all_that_is_needed(saved: Path) -> None:
    network = load_network("abc", CPU, saved)
    assert network.mouth.sizes == NetworkSizes(channels=8, hidden=8)
    assert float(network.mouth.mouth_scale.mean()) == 0.5
    assert not network.training


def test_another_basis_is_refused(saved: Path) -> None:
    with pytest.raises(WeightsMissing, match="do not belong"):
        load_network("another", CPU, saved)


def test_changed_values_are_refused(saved: Path) -> None:
    with safe_open(saved, "pt") as file:
        metadata = file.metadata()
        tensors = {name: file.get_tensor(name) for name in file.keys()}
    tensors["shape.bias"] += 1
    save_file(tensors, saved, metadata)
    with pytest.raises(WeightsMissing, match="do not belong"):
        load_network("abc", CPU, saved)


def test_a_truncated_or_missing_file_is_explained(saved: Path) -> None:
    saved.write_bytes(saved.read_bytes()[:2000])
    with pytest.raises(WeightsMissing, match="missing or damaged"):
        load_network("abc", CPU, saved)
    with pytest.raises(WeightsMissing, match="missing or damaged"):
        load_network("abc", CPU, saved.with_name("nothing"))


def test_a_missing_or_damaged_encoder_is_explained(tmp_path: Path) -> None:
    path = tmp_path / "speech_encoder.safetensors"
    with pytest.raises(WeightsMissing, match="missing or damaged"):
        load_encoder(path)
    save_file({"entry.weight": torch.zeros(1)}, path)
    with pytest.raises(WeightsMissing, match="missing or damaged"):
        load_encoder(path)


def test_a_missing_or_damaged_movement_network_is_explained(tmp_path: Path) -> None:
    path = tmp_path / "idle.safetensors"
    with pytest.raises(WeightsMissing, match="missing or damaged"):
        load_idle_network(path)
    path.write_bytes(weights(IDLE_FILE).read_bytes()[:500])
    with pytest.raises(WeightsMissing, match="missing or damaged"):
        load_idle_network(path)

"""The motion network's weights file: written by the training, read by the program."""

import hashlib
import json
from dataclasses import asdict
from pathlib import Path

import torch
from safetensors import SafetensorError, safe_open
from safetensors.torch import save
from torch import Tensor

from app.core.audio import MODEL_SAMPLE_RATE_HZ
from app.core.errors import WeightsMissing
from app.core.motion import FRAMES_PER_SECOND
from app.core.paths import weights
from app.core.whole_file import write_whole
from app.model.motion.features import HOP_SAMPLES, MELS
from app.model.motion.network import MotionNetwork, NetworkSizes

MOTION_FILE = "motion.safetensors"
RATES = {
    "sample_rate_hz": MODEL_SAMPLE_RATE_HZ,
    "hop_samples": HOP_SAMPLES,
    "mels": MELS,
    "frames_per_second": FRAMES_PER_SECOND,
}


def save_network(network: MotionNetwork, path: Path, basis_digest: str, notes: dict[str, str]) -> None:
    """Write weights with all that is needed to use them, whole or not at all."""
    tensors = {name: value.contiguous() for name, value in network.state_dict().items()}
    metadata = notes | {
        "rates": json.dumps(RATES),
        "sizes": json.dumps(asdict(network.sizes)),
        "basis_digest": basis_digest,
        "digest": _digest(tensors),
    }
    write_whole(path, save(tensors, metadata), force=True)


def load_network(basis_digest: str, device: torch.device, path: Path | None = None) -> MotionNetwork:
    """Read the network shipped in `model_weights`, or the one at `path`, ready to run on `device`."""
    path = path or weights(MOTION_FILE)
    try:
        with safe_open(path, "pt") as file:
            metadata = file.metadata() or {}
            tensors = {name: file.get_tensor(name) for name in file.keys()}
        sizes = json.loads(metadata["sizes"])
        network = MotionNetwork(NetworkSizes(**sizes | {"dilations": tuple(sizes["dilations"])}))
        network.load_state_dict(tensors)
    except (OSError, SafetensorError, KeyError, RuntimeError) as error:
        raise WeightsMissing(
            f"The motion network's weights {path.name} are missing or damaged. Install Rhapsode again to get them back."
        ) from error
    fits = json.loads(metadata.get("rates", "{}")) == RATES and metadata.get("basis_digest") == basis_digest
    if not fits or metadata.get("digest") != _digest(tensors):
        raise WeightsMissing(
            f"The motion network's weights {path.name} do not belong to this version of Rhapsode. Install it again."
        )
    return network.to(device).eval().requires_grad_(False)


def _digest(tensors: dict[str, Tensor]) -> str:
    """Short hash over names and values."""
    total = hashlib.sha256()
    for name in sorted(tensors):
        total.update(name.encode() + tensors[name].contiguous().numpy().tobytes())
    return total.hexdigest()[:16]

"""The weights of the motion network: the mouth's, written by the training, and the speech encoder's."""

import hashlib
import json
from dataclasses import asdict
from pathlib import Path

import torch
from safetensors import SafetensorError, safe_open
from safetensors.torch import load_file, save
from torch import Tensor

from app.core.audio import MODEL_SAMPLE_RATE_HZ
from app.core.errors import WeightsMissing
from app.core.motion import FRAMES_PER_SECOND
from app.core.paths import weights
from app.core.whole_file import write_whole
from app.model.motion.log_mel import HOP_SAMPLES
from app.model.motion.network import TOKENS_AFTER, TOKENS_BEFORE, MotionNetwork, MouthNetwork, NetworkSizes
from app.model.motion.speech_encoder import MELS, SpeechEncoder

MOTION_FILE, ENCODER_FILE = "motion.safetensors", "speech_encoder.safetensors"
RATES = {
    "sample_rate_hz": MODEL_SAMPLE_RATE_HZ,
    "hop_samples": HOP_SAMPLES,
    "mels": MELS,
    "frames_per_second": FRAMES_PER_SECOND,
    "tokens": [TOKENS_BEFORE, TOKENS_AFTER],
}


def save_network(network: MouthNetwork, path: Path, basis_digest: str, notes: dict[str, str]) -> None:
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
    """Read the networks shipped in `model_weights`, the mouth's from `path` if given, ready to run on `device`.

    Raises WeightsMissing.
    """
    network = MotionNetwork(load_encoder(), _load_mouth(basis_digest, path or weights(MOTION_FILE)))
    return network.to(device).eval().requires_grad_(False)


def load_encoder(path: Path | None = None) -> SpeechEncoder:
    """Read the speech encoder shipped in `model_weights`, or the one at `path`. Raises WeightsMissing."""
    encoder, path = SpeechEncoder(), path or weights(ENCODER_FILE)
    try:
        encoder.load_state_dict(load_file(path))
    except (OSError, SafetensorError, RuntimeError) as error:
        raise _missing("speech encoder", path) from error
    return encoder


def _load_mouth(basis_digest: str, path: Path) -> MouthNetwork:
    try:
        with safe_open(path, "pt") as file:
            metadata = file.metadata() or {}
            tensors = {name: file.get_tensor(name) for name in file.keys()}
        network = MouthNetwork(NetworkSizes(**json.loads(metadata["sizes"])))
        network.load_state_dict(tensors)
    except (OSError, SafetensorError, KeyError, TypeError, RuntimeError) as error:
        raise _missing("motion network", path) from error
    fits = json.loads(metadata.get("rates", "{}")) == RATES and metadata.get("basis_digest") == basis_digest
    if not fits or metadata.get("digest") != _digest(tensors):
        raise WeightsMissing(
            f"The motion network's weights {path.name} do not belong to this version of Rhapsode. Install it again."
        )
    return network


def _missing(what: str, path: Path) -> WeightsMissing:
    return WeightsMissing(
        f"The {what}'s weights {path.name} are missing or damaged. Install Rhapsode again to get them back."
    )


def _digest(tensors: dict[str, Tensor]) -> str:
    """Short hash over names and values."""
    total = hashlib.sha256()
    for name in sorted(tensors):
        total.update(name.encode() + tensors[name].contiguous().numpy().tobytes())
    return total.hexdigest()[:16]

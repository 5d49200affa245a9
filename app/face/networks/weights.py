"""The face networks' weights file: written by `python -m app.training face`, read by the program."""

import hashlib
from collections.abc import Mapping
from pathlib import Path
from typing import TypeVar

import torch
from safetensors import SafetensorError, safe_open
from torch import Tensor, nn

from app.core.errors import WeightsMissing
from app.core.paths import weights
from app.face.networks.layers import Convolution

Network = TypeVar("Network", bound=nn.Module)

FACES_FILE = "face_networks.safetensors"


def weights_digest(tensors: Mapping[str, Tensor]) -> str:
    """Hash of all tensors and their names."""
    digest = hashlib.sha256()
    for name in sorted(tensors):
        digest.update(name.encode())
        digest.update(tensors[name].contiguous().numpy().tobytes())
    return digest.hexdigest()


def load_network(network: Network, name: str, input_px: int, device: torch.device, path: Path | None = None) -> Network:
    """Fill one of the networks in the shipped file, or in the one at `path`, and make it ready for `device`.

    Raises WeightsMissing where the file is not there or holds something else.
    """
    path = path or weights(FACES_FILE)
    try:
        with safe_open(path, "pt") as file:
            known = [key for key in file.keys() if key.startswith(f"{name}.")]
            tensors = {key.removeprefix(f"{name}."): file.get_tensor(key).float() for key in known}
        network.load_state_dict(tensors)
    except (OSError, SafetensorError, RuntimeError) as error:
        raise WeightsMissing(
            f"The face networks' weights {path.name} are missing or damaged. Install Rhapsode again to get them back."
        ) from error
    network.to(device).eval().requires_grad_(False)
    for parameter in network.parameters():
        if parameter.dim() == 4:
            parameter.data = parameter.data.contiguous(memory_format=torch.channels_last)
    if device.type == "cpu" and torch._C._has_mkldnn:
        pack(network, input_px)
    return network


@torch.inference_mode()
def pack(network: nn.Module, input_px: int) -> None:
    """Lay out all convolutions for the sizes that they meet when the network sees a picture of that size."""

    def note(layer: nn.Module, given: tuple[Tensor, ...]) -> None:
        sizes[layer] = (given[0].shape[2], given[0].shape[3])

    sizes: dict[nn.Module, tuple[int, int]] = {}
    convolutions = [layer for layer in network.modules() if isinstance(layer, Convolution)]
    notes = [layer.register_forward_pre_hook(note) for layer in convolutions]
    network(torch.zeros(1, 3, input_px, input_px))
    for layer, hook in zip(convolutions, notes, strict=True):
        hook.remove()
        layer.pack(*sizes[layer])

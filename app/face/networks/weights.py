"""The face networks' weights file: written by `python -m app.training face`, read by the program."""

from pathlib import Path
from typing import TypeVar

import torch
from safetensors import SafetensorError, safe_open
from torch import nn

from app.core.errors import WeightsMissing
from app.core.paths import weights

Network = TypeVar("Network", bound=nn.Module)

FACES_FILE = "face_networks.safetensors"


def load_network(network: Network, name: str, device: torch.device, path: Path | None = None) -> Network:
    """Fill one of the networks in the shipped file, or in the one at `path`, and move it to `device`.

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
    return network.to(device).eval().requires_grad_(False)

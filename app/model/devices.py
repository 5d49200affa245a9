"""Which device the networks run on."""

import torch

from app.core.errors import DeviceUnavailable
from app.core.settings import DeviceChoice


def available_devices() -> list[DeviceChoice]:
    """Devices present on this machine, the fastest first."""
    present = []
    if torch.cuda.is_available():
        present.append(DeviceChoice.CUDA)
    if torch.backends.mps.is_available():
        present.append(DeviceChoice.MPS)
    return [*present, DeviceChoice.CPU]


def choose_device(choice: DeviceChoice) -> torch.device:
    """The torch device for a user's choice. Raises DeviceUnavailable."""
    present = available_devices()
    if choice is DeviceChoice.AUTO:
        return torch.device(present[0].value)
    if choice not in present:
        names = " or ".join(device.value for device in present)
        raise DeviceUnavailable(f"This machine has no {choice.value} device. Use --device {names}, or leave it out.")
    return torch.device(choice.value)


def device_name(device: torch.device) -> str:
    """A device for people: its kind and, of a graphics card, what it is called."""
    return f"cuda, {torch.cuda.get_device_name(device)}" if device.type == "cuda" else device.type

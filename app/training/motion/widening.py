"""Lips that widen and narrow as far as people's do: what squared error leaves out of it is put back afterwards."""

import torch

from app.core.face_basis import FaceBasis
from app.model.motion.network import MouthNetwork
from app.training.corpus import LIP_CORNERS


def widen(network: MouthNetwork, basis: FaceBasis, gain: float) -> None:
    """Let a trained network move the lips' width so many times as far, by its last layer, in place.

    Coefficients change along the direction in which their width does; the opening is left as it is.
    """
    left, right = LIP_CORNERS
    direction = torch.from_numpy(basis.mouth_basis[:, right, 0] - basis.mouth_basis[:, left, 0]).float()
    direction[0] = 0.0
    direction /= direction.norm()
    scale = network.mouth_scale
    further = torch.eye(len(direction)) + (gain - 1) * torch.outer(direction * scale, direction / scale)
    with torch.no_grad():
        for values in (network.shape.weight, network.shape.bias):
            values.copy_(values @ further)

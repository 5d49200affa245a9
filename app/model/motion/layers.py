"""A linear layer with room for several networks, its members, side by side."""

import torch
from torch import Tensor, nn


class MemberLinear(nn.Module):
    """A linear layer of its own for each member."""

    def __init__(self, members: int, inputs: int, outputs: int) -> None:
        super().__init__()
        bound = inputs**-0.5
        self.weight = nn.Parameter(torch.empty(members, inputs, outputs).uniform_(-bound, bound))
        self.bias = nn.Parameter(torch.empty(members, 1, outputs).uniform_(-bound, bound))

    def forward(self, x: Tensor) -> Tensor:
        """(members, B, T, inputs), or (1, B, T, inputs) for all of them -> (members, B, T, outputs)."""
        rows = x.flatten(1, 2).expand(len(self.weight), -1, -1)
        return torch.baddbmm(self.bias, rows, self.weight).view(len(rows), x.shape[1], x.shape[2], -1)

"""Layers of the motion network: causal in time, and with room for several networks, its members, side by side.

Convolutions are products of matrices here, one a member: while a voice is live a block has one or two instants, and
torch's own convolution takes most of its time to prepare itself.
"""

import torch
from torch import Tensor, nn
from torch.nn import functional


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


class MemberNorm(nn.Module):
    """Layer normalisation of each member's channels at each instant."""

    def __init__(self, members: int, channels: int) -> None:
        super().__init__()
        self.weight = nn.Parameter(torch.ones(members, 1, 1, channels))
        self.bias = nn.Parameter(torch.zeros(members, 1, 1, channels))

    def forward(self, x: Tensor) -> Tensor:
        """(members, B, T, C) -> the same shape."""
        return functional.layer_norm(x, x.shape[-1:]) * self.weight + self.bias


class CausalConv(nn.Module):
    """Convolution over time that sees only the past; its tail of inputs carries over to the next block."""

    def __init__(self, members: int, inputs: int, outputs: int, width: int, dilation: int = 1, stride: int = 1) -> None:
        super().__init__()
        self.taps = MemberLinear(members, width * inputs, outputs)
        self.inputs, self.stride = inputs, stride
        self.offsets = range(0, width * dilation, dilation)
        self.memory = (width - 1) * dilation + 1 - stride

    def forward(self, x: Tensor, tail: Tensor) -> tuple[Tensor, Tensor]:
        """(members, B, T, C), (members, B, memory, C) -> (members, B, T / stride, C'), next tail.

        T: a multiple of the stride.
        """
        joined = torch.cat([tail, x], 2)
        heard = [joined[:, :, offset : offset + x.shape[2] : self.stride] for offset in self.offsets]
        return self.taps(torch.cat(heard, 3)), joined[:, :, joined.shape[2] - self.memory :]


class ResidualBlock(nn.Module):
    """A dilated convolution of three taps and a pointwise one, added to what came in at its middle or newest tap.

    Adding at the middle delays the block by its dilation: seen from there the convolution also looks ahead.
    """

    def __init__(self, members: int, channels: int, dilation: int, centred: bool) -> None:
        super().__init__()
        self.delay = dilation if centred else 0
        self.norm = MemberNorm(members, channels)
        self.dilated = CausalConv(members, channels, channels, 3, dilation)
        self.pointwise = MemberLinear(members, channels, channels)

    def forward(self, x: Tensor, tail: Tensor) -> tuple[Tensor, Tensor]:
        """(members, B, T, C), tail -> (members, B, T, C), next tail."""
        start = tail.shape[2] - self.delay
        skipped = torch.cat([tail, x], 2)[:, :, start : start + x.shape[2]]
        moved, tail = self.dilated(x, tail)
        return self.norm(skipped + self.pointwise(functional.gelu(moved))), tail

"""The network that tells a person from what is around him.

An encoder as in MobileNetV3 (Howard et al. 2019, arXiv 1905.02244, table 2 and section 5.2) and a decoder that weighs
what it takes from the encoder. Source: MediaPipe's selfie_segmentation.tflite.
"""

from collections.abc import Callable
from dataclasses import dataclass

import torch
from torch import Tensor, nn
from torch.nn import functional

from app.face.networks.layers import STRIDED_KERNEL, Convolution

INPUT_PX = 256


class Gate(nn.Module):
    """Squeeze and excitation (Hu et al. 2018): weighs channels by what the whole picture holds."""

    def __init__(self, channels: int, narrow: int) -> None:
        super().__init__()
        self.squeeze = nn.Conv2d(channels, narrow, 1)
        self.excite = nn.Conv2d(narrow, channels, 1)

    def forward(self, features: Tensor) -> Tensor:
        """(B, C, H, W) -> (B, C, 1, 1) in 0..1."""
        return torch.sigmoid(self.excite(torch.relu(self.squeeze(features.mean((2, 3), keepdim=True)))))


@dataclass(frozen=True, slots=True)
class BlockSizes:
    """Sizes of one inverted residual block; gate: channels between squeeze and excitation, 0 for none."""

    channels: int
    wide: int
    out: int
    kernel: int
    stride: int = 1
    gate: int = 0
    activation: Callable[[Tensor], Tensor] = functional.hardswish


class InvertedResidual(nn.Module):
    """Widen, filter each channel, weigh, narrow; a shortcut where nothing changes its size."""

    def __init__(self, sizes: BlockSizes) -> None:
        super().__init__()
        self.activation = sizes.activation
        self.shortcut = sizes.stride == 1 and sizes.channels == sizes.out
        kernel = sizes.kernel + (sizes.stride > 1)
        self.widen = Convolution(sizes.channels, sizes.wide)
        self.depthwise = Convolution(sizes.wide, sizes.wide, kernel, sizes.stride, groups=sizes.wide)
        self.gate = Gate(sizes.wide, sizes.gate) if sizes.gate else None
        self.narrow = Convolution(sizes.wide, sizes.out)

    def forward(self, features: Tensor) -> Tensor:
        """(B, channels, H, W) -> (B, out, H / stride, W / stride)."""
        wide = self.activation(self.depthwise(self.activation(self.widen(features))))
        if self.gate is not None:
            wide = wide * self.gate(wide)
        return self.narrow(wide, features if self.shortcut else None)


class Rise(nn.Module):
    """One step up: twice as fine, joined with as much of the encoder's features as the picture asks for."""

    def __init__(self, channels: int, out: int) -> None:
        super().__init__()
        self.reduce = Convolution(channels, out)
        self.gate = Gate(out, out)
        self.pointwise = Convolution(out, out)
        self.depthwise = Convolution(out, out, 3, groups=out)

    def forward(self, features: Tensor, beside: Tensor) -> Tensor:
        """(B, channels, H, W), (B, out, 2 H, 2 W) -> (B, out, 2 H, 2 W)."""
        # A pointwise convolution and an enlargement may change places; the small picture is the quicker one.
        reduced = _enlarged(self.reduce(features))
        joined = torch.addcmul(reduced, beside, self.gate(beside + reduced))
        mixed = self.pointwise(joined, rectified=True)
        return mixed + self.depthwise(mixed, rectified=True)


class Context(nn.Module):
    """The coarsest features, weighed by the whole picture (the LR-ASPP head of MobileNetV3)."""

    def __init__(self, channels: int, out: int) -> None:
        super().__init__()
        self.pointwise = Convolution(channels, out)
        self.gate = nn.Conv2d(channels, out, 1)

    def forward(self, features: Tensor) -> Tensor:
        """(B, channels, H, W) -> (B, out, H, W)."""
        weights = torch.sigmoid(self.gate(features.mean((2, 3), keepdim=True)))
        return self.pointwise(features, rectified=True) * weights


class PersonNetwork(nn.Module):
    """How surely each pixel shows a person."""

    def __init__(self) -> None:
        super().__init__()
        self.entry = Convolution(3, 16, STRIDED_KERNEL, 2)
        self.to_64 = InvertedResidual(BlockSizes(16, 16, 16, 3, 2, 8, torch.relu))
        self.to_32 = nn.Sequential(
            InvertedResidual(BlockSizes(16, 72, 24, 3, 2, 0, torch.relu)),
            InvertedResidual(BlockSizes(24, 88, 24, 3, 1, 0, torch.relu)),
        )
        self.to_16 = nn.Sequential(
            InvertedResidual(BlockSizes(24, 96, 32, 5, 2, 24)),
            InvertedResidual(BlockSizes(32, 128, 32, 5, 1, 32)),
            InvertedResidual(BlockSizes(32, 128, 32, 5, 1, 32)),
            InvertedResidual(BlockSizes(32, 96, 32, 5, 1, 24)),
            InvertedResidual(BlockSizes(32, 96, 32, 5, 1, 24)),
        )
        self.context = Context(32, 128)
        self.up_32 = Rise(128, 24)
        self.up_64 = Rise(24, 16)
        self.up_128 = Rise(16, 16)
        self.exit = nn.ConvTranspose2d(16, 1, 2, 2)  # MediaPipe's operation Convolution2DTransposeBias

    def forward(self, pictures: Tensor) -> Tensor:
        """(B, 3, 256, 256) RGB in 0..1 -> (B, 256, 256) in 0..1."""
        at_128 = functional.hardswish(self.entry(pictures))
        at_64 = self.to_64(at_128)
        at_32 = self.to_32(at_64)
        up = self.up_32(self.context(self.to_16(at_32)), at_32)
        up = self.up_128(self.up_64(up, at_64), at_128)
        return torch.sigmoid(self.exit(up)).squeeze(1)


def _enlarged(features: Tensor) -> Tensor:
    return functional.interpolate(features, scale_factor=2, mode="bilinear", align_corners=False)

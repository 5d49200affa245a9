"""What all face networks are built of: convolutions that fuse what follows them, and depthwise separable blocks."""

import torch
from torch import Tensor, nn
from torch.nn import functional

# TensorFlow pads a picture of even size before a stride of 2 at its right and bottom alone. A kernel with a row and a
# column of zeros in front of it and padding all round do the same, so that such kernels are one larger here.
STRIDED_KERNEL = 4


class Convolution(nn.Conv2d):
    """A convolution, then a sum and a rectifier if wanted; on processors with oneDNN all in one pass.

    Padded so that a stride of 1 keeps the size and one of 2 halves it.
    """

    def __init__(self, channels: int, out: int, kernel: int = 1, stride: int = 1, groups: int = 1) -> None:
        super().__init__(channels, out, kernel, stride, (kernel - 1) // 2, groups=groups)
        self._packed: tuple[object, ...] | None = None

    def pack(self, height: int, width: int) -> None:
        """Lay the weights out for the processor, which expects pictures of that size."""
        shape = (list(self.padding), list(self.stride), [1, 1], self.groups)
        size = [1, self.in_channels, height, width]
        weight = torch.ops.mkldnn._reorder_convolution_weight(self.weight.detach(), *shape, size)
        self._packed = (weight, self.bias, *shape)

    def forward(self, features: Tensor, added: Tensor | None = None, rectified: bool = False) -> Tensor:
        """(B, channels, H, W) -> (B, out, H / stride, W / stride)."""
        if self._packed is None:
            result = super().forward(features)
            result = result if added is None else result + added
            return torch.relu_(result) if rectified else result
        fused = torch.ops.mkldnn._convolution_pointwise
        if added is None:
            return fused.default(features, *self._packed, "relu" if rectified else "none", [], "")  # type: ignore[no-any-return]
        activation = "relu" if rectified else None
        return fused.binary(features, added, *self._packed, "add", 1.0, activation, [], None)  # type: ignore[no-any-return]


class SeparableBlock(nn.Module):
    """A depthwise and a pointwise convolution beside a shortcut, then PReLU or ReLU: the BlazeBlock.

    Source: Bazarevsky et al., "BlazeFace" (2019, arXiv 1907.05047), section 3. A shortcut across a stride is
    max-pooled, one that has too few channels continues with zeros.

    branches: so many blocks side by side, their channels one after the other; each sees its own.
    """

    def __init__(self, channels: int, out: int, stride: int = 1, branches: int = 1, learned_slope: bool = True) -> None:
        super().__init__()
        self.branches, self.growth, self.stride = branches, out - channels, stride
        wide = channels * branches
        self.depthwise = Convolution(wide, wide, 3 if stride == 1 else STRIDED_KERNEL, stride, groups=wide)
        self.pointwise = Convolution(wide, out * branches, groups=branches)
        self.slope = nn.PReLU(out * branches) if learned_slope else None

    def forward(self, features: Tensor) -> Tensor:
        """(B, branches * channels, H, W) -> (B, branches * out, H / stride, W / stride)."""
        shortcut = features if self.stride == 1 else functional.max_pool2d(features, 2)
        if self.growth:
            shortcut = self._filled(shortcut)
        filtered = self.depthwise(features)
        if self.slope is None:
            return self.pointwise(filtered, shortcut, rectified=True)  # type: ignore[no-any-return]
        return self.slope(self.pointwise(filtered, shortcut))  # type: ignore[no-any-return]

    def _filled(self, features: Tensor) -> Tensor:
        """(B, branches * channels, H, W) -> (B, branches * out, H, W), zeros behind each branch."""
        batch, channels, height, width = features.shape
        apart = features.permute(0, 2, 3, 1).reshape(batch, height, width, self.branches, channels // self.branches)
        return functional.pad(apart, (0, self.growth)).flatten(3).permute(0, 3, 1, 2)

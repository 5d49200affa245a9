"""What all face networks are built of: convolutions that fuse what follows them, and depthwise separable blocks."""

import torch
from torch import Tensor, nn
from torch.nn import functional

# TensorFlow pads a picture of even size before a stride of 2 at its right and bottom alone. A kernel with a row and a
# column of zeros in front of it and padding all round do the same, so that such kernels are one larger here.
STRIDED_KERNEL = 4
FEW_PIXELS = 40  # in all pictures of a batch; measured on one core
ONEDNN = torch._C._has_mkldnn
_FUSED = torch.ops.mkldnn._convolution_pointwise


class Convolution(nn.Conv2d):
    """A convolution, then a sum and a rectifier if wanted.

    Padded so that a stride of 1 keeps the size and one of 2 halves it. On processors with oneDNN all is done in one
    pass, with weights laid out once for the first picture that is seen, and a pointwise convolution of a few pixels is
    a matrix product, whose call costs less.
    """

    def __init__(self, channels: int, out: int, kernel: int = 1, stride: int = 1, groups: int = 1) -> None:
        super().__init__(channels, out, kernel, stride, (kernel - 1) // 2, groups=groups)
        self._shape = (list(self.padding), list(self.stride), [1, 1], groups)
        self._product = kernel == stride == groups == 1
        self._packed: tuple[object, ...] | None = None

    def forward(self, features: Tensor, added: Tensor | None = None, rectified: bool = False) -> Tensor:
        """(B, channels, H, W) -> (B, out, H / stride, W / stride)."""
        if ONEDNN and features.is_cpu:
            few = self._product and features.shape[0] * features.shape[2] * features.shape[3] <= FEW_PIXELS
            if not few:
                return self._fused(features, added, "relu" if rectified else None)
            result = functional.linear(features.permute(0, 2, 3, 1), self.weight.flatten(1), self.bias)
            result = result.permute(0, 3, 1, 2)
        else:
            result = super().forward(features)
        result = result if added is None else result.add_(added)
        return torch.relu_(result) if rectified else result

    def _fused(self, features: Tensor, added: Tensor | None, activation: str | None) -> Tensor:
        """The same by oneDNN, through the operations that torch's own compiler uses."""
        layer = self._packed
        if layer is None:
            size = [1, *features.shape[1:]]
            weight = torch.ops.mkldnn._reorder_convolution_weight(self.weight.detach(), *self._shape, size)
            self._packed = layer = (weight, self.bias, *self._shape)
        result: Tensor
        if added is None:
            result = _FUSED.default(features, *layer, activation or "none", [], "")
        else:
            result = _FUSED.binary(features, added, *layer, "add", 1.0, activation, [], None)
        return result

    __call__ = forward  # without the way through hooks, which takes as long as a small convolution


class Summary(nn.Conv2d):
    """A convolution whose kernel is as large as what it sees: a matrix product."""

    def forward(self, features: Tensor) -> Tensor:
        """(B, channels, kernel, kernel) -> (B, out)."""
        return functional.linear(features.flatten(1), self.weight.flatten(1), self.bias)


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
        result: Tensor = self.pointwise(self.depthwise(features), shortcut, rectified=self.slope is None)
        return result if self.slope is None else torch.prelu(result, self.slope.weight)

    __call__ = forward

    def _filled(self, features: Tensor) -> Tensor:
        """(B, branches * channels, H, W) -> (B, branches * out, H, W), zeros behind each branch."""
        batch, channels, height, width = features.shape
        apart = features.permute(0, 2, 3, 1).reshape(batch, height, width, self.branches, channels // self.branches)
        return functional.pad(apart, (0, self.growth)).flatten(3).permute(0, 3, 1, 2)

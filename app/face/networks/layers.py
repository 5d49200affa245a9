"""What all face networks are built of: convolutions that fuse what follows them, and depthwise separable blocks."""

import torch
from torch import Tensor, nn
from torch.nn import functional

# TensorFlow pads a picture of even size before a stride of 2 at its right and bottom alone. A kernel with a row and a
# column of zeros in front of it and padding all round do the same, so that such kernels are one larger here.
STRIDED_KERNEL = 4
FEW_PIXELS = 40  # in all pictures of a batch; measured on one core


class Convolution(nn.Conv2d):
    """A convolution, then a sum and a rectifier if wanted.

    Padded so that a stride of 1 keeps the size and one of 2 halves it. On processors with oneDNN the operations of
    torch's own compiler are used, with weights laid out once for the first picture that is seen, and a pointwise
    convolution of a few pixels is a matrix product, whose call costs less. (oneDNN's own matrix product for all of
    them was no quicker in a batch and took the program 60 MB.)
    """

    def __init__(self, channels: int, out: int, kernel: int = 1, stride: int = 1, groups: int = 1) -> None:
        super().__init__(channels, out, kernel, stride, (kernel - 1) // 2, groups=groups)
        self._shape = (list(self.padding), list(self.stride), [1, 1], groups)
        self._pointwise = kernel == stride == groups == 1
        self._packed: Tensor | None = None

    def forward(self, features: Tensor, added: Tensor | None = None, rectified: bool = False) -> Tensor:
        """(B, channels, H, W) -> (B, out, H / stride, W / stride)."""
        if not _has_onednn(features):
            result = super().forward(features)
        elif self._is_quicker_as_product(features):
            product = functional.linear(features.permute(0, 2, 3, 1), self.weight.flatten(1), self.bias)
            result = product.permute(0, 3, 1, 2)
        else:
            return self._fused(features, added, "relu" if rectified else None)
        result = result if added is None else result.add_(added)
        return torch.relu_(result) if rectified else result

    def _is_quicker_as_product(self, features: Tensor) -> bool:
        return self._pointwise and features.shape[0] * features.shape[2] * features.shape[3] <= FEW_PIXELS

    def _fused(self, features: Tensor, added: Tensor | None, activation: str | None) -> Tensor:
        if self._packed is None:
            size = [1, *features.shape[1:]]
            self._packed = torch.ops.mkldnn._reorder_convolution_weight(self.weight.detach(), *self._shape, size)
        layer = (self._packed, self.bias, *self._shape)
        fused = torch.ops.mkldnn._convolution_pointwise
        result: Tensor
        if added is None:
            result = fused.default(features, *layer, activation or "none", [], "")
        else:
            result = fused.binary(features, added, *layer, "add", 1.0, activation, [], None)
        return result

    __call__ = forward  # without the way through hooks, which takes as long as a small convolution


def _has_onednn(features: Tensor) -> bool:
    """Whether torch was built with oneDNN, nobody has turned it off, and the features lie where it works."""
    return bool(torch._C._has_mkldnn and features.is_cpu and torch._C._get_mkldnn_enabled())


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
        shortcut = features if self.stride == 1 else _halved(features)
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


def _halved(features: Tensor) -> Tensor:
    """(B, C, H, W) -> (B, C, H / 2, W / 2), the largest of every four; a third of the time of torch's max-pooling."""
    rows = torch.maximum(features[:, :, ::2], features[:, :, 1::2])
    return torch.maximum(rows[..., ::2], rows[..., 1::2])

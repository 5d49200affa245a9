"""The detector for faces far from the camera: a pyramid of bottlenecks, up again to a single fine grid.

Source: MediaPipe's face_detection_full_range_sparse.tflite, "BlazeFace (full range)" in its model card.
"""

from torch import Tensor, nn
from torch.nn import functional

from app.face.networks.layers import Convolution

INPUT_PX = 192
VALUES = 16  # of a detection: see `detections`


class Bottleneck(nn.Module):
    """Two depthwise separable convolutions with few channels between them; a shortcut where the size stays."""

    def __init__(self, channels: int, narrow: int, out: int, stride: int = 1) -> None:
        super().__init__()
        self.shortcut = stride == 1
        self.narrow_depthwise = Convolution(channels, channels, 3, stride, groups=channels)
        self.narrow_pointwise = Convolution(channels, narrow)
        self.wide_depthwise = Convolution(narrow, narrow, 3, groups=narrow)
        self.wide_pointwise = Convolution(narrow, out)

    def forward(self, features: Tensor) -> Tensor:
        """(B, channels, H, W) -> (B, out, H / stride, W / stride)."""
        narrow = self.narrow_pointwise(self.narrow_depthwise(features), rectified=True)
        added = features if self.shortcut else None
        return self.wide_pointwise(self.wide_depthwise(narrow), added, rectified=True)

    __call__ = forward


class Rise(nn.Module):
    """One step up: twice as fine, joined with what the way down had seen at this size."""

    def __init__(self, channels: int, out: int, narrow: int, count: int) -> None:
        super().__init__()
        self.reduce = Convolution(channels, out)
        self.blocks = nn.Sequential(*(Bottleneck(out, narrow, out) for _ in range(count)))

    def forward(self, features: Tensor, beside: Tensor) -> Tensor:
        """(B, channels, H, W), (B, out, 2 H, 2 W) -> (B, out, 2 H, 2 W)."""
        reduced = self.reduce(features, rectified=True)
        finer = functional.interpolate(reduced, scale_factor=2, mode="bilinear", align_corners=False)
        joined: Tensor = self.blocks(beside + finer)
        return joined


class FarDetector(nn.Module):
    """Proposes faces of 8 to 80 % of a picture's width."""

    def __init__(self) -> None:
        super().__init__()
        self.entry = Convolution(3, 32, 3, 2)
        self.down_96 = nn.Sequential(Bottleneck(32, 8, 32), Bottleneck(32, 8, 32))
        self.down_48 = _down(32, 16, 64, 2)
        self.beside_48 = Convolution(64, 48)
        self.down_24 = _down(64, 32, 128, 2)
        self.beside_24 = Convolution(128, 64)
        self.down_12 = _down(128, 48, 192, 2)
        self.beside_12 = Convolution(192, 96)
        self.down_6 = _down(192, 96, 384, 3)
        self.up_12 = Rise(384, 96, 48, 2)
        self.up_24 = Rise(96, 64, 32, 2)
        self.up_48 = Rise(64, 48, 24, 1)
        self.scores = _head(1)
        self.boxes = _head(VALUES)

    def forward(self, pictures: Tensor) -> tuple[Tensor, Tensor]:
        """(B, 3, 192, 192) RGB in -1..1 -> logits (B, 2304) and boxes (B, 2304, 16) on a grid of 48 x 48."""
        at_48 = self.down_48(self.down_96(self.entry(pictures, rectified=True)))
        at_24 = self.down_24(at_48)
        at_12 = self.down_12(at_24)
        up = self.up_12(self.down_6(at_12), self.beside_12(at_12, rectified=True))
        up = self.up_24(up, self.beside_24(at_24, rectified=True))
        up = self.up_48(up, self.beside_48(at_48, rectified=True))
        return _unfolded(self.scores(up), 1).squeeze(2), _unfolded(self.boxes(up), VALUES)


def _down(channels: int, narrow: int, out: int, count: int) -> nn.Sequential:
    """Half the size, then further blocks."""
    first = Bottleneck(channels, narrow, out, stride=2)
    first_is_plain = (Bottleneck(out, narrow, out) for _ in range(count))
    return nn.Sequential(first, *first_is_plain)


def _head(values: int) -> nn.Sequential:
    return nn.Sequential(Convolution(48, 4 * values), Convolution(4 * values, 4 * values, 3, 2, groups=4 * values))


def _unfolded(grid: Tensor, values: int) -> Tensor:
    """(B, 4 * values, 24, 24) -> (B, 48 * 48, values): each place holds a square of two by two (depth to space)."""
    batch, _, height, width = grid.shape
    squares = grid.view(batch, 2, 2, values, height, width)
    return squares.permute(0, 4, 1, 5, 2, 3).reshape(batch, 4 * height * width, values)

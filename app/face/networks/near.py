"""BlazeFace, the detector for faces near the camera.

Source: Bazarevsky et al., "BlazeFace" (2019, arXiv 1907.05047); MediaPipe's face_detection_short_range.tflite.
"""

import torch
from torch import Tensor, nn

from app.face.networks.layers import Convolution, SeparableBlock

INPUT_PX = 128
VALUES = 16  # of a detection: see `detections`
FINE_ANCHORS, COARSE_ANCHORS = 2, 6  # at each place of the grids


class NearDetector(nn.Module):
    """Proposes faces of 13 to 90 % of a picture's width.

    The published network gains a few channels with every block (24, 28, 32, 36, 42, 48, 56 ... 88, 96). Here all blocks
    of one size are as wide as the widest, or a little more; what is added is zero and stays so. That is quicker than to
    copy at every block.
    """

    def __init__(self) -> None:
        super().__init__()
        self.entry = Convolution(3, 32, 6, 2)
        self.fine = nn.Sequential(
            *(_block(32, 32), _block(32, 32)),
            *(_block(32, 48, 2), _block(48, 48), _block(48, 48)),
            *(_block(48, 96, 2), _block(96, 96), _block(96, 96), _block(96, 96), _block(96, 96), _block(96, 96)),
        )
        self.coarse = nn.Sequential(_block(96, 96, 2), *(_block(96, 96) for _ in range(4)))
        self.fine_scores = Convolution(96, FINE_ANCHORS)
        self.coarse_scores = Convolution(96, COARSE_ANCHORS)
        self.fine_boxes = Convolution(96, FINE_ANCHORS * VALUES)
        self.coarse_boxes = Convolution(96, COARSE_ANCHORS * VALUES)

    def forward(self, pictures: Tensor) -> tuple[Tensor, Tensor]:
        """(B, 3, 128, 128) RGB in -1..1 -> logits (B, 896) and boxes (B, 896, 16): a grid of 16 x 16, then of 8 x 8."""
        fine = self.fine(self.entry(pictures, rectified=True))
        coarse = self.coarse(fine)
        scores = _rows(self.fine_scores(fine), 1), _rows(self.coarse_scores(coarse), 1)
        boxes = _rows(self.fine_boxes(fine), VALUES), _rows(self.coarse_boxes(coarse), VALUES)
        return torch.cat(scores, 1).squeeze(2), torch.cat(boxes, 1)


def _block(channels: int, out: int, stride: int = 1) -> SeparableBlock:
    return SeparableBlock(channels, out, stride, learned_slope=False)


def _rows(grid: Tensor, values: int) -> Tensor:
    """(B, anchors * values, H, W) -> (B, H * W * anchors, values)."""
    return grid.permute(0, 2, 3, 1).reshape(len(grid), -1, values)

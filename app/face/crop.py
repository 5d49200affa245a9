"""Square windows into a picture, turned and scaled as a network wants them."""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

# Crops are sampled at twice their size and averaged, so that a large face is not aliased.
OVERSAMPLING = 2


@dataclass(frozen=True, slots=True)
class Roi:
    """A region of interest: a square in a picture, in pixels; the first pixel spans (0, 0) to (1, 1).

    x, y: centre. side: length of a side. angle: radians, clockwise as seen; a face rolled by it is upright in the crop.
    """

    x: float
    y: float
    side: float
    angle: float = 0.0

    def axes(self) -> NDArray[np.float64]:
        """(2, 2) whose columns are the square's rightward and downward unit vectors in the picture."""
        cos, sin = np.cos(self.angle), np.sin(self.angle)
        return np.array([[cos, -sin], [sin, cos]])


@dataclass(frozen=True, slots=True)
class Crop:
    """What a region shows.

    rgb: (size, size, 3) uint8; black outside the picture.
    to_picture: (2, 3) float64 affine map from crop pixels to picture pixels.
    """

    rgb: NDArray[np.uint8]
    to_picture: NDArray[np.float64]

    def points_in_picture(self, points: NDArray[np.float32]) -> NDArray[np.float32]:
        """(N, 2 or 3) points of the crop -> the same in picture pixels; a third coordinate is scaled alone."""
        linear, offset = self.to_picture[:, :2], self.to_picture[:, 2]
        mapped = points.astype(np.float64)
        mapped[:, :2] = mapped[:, :2] @ linear.T + offset
        mapped[:, 2:] *= np.hypot(*linear[:, 0])
        return mapped.astype(np.float32)


def cut(rgb: NDArray[np.uint8], region: Roi, size_px: int, mirrored: bool = False) -> Crop:
    """The region of an (H, W, 3) picture as a (size_px, size_px, 3) crop, left and right swapped if mirrored."""
    fine_px = size_px * OVERSAMPLING
    left, top, right, bottom = _covering_box(rgb.shape, region)
    window = rgb[top:bottom, left:right]
    if window.size == 0:
        return Crop(np.zeros((size_px, size_px, 3), np.uint8), crop_to_picture(region, size_px, mirrored))
    shrink = min(1.0, fine_px / region.side)
    if shrink < 1.0:
        width, height = (max(1, round(length * shrink)) for length in (right - left, bottom - top))
        small = cv2.resize(window, (width, height), interpolation=cv2.INTER_AREA)
    else:
        small = window
    ratio = np.array([small.shape[1] / window.shape[1], small.shape[0] / window.shape[0]])

    fine_to_picture = crop_to_picture(region, fine_px, mirrored)
    matrix = (fine_to_picture - np.array([[0, 0, left], [0, 0, top]])) * ratio[:, None]
    matrix[:, 2] += matrix[:, :2] @ (0.5, 0.5) - 0.5  # cv2 counts from pixel centres, we count from corners
    fine = cv2.warpAffine(small, matrix, (fine_px, fine_px), flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP)
    crop = cv2.resize(fine, (size_px, size_px), interpolation=cv2.INTER_AREA)
    return Crop(np.ascontiguousarray(crop), crop_to_picture(region, size_px, mirrored))


def crop_to_picture(region: Roi, size_px: int, mirrored: bool = False) -> NDArray[np.float64]:
    """(2, 3) affine map from the pixels of a crop of that size to the picture's."""
    linear = region.axes() * (region.side / size_px)
    if mirrored:
        linear[:, 0] *= -1.0
    offset = np.array([region.x, region.y]) - linear @ (size_px / 2, size_px / 2)
    return np.column_stack([linear, offset])


def _covering_box(shape: tuple[int, ...], region: Roi) -> tuple[int, int, int, int]:
    """(left, top, right, bottom) of the picture's part that the region, however turned, can show."""
    reach = region.side / 2 * (abs(np.cos(region.angle)) + abs(np.sin(region.angle))) + 2
    left, top = (max(0, int(np.floor(centre - reach))) for centre in (region.x, region.y))
    right = min(shape[1], int(np.ceil(region.x + reach)))
    bottom = min(shape[0], int(np.ceil(region.y + reach)))
    return left, top, max(left, right), max(top, bottom)

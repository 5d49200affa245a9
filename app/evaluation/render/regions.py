"""Where re-enacted frames are compared: face and mouth, at the clip's size and in the founding paper's format."""

from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from app.core.face import Box
from app.core.video_size import FrameSize
from app.evaluation.render.similarity import region_similarity
from app.model.render import topology as mesh

PAPER_SIZE = (96, 128)  # width, height of the faces in Vougioukas, Petridis and Pantic 2018
FACE_MARGIN, MOUTH_MARGIN = 0.08, 0.10  # around the tracked landmarks, inter-ocular units


def compare(
    true: NDArray[np.uint8],
    rendered: NDArray[np.uint8],
    still: NDArray[np.uint8],
    landmarks: NDArray[np.float32],
    crop: Box,
) -> NDArray[np.float64]:
    """(4, 4) of one frame: face, mouth, face and mouth at 96x128; in each PSNR, SSIM, and the still's.

    landmarks: (478, 3) of the true frame. crop: the window of the clip that becomes the 96x128 face.
    """
    unit = float(np.linalg.norm(landmarks[263] - landmarks[33]))
    size = (true.shape[1], true.shape[0])
    points = landmarks[:, :2]
    small = [_paper_format(picture, crop) for picture in (true, rendered, still)]
    scale = np.array(PAPER_SIZE) / (crop.width, crop.height)
    small_points = (points - (crop.left, crop.top)) * scale
    small_unit = unit * float(scale[1])
    values = []
    for (truth, drawn, floor), places, length, within in (
        ((true, rendered, still), points, unit, size),
        (small, small_points, small_unit, PAPER_SIZE),
    ):
        whole = Box(0, 0, *PAPER_SIZE) if within == PAPER_SIZE else _box(places, FACE_MARGIN * length, within)
        lips = places[[*mesh.UPPER_LIP, *mesh.LOWER_LIP, *mesh.LIP_CORNERS[-1]]]
        for box in (whole, _box(lips, MOUTH_MARGIN * length, within)):
            values.append([*region_similarity(truth, drawn, box), *region_similarity(truth, floor, box)])
    return np.array(values)


def _box(points: NDArray[np.floating[Any]], margin: float, size: tuple[int, int]) -> Box:
    """Whole pixels around points, inside a (width, height) picture."""
    low = np.maximum(np.floor(points.min(0) - margin), 0).astype(int)
    high = np.minimum(np.ceil(points.max(0) + margin), size).astype(int)
    return Box(int(low[0]), int(low[1]), int(high[0]), int(high[1]))


def paper_box(landmarks: NDArray[np.float32], size: FrameSize) -> Box:
    """A 3:4 window from the brow's top to below the chin, as far as the picture holds one."""
    low, high = landmarks[:, :2].min(0), landmarks[:, :2].max(0)
    height = min(1.25 * float(high[1] - low[1]), size.height, size.width * 4 / 3)
    width = height * PAPER_SIZE[0] / PAPER_SIZE[1]
    middle = (low + high) / 2
    left = int(np.clip(round(float(middle[0]) - width / 2), 0, size.width - int(width)))
    top = int(np.clip(round(float(middle[1]) - height / 2), 0, size.height - int(height)))
    return Box(left, top, left + int(width), top + int(height))


def _paper_format(picture: NDArray[np.uint8], crop: Box) -> NDArray[np.uint8]:
    window = picture[crop.top : crop.bottom, crop.left : crop.right]
    return np.asarray(cv2.resize(window, PAPER_SIZE, interpolation=cv2.INTER_AREA), np.uint8)

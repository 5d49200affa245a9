"""Whether a mouth can be seen: a mask, a hand or a scarf before it hides the lips, and the mesh lays lips over it."""

import cv2
import numpy as np
from numpy.typing import NDArray

from app.face.crop import cut
from app.face.meshing import region_around
from app.face.networks import MESH_INPUT_PX

# Points above and below: of the outer lips, and of each eye's lids.
LIPS = ((39, 181), (37, 84), (0, 17), (267, 314), (269, 405))
LIDS = ((159, 145), (386, 374))
MARGIN = 0.08  # around the landmarks' crop, of which it is a share: a line begins and ends on skin
SAMPLES = 48


def mouth_contrast(rgb: NDArray[np.uint8], landmarks: NDArray[np.float32]) -> float:
    """How much lightness varies down the lips, of how much it varies down the eyes, in an (H, W, 3) picture.

    The same in dark and in blurred pictures; of sunglasses it is high.
    """
    crop = cut(rgb, region_around(landmarks), MESH_INPUT_PX)
    linear, offset = crop.to_picture[:, :2], crop.to_picture[:, 2]
    points = (landmarks[:, :2] - offset) @ np.linalg.inv(linear).T
    lightness = np.asarray(cv2.cvtColor(crop.rgb, cv2.COLOR_RGB2Lab)[..., 0], np.uint8)
    lips, lids = ([_range(lightness, points[above], points[below]) for above, below in pairs] for pairs in (LIPS, LIDS))
    return float(np.median(lips)) / max(1.0, float(np.mean(lids)))


def _range(lightness: NDArray[np.uint8], above: NDArray[np.float64], below: NDArray[np.float64]) -> float:
    """Of the values on the line between two points and a little beyond."""
    down = (below - above) / max(1e-6, float(np.hypot(*(below - above))))
    margin = down * MARGIN * lightness.shape[0] / 2
    line = np.linspace(above - margin, below + margin, SAMPLES).astype(np.float32) - 0.5
    values = cv2.remap(lightness, line[None, :, 0], line[None, :, 1], cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    return float(values.max()) - float(values.min())

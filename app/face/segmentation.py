"""MediaPipe's selfie segmentation, wrapped: the person mask of a square window."""

from types import TracebackType
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from app.face.crop import Crop, Roi, cut
from app.face.graphs import loading_graphs

SEGMENTER_INPUT_PX = 256
FEATHER_PX = 12  # the mask is least sure where the view ends


class PersonSegmenter:
    """The loaded network; loading takes 0.1 s after MediaPipe itself, a view 15 ms. For one thread at a time.

    Use it in a `with` block: a graph of MediaPipe that is not closed lives on with its threads and some 14 MB, since it
    holds a callback that holds it.
    """

    def __init__(self) -> None:
        with loading_graphs():
            from mediapipe.python.solutions import selfie_segmentation

            self._network: Any = selfie_segmentation.SelfieSegmentation(model_selection=0)
            self._mask(Crop(np.zeros((SEGMENTER_INPUT_PX, SEGMENTER_INPUT_PX, 3), np.uint8), np.eye(2, 3)))

    def __enter__(self) -> "PersonSegmenter":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._network.close()

    def view(self, rgb: NDArray[np.uint8], region: Roi) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        """What a square window into an (H, W, 3) picture shows of persons.

        Returns the person's mask and the weight of the view, both (H, W) float32 in 0..1, 0 outside the window.
        """
        crop = cut(rgb, region, SEGMENTER_INPUT_PX)
        ramp = np.minimum(np.arange(SEGMENTER_INPUT_PX) + 0.5, SEGMENTER_INPUT_PX - 0.5 - np.arange(SEGMENTER_INPUT_PX))
        ramp = np.clip(ramp / FEATHER_PX, 0, 1).astype(np.float32)
        matrix = crop.to_picture.copy()
        matrix[:, 2] += matrix[:, :2] @ (0.5, 0.5) - 0.5  # cv2 counts from pixel centres, we count from corners
        size = (rgb.shape[1], rgb.shape[0])
        mask = cv2.warpAffine(self._mask(crop), matrix, size, flags=cv2.INTER_LINEAR)
        weight = cv2.warpAffine(np.outer(ramp, ramp), matrix, size, flags=cv2.INTER_LINEAR)
        return np.asarray(mask, np.float32), np.asarray(weight, np.float32)

    def _mask(self, crop: Crop) -> NDArray[np.float32]:
        """(256, 256) float32 in 0..1: the mean of a straight and a mirrored look, which dents fewer heads."""
        straight = self._network.process(crop.rgb).segmentation_mask
        mirrored = self._network.process(np.ascontiguousarray(crop.rgb[:, ::-1])).segmentation_mask
        return np.asarray((straight + mirrored[:, ::-1]) / 2, np.float32)

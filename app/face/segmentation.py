"""The person mask of a square window, by MediaPipe's selfie segmentation."""

from functools import cache

import cv2
import numpy as np
import torch
from numpy.typing import NDArray

from app.face.crop import Crop, Roi, cut
from app.face.networks.pictures import answers
from app.face.networks.segmenter import INPUT_PX, PersonNetwork
from app.face.networks.weights import load_network

SEGMENTER_INPUT_PX = INPUT_PX
FEATHER_PX = 12  # the mask is least sure where the view ends
CPU = torch.device("cpu")


@cache
def person_segmenter() -> "PersonSegmenter":
    """The network that every portrait's matte shares; its first look takes as long as eight more."""
    return PersonSegmenter()


class PersonSegmenter:
    """The loaded network; many threads may use it at once."""

    def __init__(self, device: torch.device = CPU) -> None:
        self._device = device
        self._network = load_network(PersonNetwork(), "segmenter", device)

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

    def masks(self, pictures: list[NDArray[np.uint8]]) -> NDArray[np.float32]:
        """(B, 256, 256) float32 in 0..1 of (256, 256, 3) pictures."""
        return answers(self._network, pictures, 0.0, self._device)[0]

    def _mask(self, crop: Crop) -> NDArray[np.float32]:
        """(256, 256) float32 in 0..1: the mean of a straight and a mirrored look, which dents fewer heads."""
        straight, mirrored = self.masks([crop.rgb, np.ascontiguousarray(crop.rgb[:, ::-1])])
        return np.asarray((straight + mirrored[:, ::-1]) / 2, np.float32)

"""The face detectors and the mesh network, loaded and ready for pictures."""

from collections.abc import Sequence

import cv2
import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn

from app.face.crop import Crop, Roi
from app.face.networks import far, mesh, near
from app.face.networks.detections import Detection, anchor_centres, detections
from app.face.networks.pictures import answers, square
from app.face.networks.weights import load_network

DETECTOR_INPUT_PX = 192
MESH_INPUT_PX = 192
# Least scores of MediaPipe's own graphs; what is no face fails the mesh afterwards.
NEAR_SCORE, FAR_SCORE = 0.5, 0.6
# The mesh network wants the face with a quarter of its size around it (MediaPipe's FaceDetectionFrontDetectionToRoi).
MESH_MARGIN = 1.5

_NEAR_ANCHORS = anchor_centres(((16, near.FINE_ANCHORS), (8, near.COARSE_ANCHORS)))
_FAR_ANCHORS = anchor_centres(((48, 1),))
CPU = torch.device("cpu")


class FaceNetworks:
    """The loaded networks; many threads may use them at once."""

    def __init__(self, device: torch.device = CPU) -> None:
        self._device = device
        self._near = load_network(near.NearDetector(), "near", device)
        self._far = load_network(far.FarDetector(), "far", device)
        self._mesh = load_network(mesh.AttentionMesh(), "mesh", device)

    def detect(self, crop: Crop) -> list[tuple[float, Roi]]:
        """(score, region for the mesh, in picture pixels) of each face either detector sees in a square crop.

        The near detector sees faces of 13 to 90 % of the crop's width, the far one of 8 to 80 %.
        """
        return self.detect_each([crop])[0]

    def detect_each(self, crops: Sequence[Crop]) -> list[list[tuple[float, Roi]]]:
        """The same for many square crops at once."""
        pictures = [crop.rgb for crop in crops]
        seen = zip(crops, self.near_faces(pictures), self.far_faces(pictures), strict=True)
        return [[(face.score, region_of(face, crop)) for face in (*close, *distant)] for crop, close, distant in seen]

    def mesh(self, crop: Crop) -> tuple[float, NDArray[np.float32]]:
        """(presence in 0..1, landmarks (478, 3) in picture pixels) of the face that fills a square crop."""
        return self.mesh_each([crop])[0]

    def mesh_each(self, crops: Sequence[Crop]) -> list[tuple[float, NDArray[np.float32]]]:
        """The same for many square crops at once."""
        if not crops:
            return []
        pictures = [square(crop.rgb, mesh.INPUT_PX, cv2.BORDER_REPLICATE) for crop in crops]
        landmarks, presences = answers(self._mesh, pictures, 0.0, self._device)
        scales = [crop.rgb.shape[0] / mesh.INPUT_PX for crop in crops]
        return [
            (presence, crop.points_in_picture(points * np.float32(scale)))
            for crop, scale, points, presence in zip(crops, scales, landmarks, presences.tolist(), strict=True)
        ]

    def near_faces(
        self, pictures: Sequence[NDArray[np.uint8]], least_score: float = NEAR_SCORE
    ) -> list[list[Detection]]:
        """What the near detector sees in square pictures, the surest first."""
        return self._faces(self._near, pictures, _NEAR_ANCHORS, near.INPUT_PX, least_score)

    def far_faces(self, pictures: Sequence[NDArray[np.uint8]], least_score: float = FAR_SCORE) -> list[list[Detection]]:
        """What the far detector sees in square pictures, the surest first."""
        return self._faces(self._far, pictures, _FAR_ANCHORS, far.INPUT_PX, least_score)

    def _faces(
        self,
        detector: nn.Module,
        pictures: Sequence[NDArray[np.uint8]],
        anchors: NDArray[np.float32],
        input_px: int,
        least_score: float,
    ) -> list[list[Detection]]:
        small = [square(picture, input_px, cv2.BORDER_CONSTANT) for picture in pictures]
        seen = zip(*answers(detector, small, -1.0, self._device), strict=True)
        return [detections(logits, boxes, anchors, input_px, least_score) for logits, boxes in seen]


def region_of(face: Detection, crop: Crop) -> Roi:
    """Where the mesh network should look for a face that was seen in a square crop, in pixels of the picture."""
    size_px = crop.rgb.shape[0]
    low, high = face.box[:2], face.box[2:]
    centre, left_eye, right_eye = crop.points_in_picture(
        (np.vstack([(low + high) / 2, face.keypoints[:2]]) * size_px).astype(np.float32)
    )
    across = right_eye - left_eye
    side = MESH_MARGIN * float((high - low).max()) * size_px * float(np.hypot(*crop.to_picture[:, 0]))
    return Roi(float(centre[0]), float(centre[1]), side, float(np.arctan2(across[1], across[0])))

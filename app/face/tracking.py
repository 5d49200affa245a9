"""Follow a face from frame to frame: where it was tells where to look, and it is looked for again when it is lost.

Source: MediaPipe's Face Mesh for one face (face_landmark_front_cpu.pbtxt and the graphs that it names).
"""

import cv2
import numpy as np
from numpy.typing import NDArray

from app.face.crop import Crop, Roi, crop_to_picture
from app.face.networks import MESH_INPUT_PX, MESH_MARGIN, FaceNetworks
from app.face.networks.faces import region_of
from app.face.networks.pictures import square
from app.face.pose import OUTER_EYE_CORNERS

LEAST_SCORE = 0.3  # of a detection; what is no face fails the mesh afterwards
LEAST_PRESENCE = 0.5
DETECTOR_PX = 128


class FaceTracker:
    """Follows one face through one video; make another for the next, so that no video leaks into another."""

    def __init__(self, networks: FaceNetworks) -> None:
        self._networks = networks
        self._region: Roi | None = None

    def follow(self, rgb: NDArray[np.uint8]) -> NDArray[np.float32] | None:
        """(478, 3) landmarks in the next frame, (H, W, 3), in its pixels; None where no face is seen."""
        region = self._region or self._found(rgb)
        self._region = None
        if region is None:
            return None
        window = square(rgb, MESH_INPUT_PX, cv2.BORDER_REPLICATE, region)
        presence, landmarks = self._networks.mesh(Crop(window, crop_to_picture(region, MESH_INPUT_PX)))
        if presence <= LEAST_PRESENCE:
            return None
        self._region = _next_region(landmarks)
        return landmarks

    def _found(self, rgb: NDArray[np.uint8]) -> Roi | None:
        """Where the near detector sees a face most surely."""
        height, width = rgb.shape[:2]
        whole = Roi(width / 2, height / 2, max(width, height))
        view = Crop(square(rgb, DETECTOR_PX, cv2.BORDER_CONSTANT, whole), crop_to_picture(whole, DETECTOR_PX))
        faces = self._networks.near_faces([view.rgb], LEAST_SCORE)[0]
        return region_of(faces[0], view) if faces else None


def _next_region(landmarks: NDArray[np.float32]) -> Roi:
    """Where to look in the next frame: FaceLandmarkLandmarksToRoi, whose box is not turned, only its content."""
    low, high = landmarks[:, :2].min(0), landmarks[:, :2].max(0)
    left, right = landmarks[list(OUTER_EYE_CORNERS), :2]
    x, y = (low + high) / 2
    angle = np.arctan2(right[1] - left[1], right[0] - left[0])
    return Roi(float(x), float(y), MESH_MARGIN * float((high - low).max()), float(angle))

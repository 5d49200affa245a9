"""Follow a face from frame to frame: where it was tells where to look, and it is looked for again when it is lost.

Source: MediaPipe's Face Mesh for one face (face_landmark_front_cpu.pbtxt and the graphs that it names).
"""

from collections.abc import Sequence

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
        return self.follow_each([self], [rgb])[0]

    @staticmethod
    def follow_each(
        trackers: Sequence["FaceTracker"], frames: Sequence[NDArray[np.uint8]]
    ) -> list[NDArray[np.float32] | None]:
        """The next frames of several videos at once, which is quicker."""
        networks = trackers[0]._networks
        regions = [tracker._region for tracker in trackers]
        lost = [index for index, region in enumerate(regions) if region is None]
        for index, region in zip(lost, _found(networks, [frames[index] for index in lost]), strict=True):
            regions[index] = region
        seen: list[NDArray[np.float32] | None] = [None] * len(frames)
        places = [(index, region) for index, region in enumerate(regions) if region is not None]
        meshed = networks.mesh_each([_window(frames[index], MESH_INPUT_PX, region) for index, region in places])
        for (index, _), (presence, landmarks) in zip(places, meshed, strict=True):
            seen[index] = landmarks if presence > LEAST_PRESENCE else None
        for tracker, points in zip(trackers, seen, strict=True):
            tracker._region = None if points is None else _next_region(points)
        return seen


def _found(networks: FaceNetworks, frames: Sequence[NDArray[np.uint8]]) -> list[Roi | None]:
    """Where the near detector sees a face most surely in each frame."""
    views = []
    for rgb in frames:
        height, width = rgb.shape[:2]
        whole = Roi(width / 2, height / 2, max(width, height))
        views.append(_window(rgb, DETECTOR_PX, whole, cv2.BORDER_CONSTANT))
    faces = networks.near_faces([view.rgb for view in views], LEAST_SCORE)
    return [region_of(seen[0], view) if seen else None for seen, view in zip(faces, views, strict=True)]


def _window(rgb: NDArray[np.uint8], size_px: int, region: Roi, border: int = cv2.BORDER_REPLICATE) -> Crop:
    return Crop(square(rgb, size_px, border, region), crop_to_picture(region, size_px))


def _next_region(landmarks: NDArray[np.float32]) -> Roi:
    """Where to look in the next frame: FaceLandmarkLandmarksToRoi, whose box is not turned, only its content."""
    low, high = landmarks[:, :2].min(0), landmarks[:, :2].max(0)
    left, right = landmarks[list(OUTER_EYE_CORNERS), :2]
    x, y = (low + high) / 2
    angle = np.arctan2(right[1] - left[1], right[0] - left[0])
    return Roi(float(x), float(y), MESH_MARGIN * float((high - low).max()), float(angle))

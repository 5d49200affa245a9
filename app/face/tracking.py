"""Follow a face from frame to frame: where it was tells where to look, and it is looked for again when it is lost.

Source: MediaPipe's Face Mesh for one face (face_landmark_front_cpu.pbtxt and the graphs that it names).
"""

from collections.abc import Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

from app.face.contours import MIRROR
from app.face.crop import Crop, Roi, crop_to_picture, cut
from app.face.meshing import region_around
from app.face.networks import MESH_INPUT_PX, MESH_MARGIN, FaceNetworks
from app.face.networks.pictures import square
from app.face.pose import OUTER_EYE_CORNERS
from app.face.search import UPRIGHT, SearchPass, SearchPicture, propose

Landmarks = NDArray[np.float32]

LEAST_PRESENCE = 0.5
QUICK = SearchPass(sizes=(1.0, 1.6))  # sees faces from a twelfth of the picture's longer side on
THOROUGH_EVERY = 25  # lost frames, of which the first is searched for smaller faces, too
# Of two people only the one whose face is within so many widths of it can be the one that was lost.
NEAR_ENOUGH = 1.0


class FaceTracker:
    """Follows one face through one video; make another for the next, so that no video leaks into another.

    Where several people are in the picture it stays with the one it began with: lost, it takes up no face that appears
    elsewhere, for that is another's.
    """

    def __init__(self, networks: FaceNetworks, number: int = 0, *, mirrored: bool = False) -> None:
        """number: of the face to follow, the largest first, counted when so many are first seen in one frame.

        mirrored: look at each frame a second time, mirrored, and take the mean: a head trembles 0.6 times as much (six
            speakers), for 1.6 times the work.
        """
        self._mirrored = mirrored
        self._networks = networks
        self._number = number
        self._landmarks: Landmarks | None = None
        self._last: Roi | None = None
        self._lost_frames = 0
        self.most_seen = 0

    def follow(self, rgb: NDArray[np.uint8]) -> Landmarks | None:
        """(478, 3) landmarks in the next frame, (H, W, 3), in its pixels; None where no face is seen."""
        return self.follow_each([self], [rgb])[0]

    @staticmethod
    def follow_each(trackers: Sequence["FaceTracker"], frames: Sequence[NDArray[np.uint8]]) -> list[Landmarks | None]:
        """The next frames of several videos at once, which is quicker."""
        networks = trackers[0]._networks
        looks = [tracker._crops(rgb) for tracker, rgb in zip(trackers, frames, strict=True)]
        meshed = iter(networks.mesh_each([crop for crops in looks for crop in crops]))
        seen: list[Landmarks | None] = []
        for tracker, rgb, crops in zip(trackers, frames, looks, strict=True):
            own = [next(meshed) for _ in crops]
            tracker._note(_mean_look(own) if own else tracker._look_for(rgb))
            seen.append(tracker._landmarks)
        return seen

    def _crops(self, rgb: NDArray[np.uint8]) -> list[Crop]:
        """What the mesh network is to look at: nothing while the face is lost."""
        if self._landmarks is None:
            return []
        if not self._mirrored:
            return [_window(rgb, MESH_INPUT_PX, _next_region(self._landmarks))]
        region = region_around(self._landmarks)
        return [cut(rgb, region, MESH_INPUT_PX, mirrored) for mirrored in (False, True)]

    def _look_for(self, rgb: NDArray[np.uint8]) -> Landmarks | None:
        """The face to be followed, in a frame of which nothing is known."""
        search = QUICK if self._lost_frames % THOROUGH_EVERY else UPRIGHT
        places = propose(self._networks, SearchPicture.of(rgb), search)
        seen = _faces(self._networks, [(rgb, place.region) for place in places])
        faces = _distinct([face for face in seen if face is not None])
        self.most_seen = max(self.most_seen, len(faces))
        if self._last is None:
            return faces[self._number] if len(faces) > self._number else None
        regions = [_next_region(face) for face in faces]
        away = [np.hypot(region.x - self._last.x, region.y - self._last.y) for region in regions]
        if not faces or (self.most_seen > 1 and min(away) > NEAR_ENOUGH * self._last.side / MESH_MARGIN):
            return None
        return faces[int(np.argmin(away))]

    def _note(self, landmarks: Landmarks | None) -> None:
        self._landmarks = landmarks
        self._last = self._last if landmarks is None else _next_region(landmarks)
        self._lost_frames = self._lost_frames + 1 if landmarks is None else 0


def _mean_look(looks: Sequence[tuple[float, Landmarks]]) -> Landmarks | None:
    """What the first look and the mirrored second one see together; None where one of them sees no face."""
    if min(presence for presence, _ in looks) <= LEAST_PRESENCE:
        return None
    (_, straight), *others = looks
    mean: Landmarks = np.mean([straight, *(landmarks[MIRROR] for _, landmarks in others)], axis=0, dtype=np.float32)
    return mean


def _faces(networks: FaceNetworks, places: Sequence[tuple[NDArray[np.uint8], Roi]]) -> list[Landmarks | None]:
    """The face in each (picture, region), None where none is."""
    windows = [_window(rgb, MESH_INPUT_PX, region) for rgb, region in places]
    return [landmarks if presence > LEAST_PRESENCE else None for presence, landmarks in networks.mesh_each(windows)]


def _distinct(faces: Sequence[Landmarks]) -> list[Landmarks]:
    """Each face once, the largest first."""
    kept: list[tuple[Roi, Landmarks]] = []
    for region, face in sorted(((_next_region(face), face) for face in faces), key=lambda each: -each[0].side):
        if all(np.hypot(region.x - other.x, region.y - other.y) > 0.4 * other.side for other, _ in kept):
            kept.append((region, face))
    return [face for _, face in kept]


def _window(rgb: NDArray[np.uint8], size_px: int, region: Roi) -> Crop:
    return Crop(square(rgb, size_px, cv2.BORDER_REPLICATE, region), crop_to_picture(region, size_px))


def _next_region(landmarks: Landmarks) -> Roi:
    """Where to look in the next frame: FaceLandmarkLandmarksToRoi, whose box is not turned, only its content."""
    low, high = landmarks[:, :2].min(0), landmarks[:, :2].max(0)
    left, right = landmarks[list(OUTER_EYE_CORNERS), :2]
    x, y = (low + high) / 2
    angle = np.arctan2(right[1] - left[1], right[0] - left[0])
    return Roi(float(x), float(y), MESH_MARGIN * float((high - low).max()), float(angle))

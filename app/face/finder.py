"""The faces of a portrait that can be animated, or the reason why there is none."""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from app.core.errors import NoFaceFound
from app.core.face import Box, FoundFace
from app.core.portrait import Portrait
from app.face.certainty import certainty
from app.face.contours import EYES_AND_MOUTH
from app.face.covering import mouth_contrast
from app.face.meshing import MeshedFace, mesh_face, region_around
from app.face.networks import FaceNetworks
from app.face.search import FINER, TURNED, UPRIGHT, SearchPicture, propose

MIN_FACE_PX = 48
# Repeated looks at a real face differ by 0.005 to 0.014 inter-ocular distances (18 photographs and paintings, also
# small, grey, dark or sketched), at a blurred or bilevel one by up to 0.025, at walls, cloth and random blobs by 0.024
# and more.
SURE_SPREAD = 0.016
DOUBTFUL_SPREAD = 0.023
LEAST_PRESENCE = 0.5
LEAST_PRESENCE_IN_DOUBT = 0.98
LEAST_SCORE_IN_DOUBT = 0.6


@dataclass(frozen=True, slots=True)
class _Candidate:
    """A face seen somewhere, with the detector's score for the place."""

    face: MeshedFace
    score: float

    @property
    def size_px(self) -> float:
        return face_size_px(self.face.landmarks)

    @property
    def centre(self) -> NDArray[np.float32]:
        region = region_around(self.face.landmarks)
        return np.array([region.x, region.y], np.float32)

    @property
    def sure(self) -> bool:
        return self.face.spread <= SURE_SPREAD

    @property
    def possible(self) -> bool:
        in_doubt = self.face.presence >= LEAST_PRESENCE_IN_DOUBT and self.score >= LEAST_SCORE_IN_DOUBT
        return self.sure or (self.face.spread <= DOUBTFUL_SPREAD and in_doubt)


class FaceFinder:
    """Finds faces and their 478 landmarks; loads its networks at the first picture. For one thread at a time."""

    def __init__(self) -> None:
        self._networks: FaceNetworks | None = None

    @property
    def networks(self) -> FaceNetworks:
        """The networks that it finds faces with, which others may use at the same time."""
        if self._networks is None:
            self._networks = FaceNetworks()
        return self._networks

    def find(self, portrait: Portrait) -> list[FoundFace]:
        """Every face of the picture that can be animated, the largest first.

        Raises NoFaceFound when there is none, or when every one of them is too small or cut off.
        """
        networks = self.networks
        picture = SearchPicture.of(portrait.rgb)
        seen: list[_Candidate] = []
        for search in (UPRIGHT, FINER, TURNED):
            if search is TURNED and any(candidate.sure for candidate in seen):
                break  # an upright face is there, though not a usable one; a turned one would be a mistake
            for proposal in propose(networks, picture, search):
                face = mesh_face(networks, portrait.rgb, proposal.region, LEAST_PRESENCE)
                if face is not None:
                    seen.append(_Candidate(face, proposal.score))
            usable = _usable(networks, (candidate for candidate in seen if candidate.sure), portrait)
            if usable:
                return usable
        usable = _usable(networks, (candidate for candidate in seen if candidate.possible), portrait)
        if usable:
            return usable
        raise NoFaceFound(_reason(_distinct(candidate for candidate in seen if candidate.possible), portrait))


def face_size_px(landmarks: NDArray[np.float32]) -> float:
    """Width of a face along the line of its eyes or five sixths of its height, whichever is more.

    A head in half profile is narrow but no smaller for that.
    """
    upright = landmarks[:, :2] @ region_around(landmarks).axes()
    width, height = np.ptp(upright, axis=0)
    return float(max(width, height * 5 / 6))


def _usable(networks: FaceNetworks, candidates: Iterable[_Candidate], portrait: Portrait) -> list[FoundFace]:
    """The candidates that are distinct, large enough and whole, the largest first."""
    usable = (
        candidate.face.landmarks
        for candidate in _distinct(candidates)
        if candidate.size_px >= MIN_FACE_PX and not _cut_off(candidate, portrait)
    )
    return [
        FoundFace(
            landmarks,
            box_around(landmarks),
            certainty(networks, portrait.rgb, landmarks),
            mouth_contrast(portrait.rgb, landmarks),
        )
        for landmarks in usable
    ]


def _distinct(candidates: Iterable[_Candidate]) -> list[_Candidate]:
    """Largest first, one for each face; what is seen inside a face (a nostril, a pattern on a cheek) is dropped."""
    kept: list[_Candidate] = []
    for candidate in sorted(candidates, key=lambda candidate: (-round(candidate.size_px), candidate.face.spread)):
        if not any(np.hypot(*(candidate.centre - larger.centre)) < 0.5 * larger.size_px for larger in kept):
            kept.append(candidate)
    return kept


def _cut_off(candidate: _Candidate, portrait: Portrait) -> bool:
    points = candidate.face.landmarks[EYES_AND_MOUTH, :2]
    return bool((points < 0).any() or (points > (portrait.width, portrait.height)).any())


def box_around(landmarks: NDArray[np.float32]) -> Box:
    """Bounds of (N, 2 or 3) points in whole pixels."""
    left, top = np.floor(landmarks[:, :2].min(0)).astype(int)
    right, bottom = np.ceil(landmarks[:, :2].max(0)).astype(int)
    return Box(int(left), int(top), int(right), int(bottom))


def _reason(faces: list[_Candidate], portrait: Portrait) -> str:
    """Why none of these faces can be animated, and what would help."""
    if not faces:
        return (
            f"No face was found in {portrait.name}. Try a picture in which a face looks towards the camera and is not "
            "covered."
        )
    largest = faces[0]
    if largest.size_px >= MIN_FACE_PX:
        return (
            f"The face in {portrait.name} is cut off by the edge of the picture. Use a picture in which both eyes and "
            "the whole mouth can be seen."
        )
    return (
        f"The largest face in {portrait.name} is only {largest.size_px:.0f} pixels wide; at least {MIN_FACE_PX} are "
        "needed. Use a larger copy of the picture, or cut out the face and enlarge it."
    )

"""Everything the renderer needs to know of one face in one portrait."""

from collections.abc import Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

from app.core.face import Box, Face, FoundFace, Reference
from app.core.face_basis import load_face_basis
from app.core.portrait import Portrait
from app.face.background import fill_background
from app.face.matte import person_matte
from app.face.meshing import region_around
from app.face.networks import MESH_MARGIN
from app.face.pose import fit_pose

# Around the matte, in faces: hair too thin for the matte, soft focus and compression tint the background that far.
TINTED_MARGIN = 0.05
# Matte and background are made at most this large and enlarged from there: no video holds more than 9.4 megapixels.
WORK_LONG_SIDE_PX = 4096

Picture = NDArray[np.uint8]
Matte = NDArray[np.float32]


def prepare_face(
    portrait: Portrait, found: FoundFace, others: Sequence[FoundFace] = (), references: Sequence[Reference] = ()
) -> Face:
    """Pose, matte and background of a face; takes about half a second for a megapixel. Raises WeightsMissing.

    others: all faces of the portrait, so that the matte leaves its neighbours alone; this one may be among them.
    references: other pictures of the person; see `references.find_references`.
    """
    pose = fit_pose(found.landmarks, load_face_basis().canonical)
    matte, background = _layers(portrait.rgb, found, others)
    return Face(
        *(found.landmarks, pose, found.box, matte, background, tuple(references)),
        certainty=found.certainty,
        mouth_contrast=found.mouth_contrast,
    )


def _layers(rgb: Picture, found: FoundFace, others: Sequence[FoundFace]) -> tuple[Matte, Picture]:
    """Matte (H, W) and background (H, W, 3) of an (H, W, 3) picture."""
    height, width = rgb.shape[:2]
    shrink = WORK_LONG_SIDE_PX / max(height, width)
    if shrink >= 1.0:
        face_px = region_around(found.landmarks).side / MESH_MARGIN
        matte, neighbours = person_matte(rgb, found, others)
        return matte, fill_background(rgb, matte, TINTED_MARGIN * face_px, neighbours)
    size = (max(1, round(width * shrink)), max(1, round(height * shrink)))
    small = np.asarray(cv2.resize(rgb, size, interpolation=cv2.INTER_AREA), np.uint8)
    small_matte, small_background = _layers(small, _shrunk(found, shrink), [_shrunk(face, shrink) for face in others])
    matte = np.asarray(cv2.resize(small_matte, (width, height), interpolation=cv2.INTER_LINEAR), np.float32)
    background = np.asarray(cv2.resize(small_background, (width, height), interpolation=cv2.INTER_LINEAR), np.uint8)
    # What was not filled keeps its own sharp pixels.
    filled = (small != small_background).any(axis=2).astype(np.uint8)
    filled = np.asarray(cv2.resize(filled, (width, height), interpolation=cv2.INTER_NEAREST), np.uint8)
    cv2.copyTo(rgb, 1 - filled, background)
    return matte, background


def _shrunk(face: FoundFace, shrink: float) -> FoundFace:
    """The same face in a smaller copy of the picture."""
    edges = (face.box.left, face.box.top, face.box.right, face.box.bottom)
    return FoundFace((face.landmarks * shrink).astype(np.float32), Box(*(round(edge * shrink) for edge in edges)))

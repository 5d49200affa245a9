"""More pictures of the person in a portrait: teeth, lids and skin that the portrait itself does not show."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from app.core.errors import NoFaceFound
from app.core.face import FoundFace, HeadPose, Reference
from app.core.face_basis import load_face_basis
from app.core.portrait import Portrait
from app.face.finder import FaceFinder
from app.face.meshing import inter_ocular_px
from app.face.pose import RIGID_POINTS, euler_angles, fit_pose

Floats = NDArray[np.float64]

MARGIN = 0.6  # around the landmarks, inter-ocular units
# Root mean square difference of two faces over points that expressions hardly move, inter-ocular units: of two pictures
# of one person of GRID 0.006 to 0.022 (1st and 99th centile), of two persons 0.013 to 0.045.
ANOTHER_PERSON = 0.03
LIKENESS_POINTS = np.array([*RIGID_POINTS, *(1, 2, 4, 5, 98, 327, 129, 358, 48, 278, 50, 280, 234, 454, 93, 323)])
TURNED_DEG = 25.0  # farther apart the two pictures show different sides of the head
LIKE_LIGHT = 0.0  # correlation of light and shade on both faces; below it the light comes from the other side
# Cheeks, nose, brow, chin: skin that neither lids nor lips cover.
SKIN_POINTS = np.array(
    [*(50, 101, 36, 205, 187, 117, 118, 123, 147, 280, 330, 266, 425, 411, 346, 347, 352, 376), *(9, 107, 108, 151),
     *(337, 336, 69, 299, 4, 5, 195, 197, 6, 51, 281, 199, 200, 175, 208, 428)]
)  # fmt: skip
SAMPLE_RADIUS = 0.03  # inter-ocular units
LIGHT_GAINS, COLOUR_GAINS = (0.5, 1.8), (0.0, 1.8)


def find_references(
    finder: FaceFinder, portrait: Portrait, found: FoundFace, also: Sequence[Portrait]
) -> list[Reference]:
    """References from other pictures of the person; each carries a warning if it fits badly.

    In each picture the face most like the portrait's is taken. Raises NoFaceFound.
    """
    canonical = load_face_basis().canonical
    references = []
    own_pose = fit_pose(found.landmarks, canonical)
    own_shape = own_pose.to_canonical(found.landmarks)
    for other in also:
        try:
            seen = finder.find(other)
        except NoFaceFound as error:
            raise NoFaceFound(f"{error} It was given as another picture of the person in {portrait.name}.") from error
        poses = [fit_pose(face.landmarks, canonical) for face in seen]
        shapes = [pose.to_canonical(face.landmarks) for face, pose in zip(seen, poses, strict=True)]
        unlike = [float(np.sqrt(((own_shape - shape)[LIKENESS_POINTS] ** 2).sum(1).mean())) for shape in shapes]
        best = int(np.argmin(unlike))
        reference, like_light = _reference(portrait, found, other, seen[best], poses[best])
        warning = ""
        if unlike[best] > ANOTHER_PERSON:
            warning = f"The face in {other.name} is not much like the one in {portrait.name}: is it the same one?"
        elif _turn_deg(own_pose, poses[best]) > TURNED_DEG:
            warning = f"{other.name} shows the head from another side than {portrait.name}; it may fit badly."
        elif like_light < LIKE_LIGHT:
            warning = f"{other.name} is lit from another side than {portrait.name}; it may show."
        elif not reference.shows:
            warning = f"{other.name} shows neither parted lips nor closed eyes, so it adds nothing."
        references.append(replace(reference, warning=warning))
    return references


def _turn_deg(one: HeadPose, other: HeadPose) -> float:
    yaw, pitch, _ = euler_angles((one.rotation @ other.rotation.T).astype(np.float32))
    return float(np.rad2deg(max(abs(yaw), abs(pitch))))


def _reference(
    portrait: Portrait, found: FoundFace, other: Portrait, seen: FoundFace, pose: HeadPose
) -> tuple[Reference, float]:
    """The reference, and the correlation of light and shade on both faces."""
    own, theirs = _skin(portrait, found), _skin(other, seen)
    margin = MARGIN * inter_ocular_px(seen.landmarks)
    low = np.maximum(np.floor(seen.landmarks[:, :2].min(0) - margin), 0).astype(int)
    high = np.minimum(np.ceil(seen.landmarks[:, :2].max(0) + margin), (other.width, other.height)).astype(int)
    part = _recoloured(other.rgb[low[1] : high[1], low[0] : high[0]], theirs, own)
    offset = np.array([low[0], low[1], 0], np.float32)
    moved = HeadPose(pose.rotation, pose.scale, (pose.translation - offset).astype(np.float32))
    reference = Reference(part, (seen.landmarks - offset).astype(np.float32), moved)
    return reference, float(np.corrcoef(own[:, 0], theirs[:, 0])[0, 1])


def _skin(portrait: Portrait, face: FoundFace) -> Floats:
    """(points, 3) Lab colour around each of the skin points."""
    radius = max(1, round(SAMPLE_RADIUS * inter_ocular_px(face.landmarks)))
    colours = []
    for x, y in face.landmarks[SKIN_POINTS, :2]:
        column = int(np.clip(x, radius, portrait.width - radius - 1))
        row = int(np.clip(y, radius, portrait.height - radius - 1))
        patch = portrait.rgb[row - radius : row + radius + 1, column - radius : column + radius + 1]
        colours.append(patch.reshape(-1, 3).mean(0))
    return np.asarray(_lab(np.array(colours)[None] / 255)[0], np.float64)


def _recoloured(rgb: NDArray[np.uint8], theirs: Floats, own: Floats) -> NDArray[np.uint8]:
    """(h, w, 3) with mean and spread of its Lab channels taken from `theirs` to `own` (Reinhard et al. 2001)."""
    low, high = np.array([LIGHT_GAINS, COLOUR_GAINS, COLOUR_GAINS]).T
    gain = np.clip(own.std(0) / np.maximum(theirs.std(0), 1e-3), low, high)
    # Where nobody blushes the spread of a channel is noise: colours then scale with the whole picture's saturation.
    flat = theirs.std(0)[1:] < 1.5
    chroma = np.hypot(*own[:, 1:].mean(0)) / max(float(np.hypot(*theirs[:, 1:].mean(0))), 1.0)
    gain[1:][flat] = np.clip(chroma, *COLOUR_GAINS)
    lab = (_lab(rgb / 255) - theirs.mean(0)) * gain + own.mean(0)
    back = cv2.cvtColor(lab.astype(np.float32), cv2.COLOR_Lab2RGB)
    return np.asarray(np.round(np.clip(back, 0, 1) * 255), np.uint8)


def _lab(rgb: NDArray[np.floating[Any]]) -> NDArray[np.float32]:
    return np.asarray(cv2.cvtColor(np.asarray(rgb, np.float32), cv2.COLOR_RGB2Lab), np.float32)

"""A closed eye as another picture of the person shows it, brought to where the portrait's lids meet."""

import cv2
import numpy as np
from numpy.typing import NDArray

from app.core.face import lid_gaps
from app.model.render import topology as mesh
from app.model.render.geometry import FaceGeometry
from app.model.render.sampling.laid_over import laid_over
from app.model.render.sampling.region import Region
from app.model.render.still_face import StillFace

Floats = NDArray[np.float64]
Pixels = NDArray[np.float32]

NEAR = 0.6  # landmarks that far from the eye say where the other picture lies, inter-ocular units
LID_BAND = 0.05  # around the lids, whose own skin moves as they close
COLOUR_REACH = 0.12  # over which the light of the two pictures is made alike
OUTSIDE = 0.10  # from the lids' edges on the skin is the portrait's own


def closed_eye(face: StillFace, side: str, region: Region, upper: Floats, closed: Floats) -> Pixels | None:
    """(h, w, 3) in 0..1 of an eye's region with the eye shut; None when no reference has that eye closed.

    side: "left" or "right" in the picture. upper: (9, 2) the open upper lid's edge from corner to corner, and closed:
    (9, 2) where it goes when the portrait's eye is shut.
    """
    geometry, left = face.geometry, side == "left"
    eye = 0 if left else 1
    shut = [reference for reference in face.references if reference.shut_eyes[eye]]
    if not shut:
        return None
    reference = min(shut, key=lambda reference: lid_gaps(reference.shape)[eye])
    upper_row = mesh.LEFT_EYE_UPPER if left else mesh.RIGHT_EYE_UPPER
    lower_row = mesh.LEFT_EYE_LOWER if left else mesh.RIGHT_EYE_LOWER
    around = _around(geometry, upper, geometry.vertices[list(lower_row)], left=left)
    numbers = np.array([*upper_row, *lower_row[1:-1], *around])
    places = np.concatenate([closed, closed[1:-1], geometry.vertices[around]])
    return laid_over(reference, numbers, places, geometry, region).astype(np.float32) / np.float32(255)


def alike(shut: Pixels, picture: NDArray[np.uint8], region: Region, influence: Pixels, unit: float) -> Pixels:
    """The shut eye (h, w, 3) in the light that the portrait has around the eye.

    influence: (h, w) 1 on the eye, 0 on the skin around it, where both pictures show the same.
    """
    skin = (influence < OUTSIDE).astype(np.float32)
    difference = (picture[region.slices].astype(np.float32) / np.float32(255) - shut) * skin[..., None]
    total, share = np.zeros_like(shut), np.zeros_like(skin)
    for reach, weight in ((1.0, 1.0), (3.0, 1e-2)):  # farther skin counts where none is near
        sigma = max(1.0, reach * COLOUR_REACH * unit)
        total += weight * cv2.GaussianBlur(difference, (0, 0), sigma, borderType=cv2.BORDER_REPLICATE)
        share += weight * cv2.GaussianBlur(skin, (0, 0), sigma, borderType=cv2.BORDER_REPLICATE)
    return np.asarray(np.clip(shut + total / np.maximum(share, 1e-4)[..., None], 0.0, 1.0), np.float32)


def _around(geometry: FaceGeometry, upper: Floats, lower: Floats, *, left: bool) -> NDArray[np.intp]:
    """Landmarks around an eye that stay where they are when it closes: the brow, and skin beside and below."""
    origin = (upper[0] + upper[-1]) / 2
    place = geometry.local(geometry.vertices[: mesh.MESH_VERTICES], origin)
    lids_low, lids_high = geometry.local(upper, origin), geometry.local(lower, origin)
    beside = (place[:, 0] < lids_low[0, 0] - LID_BAND) | (place[:, 0] > lids_low[-1, 0] + LID_BAND)
    below = place[:, 1] > lids_high[:, 1].max() + LID_BAND
    brow = np.isin(np.arange(mesh.MESH_VERTICES), mesh.LEFT_BROW if left else mesh.RIGHT_BROW)
    return np.flatnonzero((np.linalg.norm(place, axis=1) < NEAR) & (beside | below | brow))

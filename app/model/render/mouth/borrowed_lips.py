"""Lips as another picture of the person shows them, for parted lips look stretched and wet, as closed ones do not."""

import cv2
import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from app.core.face import PARTED_LIPS, Reference, lip_gap
from app.core.smoothstep import smoothstep
from app.model.render import topology as mesh
from app.model.render.eyes.closed_eye import alike
from app.model.render.geometry import FaceGeometry
from app.model.render.sampling.laid_over import laid_over
from app.model.render.sampling.region import Region
from app.model.render.sampling.texture import Texture
from app.model.render.skin.expression import Layer, layer_vertices
from app.model.render.still_face import StillFace

NEAR = 0.7  # landmarks that far from the lips say where the other picture lies, inter-ocular units
SKIN = 0.05  # beside the lips the portrait's own skin takes over within this, inter-ocular units
CORNERS = 0.6  # of the way from the middle to a corner of the mouth, from which the portrait's own lips take over
STRENGTH = 0.8  # of the other picture's lips when the mouth is as wide open as there
LEAST_WAY = 0.04  # a reference that is hardly wider open than the portrait teaches nothing, inter-ocular units


class BorrowedLips:
    """The two lips of the reference with the widest mouth, brought to where they are in the portrait."""

    def __init__(self, face: StillFace, reference: Reference, region: Region, rest: float) -> None:
        """region: around the mouth, with room for the lips; rest: the portrait's own opening."""
        geometry, device = face.geometry, face.device
        self._rest, self._opening = rest, float(lip_gap(reference.shape))
        share = _lip_share(geometry, region)
        self._share = Texture.of(torch.from_numpy(share)[None, None].to(device), region.left, region.top)
        self._lips = {}
        for layer in (Layer.UPPER, Layer.LOWER):
            numbers = layer_vertices(layer)
            away = np.linalg.norm(geometry.vertices[numbers] - geometry.vertices[mesh.UPPER_MIDDLE], axis=1)
            numbers = numbers[away < NEAR * geometry.unit]
            window = laid_over(reference, numbers, geometry.vertices[numbers], geometry, region)
            lit = alike(window.astype(np.float32) / np.float32(255), face.rgb, region, share, geometry.unit)
            planes = torch.from_numpy(np.ascontiguousarray(lit.transpose(2, 0, 1)[None])).to(device)
            self._lips[layer] = Texture.of(planes, region.left, region.top)

    @classmethod
    def of(cls, face: StillFace, region: Region, rest: float) -> "BorrowedLips | None":
        """The lips of the reference whose mouth is open widest; None where none is much wider than the portrait's."""
        widest = max(face.references, key=lambda reference: lip_gap(reference.shape), default=None)
        if widest is None or lip_gap(widest.shape) < max(PARTED_LIPS, rest + LEAST_WAY):
            return None
        return cls(face, widest, region, rest)

    def mixed(self, lip: Tensor, at: Tensor, opening: Tensor, layer: Layer) -> Tensor:
        """(T, 3, h, w) colours of a lip in the still, read at (T, 2, h, w) -> with the other picture's."""
        way = ((opening - self._rest) / (self._opening - self._rest)).clamp(0.0, 1.0).view(-1, 1, 1, 1)
        return lip + STRENGTH * way * self._share.at(at) * (self._lips[layer].at(at) - lip)


def _lip_share(geometry: FaceGeometry, region: Region) -> NDArray[np.float32]:
    """(h, w) 1 on the lips of the portrait, 0 on the skin around them and in the corners, where two widths meet."""
    outline = geometry.vertices[[61, *mesh.UPPER_LIP_ROWS[3], 291, *reversed(mesh.LOWER_LIP_ROWS[3])]]
    mask = np.zeros((region.height, region.width), np.uint8)
    cv2.fillPoly(mask, [np.round(outline - (region.left, region.top)).astype(np.int32)], (1,))
    away = cv2.distanceTransform(1 - mask, cv2.DIST_L2, 5)
    rows, columns = np.mgrid[0 : region.height, 0 : region.width]
    pixels = np.stack([columns + region.left, rows + region.top], axis=-1).astype(np.float64)
    across = geometry.local(pixels, (outline[0] + outline[10]) / 2)[..., 0]
    half = 0.5 * float(np.linalg.norm(outline[10] - outline[0])) / geometry.unit
    beside = 1.0 - smoothstep(CORNERS * half, half, np.abs(across))
    return np.asarray((1.0 - smoothstep(0.0, SKIN * geometry.unit, away.astype(np.float64))) * beside, np.float32)

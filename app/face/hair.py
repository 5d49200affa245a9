"""Alpha matting of the silhouette from colour.

Near the edge a pixel is taken as a mixture of the colour the person has nearby and the colour the surroundings have
nearby (the compositing equation I = a F + (1 - a) B of Porter and Duff 1984, solved for a). Where the two colours are
alike, the network's own mask stays.
"""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from app.face.inpaint import inpaint

Image = NDArray[np.float32]
TILE_PX = 512
# The share a pixel must have before it counts at all, and from which it counts as whole: colours vary on both sides.
LEAST_SHARE, WHOLE_SHARE = 0.12, 0.88
# What colours vary by on a side is no share of the other side's colour, be it crackle, canvas or leaves.
VARIATIONS = 2.0
LEAST_RAMP = 0.6  # from nothing to whole, however much they vary
# A difference of colours is trusted when it is well above how much each side varies (both in 0..1 per channel).
NOISE_VARIANCE = 4e-4
STRAND_SHARE = 0.35  # of the person's colour, from which a pixel beside the head may be a strand
PLAIN_CONTRAST = 40.0  # a background is plain when the person differs so many times more than it varies itself


@dataclass(frozen=True, slots=True)
class EdgeColours:
    """Everything that varies slowly, so that it can be computed small and applied at full size.

    person, behind: (h, w, 3) float32 colours in 0..1 on either side of the edge.
    trust: (h, w) float32, how far colour decides; 0 away from the edge.
    prior: (h, w) float32, the mask to fall back on.
    bounds: (h, w, 2) float32, the share a pixel must have before it counts at all, and from which it counts as whole.
    """

    person: Image
    behind: Image
    trust: Image
    prior: Image
    bounds: Image

    @staticmethod
    def learn(
        rgb: NDArray[np.uint8], prior: Image, perhaps: NDArray[np.bool_], inward_px: float, outward_px: float
    ) -> "EdgeColours":
        """From an (h, w, 3) picture and a mask (h, w) whose edge is right to within those distances.

        perhaps: (h, w) where the person may be although the mask is empty; colour alone decides there.
        """
        picture = rgb.astype(np.float32) / np.float32(255)
        solid = prior > 0.5
        inside = _distance(solid)
        outside = _distance(~(solid | perhaps))
        person, person_variance = _nearby(picture, inside > inward_px, inward_px)
        behind, behind_variance = _nearby(picture, outside > outward_px, outward_px)
        contrast = _dot(person - behind, person - behind)
        trust = contrast / (contrast + 1.5 * (person_variance + behind_variance) + NOISE_VARIANCE)
        # Fades in from both sides of the band, so that no step shows where the band begins.
        depth = np.where(solid, 1 - inside / inward_px, 1 - outside / outward_px)
        trust *= np.clip(depth * 4, 0, 1)
        apart = np.maximum(contrast, 1e-4)
        bounds, clarity = _bounds(np.sqrt(behind_variance / apart), np.sqrt(person_variance / apart))
        trust *= clarity
        flat = np.where(inside > inward_px, 1.0, np.where(outside > outward_px, 0.0, prior))
        return EdgeColours(person, behind, trust.astype(np.float32), flat.astype(np.float32), bounds)

    def matte(self, rgb: NDArray[np.uint8]) -> Image:
        """(H, W) float32 matte for the same picture at any size, computed tile by tile where there is an edge."""
        height, width = rgb.shape[:2]
        matte = np.asarray(cv2.resize(self.prior, (width, height), interpolation=cv2.INTER_LINEAR), np.float32)
        zoom = np.array([self.prior.shape[1] / width, self.prior.shape[0] / height])
        for top in range(0, height, TILE_PX):
            for left in range(0, width, TILE_PX):
                tile = rgb[top : top + TILE_PX, left : left + TILE_PX]
                low = np.floor(np.array([left, top]) * zoom).astype(int)
                high = np.ceil((np.array([left, top]) + tile.shape[1::-1]) * zoom).astype(int)
                if self.trust[low[1] : high[1] + 1, low[0] : high[0] + 1].any():
                    matte[top : top + TILE_PX, left : left + TILE_PX] = self._tile(tile, left, top, zoom)
        return matte

    def _tile(self, tile: NDArray[np.uint8], left: int, top: int, zoom: NDArray[np.float64]) -> Image:
        offset = (np.array([left, top]) + 0.5) * zoom - 0.5
        matrix = np.array([[zoom[0], 0, offset[0]], [0, zoom[1], offset[1]]])
        size = (tile.shape[1], tile.shape[0])

        def enlarged(image: Image) -> Image:
            flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
            return np.asarray(cv2.warpAffine(image, matrix, size, flags=flags, borderMode=cv2.BORDER_REPLICATE))

        behind = enlarged(self.behind)
        axis = enlarged(self.person) - behind
        share = _dot(tile.astype(np.float32) / np.float32(255) - behind, axis) / np.maximum(_dot(axis, axis), 1e-4)
        least, whole = cv2.split(enlarged(self.bounds))
        share = np.clip((share - least) / (whole - least), 0, 1)
        prior = enlarged(self.prior)
        return np.asarray(np.clip(prior + enlarged(self.trust) * (share - prior), 0, 1), np.float32)


def _bounds(behind: Image, person: Image) -> tuple[Image, Image]:
    """`EdgeColours.bounds`, (h, w, 2), and how far they tell the sides apart, (h, w) in 0..1.

    behind, person: (h, w) standard deviations of either side in differences between the two.
    """
    least, rest = np.maximum(LEAST_SHARE, VARIATIONS * behind), np.maximum(1 - WHOLE_SHARE, VARIATIONS * person)
    narrow = np.minimum(1, (1 - LEAST_RAMP) / (least + rest))
    return np.dstack([least * narrow, 1 - rest * narrow]).astype(np.float32), np.clip(2 * narrow - 1, 0, 1)


def loose_strands(
    rgb: NDArray[np.uint8], mask: Image, outward_px: float, inward_px: float, near: NDArray[np.bool_]
) -> NDArray[np.bool_]:
    """(h, w) strands outside a mask that hang on it and stand out from a plain background, as far as outward_px.

    near: (h, w) where strands may be looked for. Before a busy background nothing is returned, for a branch is no hair.
    """
    picture = rgb.astype(np.float32) / np.float32(255)
    solid = mask > 0.5
    outside = _distance(~solid)
    behind, behind_variance = _nearby(picture, outside > outward_px, outward_px)
    person, _ = _nearby(picture, _distance(solid) > inward_px, outward_px / 2)
    axis = person - behind
    contrast = _dot(axis, axis)
    share = _dot(picture - behind, axis) / np.maximum(contrast, 1e-4)
    plain = contrast > PLAIN_CONTRAST * (behind_variance + NOISE_VARIANCE)
    strands = near & ~solid & plain & (share > STRAND_SHARE) & (outside < outward_px)
    _, labels = cv2.connectedComponents((strands | solid).astype(np.uint8), connectivity=8)
    hanging = strands & np.isin(labels, np.unique(labels[solid]))
    return np.asarray(cv2.dilate(hanging.astype(np.uint8), np.ones((5, 5), np.uint8)) > 0)


def _distance(mask: NDArray[np.bool_]) -> Image:
    """(h, w) distance in pixels of each pixel of the mask from where it ends; the picture's border is no end."""
    padded = np.pad(mask.astype(np.uint8), 1, mode="edge")
    return np.asarray(cv2.distanceTransform(padded, cv2.DIST_L2, 3)[1:-1, 1:-1], np.float32)


def _nearby(picture: Image, sure: NDArray[np.bool_], reach_px: float) -> tuple[Image, Image]:
    """(h, w, 3) mean colour and (h, w) variance of the sure pixels near each pixel; farther ones where none is near."""
    moments = inpaint(np.dstack([picture, _dot(picture, picture)]), sure, reach_px)
    mean = np.ascontiguousarray(moments[..., :3])
    return mean, np.maximum(moments[..., 3] - _dot(mean, mean), 0)


def _dot(one: Image, other: Image) -> Image:
    """(h, w) scalar product of two colour images, pixel by pixel."""
    return np.asarray(np.einsum("ijk,ijk->ij", one, other), np.float32)

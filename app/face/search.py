"""Where in a picture to look for faces: the whole of it, then tiles, then turned."""

from collections.abc import Iterator
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from app.face.crop import Roi, cut
from app.face.networks import DETECTOR_INPUT_PX, FaceNetworks

# A detector sees faces of 9 to 80 % of what it is shown; tiles a third as wide carry that down to 3 % of the picture.
SEARCH_LONG_SIDE_PX = 2048
TILE_OVERLAP = 0.3  # of a tile: a face that is small enough for the tile lies wholly in one of them


@dataclass(frozen=True, slots=True)
class SearchPass:
    """One way of looking over a picture.

    sizes: sides of the tiles, in longer sides of the picture; those above 1 show its surroundings too, because the
        detectors miss faces that fill the view or touch its border.
    angles_deg: how the head may be turned in the picture's plane; the detectors stand about 40 degrees more or less.
    """

    sizes: tuple[float, ...]
    angles_deg: tuple[float, ...] = (0.0,)


UPRIGHT = SearchPass(sizes=(1.0, 1.6, 1 / 3))
FINER = SearchPass(sizes=(1 / 2, 1 / 6))
TURNED = SearchPass(sizes=(1.0, 1.6, 1 / 2), angles_deg=(90.0, -90.0, 180.0, 45.0, -45.0))


@dataclass(frozen=True, slots=True)
class Proposal:
    """A place that may hold a face, in pixels of the picture: where the mesh network should look."""

    score: float
    region: Roi


@dataclass(frozen=True, slots=True)
class SearchPicture:
    """A picture at the size at which faces are looked for.

    rgb: (h, w, 3) uint8. pixel: side of one of its pixels in pixels of the picture itself.
    """

    rgb: NDArray[np.uint8]
    pixel: float

    @staticmethod
    def of(rgb: NDArray[np.uint8]) -> "SearchPicture":
        """From an (H, W, 3) picture of any size."""
        pixel = max(1.0, max(rgb.shape[:2]) / SEARCH_LONG_SIDE_PX)
        if pixel == 1.0:
            return SearchPicture(rgb, pixel)
        size = (max(1, round(rgb.shape[1] / pixel)), max(1, round(rgb.shape[0] / pixel)))
        return SearchPicture(np.asarray(cv2.resize(rgb, size, interpolation=cv2.INTER_AREA), np.uint8), pixel)


def propose(networks: FaceNetworks, picture: SearchPicture, search: SearchPass) -> list[Proposal]:
    """Distinct proposals from one pass, best first."""
    height, width = picture.rgb.shape[:2]
    pixel = picture.pixel
    proposals = []
    crops = [cut(picture.rgb, tile, DETECTOR_INPUT_PX) for tile in _tiles(width, height, search)]
    for seen in networks.detect_each(crops):
        for score, region in seen:
            found = Roi(region.x * pixel, region.y * pixel, region.side * pixel, region.angle)
            proposals.append(Proposal(score, found))
    return _distinct(proposals)


def _tiles(width: int, height: int, search: SearchPass) -> Iterator[Roi]:
    long_side = max(width, height)
    for size in search.sizes:
        side = size * long_side
        for angle in np.deg2rad(search.angles_deg):
            # A turned tile must still cover its share of the picture, so it grows by what its corners lose.
            grown = side * (abs(np.cos(angle)) + abs(np.sin(angle)))
            for y in _centres(height, side):
                for x in _centres(width, side):
                    yield Roi(x, y, float(grown), float(angle))


def _centres(length: int, side: float) -> NDArray[np.float64]:
    """Centres of overlapping tiles along one side of a picture."""
    if side >= length:
        return np.array([length / 2])
    count = int(np.ceil((length - side) / (side * (1 - TILE_OVERLAP)))) + 1
    return np.linspace(side / 2, length - side / 2, count)


def _distinct(proposals: list[Proposal]) -> list[Proposal]:
    """Keep the best of those that mean the same face."""
    kept: list[Proposal] = []
    for proposal in sorted(proposals, key=lambda proposal: -proposal.score):
        if not any(_same(proposal.region, other.region) for other in kept):
            kept.append(proposal)
    return kept


def _same(one: Roi, other: Roi) -> bool:
    small, large = sorted((one.side, other.side))
    apart = np.hypot(one.x - other.x, one.y - other.y)
    return bool(apart < 0.25 * small and large < 1.7 * small)

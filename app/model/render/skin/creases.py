"""Where skin folds and bulges when a face moves, on the face's own chart.

The chart is the canonical mesh seen from the front: u from the face's middle to its side (the two halves alike), v
down, both in inter-ocular units from the middle between the eyes. Which unit folds what follows the Facial Action
Coding System's descriptions of appearance (Ekman and Friesen 1978).
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from app.core.smoothstep import ease

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Crease:
    """A furrow along a line, with the skin that piles up beside it.

    line: (n, 2) chart points. width: of the furrow. depth: of the furrow. beside: how far to the line's left, seen
    along it with v down, the skin piles up, 0 on both sides. pile: its height. All in inter-ocular units.
    """

    line: tuple[tuple[float, float], ...]
    width: float
    depth: float
    beside: float = 0.0
    pile: float = 0.0

    def height(self, chart: Floats) -> Floats:
        """(..., 2) chart positions -> (...) by how much the skin is higher."""
        side, taper = _along(np.array(self.line), chart)
        furrow = -self.depth * np.exp(-((side / self.width) ** 2))
        reach = max(self.beside, 2.2 * self.width)
        if self.beside:
            piled = np.exp(-(((side - self.beside) / (0.9 * self.beside)) ** 2))
        else:
            piled = np.exp(-(((np.abs(side) - reach) / (0.6 * reach)) ** 2))
        heights: Floats = taper * (furrow + self.pile * piled)
        return heights

    def shadow(self, chart: Floats) -> Floats:
        """(..., 2) chart positions -> (...) share of the light from all around that the furrow loses, 0 to 1."""
        side, taper = _along(np.array(self.line), chart)
        lost: Floats = taper * np.exp(-((side / (1.2 * self.width)) ** 2))
        return lost


@dataclass(frozen=True, slots=True)
class Bulge:
    """Skin that swells around a point of the chart. size: (across, down); height, all in inter-ocular units."""

    centre: tuple[float, float]
    size: tuple[float, float]
    rise: float

    def height(self, chart: Floats) -> Floats:
        """(..., 2) chart positions -> (...) by how much the skin is higher."""
        place = (chart - self.centre) / self.size
        heights: Floats = self.rise * np.exp(-(place**2).sum(-1))
        return heights


@dataclass(frozen=True, slots=True)
class Fold:
    """What appears together. drivers: (motion channel, amount that brings it out fully)."""

    drivers: tuple[tuple[str, float], ...]
    creases: tuple[Crease, ...]
    bulges: tuple[Bulge, ...] = ()


NASOLABIAL = ((0.225, 0.42), (0.285, 0.50), (0.345, 0.59), (0.385, 0.69), (0.395, 0.79), (0.385, 0.86))

FOLDS: tuple[Fold, ...] = (
    Fold(  # the fold from nose to mouth, and the cheek above it
        (("lip_corner_pull", 1.0), ("upper_lip_raise", 1.2), ("nose_wrinkle", 1.6), ("lip_stretch", 2.5)),
        (Crease(NASOLABIAL, 0.052, 0.0075, 0.12, 0.0120),),
        (Bulge((0.43, 0.40), (0.17, 0.14), 0.022),),
    ),
    Fold(  # cheeks pushed up against the lower lids
        (("cheek_raise", 1.0), ("lip_corner_pull", 2.2)),
        (
            Crease(((0.20, 0.125), (0.30, 0.165), (0.40, 0.160), (0.50, 0.115)), 0.024, 0.0037, 0, 0.0023),
            Crease(((0.575, -0.035), (0.635, -0.075), (0.69, -0.12)), 0.018, 0.0034, 0, 0.0015),
            Crease(((0.585, 0.015), (0.65, 0.02), (0.71, 0.02)), 0.018, 0.0034, 0, 0.0015),
            Crease(((0.57, 0.06), (0.63, 0.095), (0.68, 0.14)), 0.018, 0.0030, 0, 0.0015),
        ),
        (Bulge((0.46, 0.30), (0.16, 0.10), 0.016),),
    ),
    Fold(  # lines across the middle of the forehead
        (("inner_brow_raise", 1.0), ("brow_raise", 0.10)),
        (
            Crease(((0.0, -0.375), (0.15, -0.380), (0.30, -0.395)), 0.027, 0.0034, 0, 0.0023),
            Crease(((0.0, -0.455), (0.16, -0.460), (0.32, -0.470)), 0.027, 0.0034, 0, 0.0023),
            Crease(((0.0, -0.535), (0.14, -0.540), (0.28, -0.545)), 0.027, 0.0023, 0, 0.0015),
        ),
    ),
    Fold(  # and above the brows' outer halves
        (("outer_brow_raise", 1.0), ("brow_raise", 0.10)),
        (
            Crease(((0.26, -0.395), (0.42, -0.400), (0.56, -0.345)), 0.027, 0.0034, 0, 0.0023),
            Crease(((0.28, -0.470), (0.42, -0.470), (0.55, -0.425)), 0.027, 0.0026, 0, 0.0015),
        ),
    ),
    Fold(  # two upright lines between the brows
        (("brow_lower", 1.0), ("brow_frown", 0.07)),
        (Crease(((0.075, -0.06), (0.060, -0.14), (0.065, -0.22), (0.085, -0.29)), 0.021, 0.0049, 0, 0.0030),),
        (Bulge((0.17, -0.20), (0.07, 0.06), 0.010),),
    ),
    Fold(  # across the root of the nose and down its sides
        (("nose_wrinkle", 1.0),),
        (
            Crease(((0.0, -0.035), (0.05, -0.03), (0.10, -0.005)), 0.019, 0.0034, 0, 0.0023),
            Crease(((0.06, 0.06), (0.11, 0.10), (0.15, 0.17)), 0.019, 0.0034, 0, 0.0023),
            Crease(((0.08, 0.15), (0.13, 0.20), (0.16, 0.27)), 0.019, 0.0026, 0, 0.0015),
        ),
    ),
    Fold(  # below the lower lip, with the chin pushed up
        (("chin_raise", 1.0),),
        (Crease(((0.0, 1.025), (0.09, 1.03), (0.16, 1.06)), 0.033, 0.0053, 0, 0.0023),),
        (Bulge((0.0, 1.17), (0.16, 0.09), 0.016),),
    ),
    Fold(  # from the mouth's corners downwards
        (("lip_corner_depress", 1.0),),
        (Crease(((0.315, 0.84), (0.355, 0.92), (0.375, 1.02)), 0.027, 0.0045, 0.05, 0.0045),),
    ),
)


def _along(line: Floats, chart: Floats) -> tuple[Floats, Floats]:
    """(...) signed distance to a line, positive to its left seen along it, and (...) 1 on it falling to 0 at its ends.

    A line that begins in the face's middle (u = 0) does not end there.
    """
    lengths = np.linalg.norm(np.diff(line, axis=0), axis=1)
    reached = np.concatenate([[0.0], np.cumsum(lengths)])
    nearest = np.full(chart.shape[:-1], np.inf)
    side, place = np.zeros_like(nearest), np.zeros_like(nearest)
    for start, end, length, before in zip(line[:-1], line[1:], lengths, reached[:-1], strict=True):
        along = (end - start) / length
        offset = chart - start
        ahead = np.clip(offset @ along, 0.0, length)
        across = offset - ahead[..., None] * along
        distance = np.linalg.norm(across, axis=-1)
        closer = distance < nearest
        nearest = np.where(closer, distance, nearest)
        left = np.sign(offset[..., 0] * along[1] - offset[..., 1] * along[0])
        side = np.where(closer, distance * np.where(left == 0.0, 1.0, left), side)
        place = np.where(closer, before + ahead, place)
    share = place / reached[-1]
    taper = np.clip((1.0 - share) / 0.35, 0.0, 1.0)
    if line[0, 0] > 0.0:
        taper = np.minimum(taper, np.clip(share / 0.25, 0.0, 1.0))
    return side, ease(taper)

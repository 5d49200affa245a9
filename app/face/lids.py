"""Eyes of a placed face: lids stay round and irises stay circles, however large the eye is drawn."""

import numpy as np
from numpy.typing import NDArray

from app.face.contours import LEFT_IRIS, LEFT_LIDS, RIGHT_IRIS, RIGHT_LIDS

Floats = NDArray[np.float64]

# Each eye's outline begins at its left corner and runs along the upper lid; its right corner is eight points on.
EYES = (
    (LEFT_LIDS, 159, 145, 468, LEFT_IRIS),  # outline, middle of the upper and of the lower lid, iris' centre and rim
    (RIGHT_LIDS, 386, 374, 473, RIGHT_IRIS),
)
LID_INDICES = np.array([*LEFT_LIDS, *RIGHT_LIDS])
FLAT = 0.05  # of an eye's width: lids nearer to the line between the corners have no shape of their own to keep


def rounded_lids(before: Floats, after: Floats) -> Floats:
    """(32, 2) where the points `LID_INDICES` belong, so that each lid keeps its curve, stretched to its middle point.

    before, after: (478, 2) pixels before and after the named points were pulled to their places; of the second only
    the corners and the middles of the lids are taken.
    """
    places = []
    for outline, top, bottom, _, _ in EYES:
        old, new = _EyeFrame(before, outline), _EyeFrame(after, outline)
        lids = old.local(before[list(outline)])
        for middle, lid in ((top, slice(1, 8)), (bottom, slice(9, 16))):
            height, goal = old.local(before[[middle]])[0, 1], new.local(after[[middle]])[0, 1]
            across = lids[lid, 0]
            curve = lids[lid, 1] / height if abs(height) > FLAT else 1 - np.minimum(1.0, np.abs(2 * across - 1)) ** 2
            lids[lid, 1] = curve * goal
        places.append(new.pixels(lids))
    return np.concatenate(places)


def round_irises(before: Floats, after: Floats) -> None:
    """Make the rims of both irises circles again, as wide as the eye has become; `after` in place, (478, 2)."""
    for outline, _, _, centre, rim in EYES:
        growth = _EyeFrame(after, outline).width / max(_EyeFrame(before, outline).width, 1e-6)
        after[list(rim)] = after[centre] + growth * (before[list(rim)] - before[centre])


class _EyeFrame:
    """Coordinates in an eye: 0 to 1 from its left to its right corner, and as many widths below that line."""

    def __init__(self, points: Floats, outline: tuple[int, ...]) -> None:
        self._corner = points[outline[0]]
        self._across = points[outline[8]] - self._corner
        self._down = np.array([-self._across[1], self._across[0]])
        self.width = float(np.hypot(*self._across))

    def local(self, points: Floats) -> Floats:
        away = points - self._corner
        local: Floats = np.stack([away @ self._across, away @ self._down], axis=1) / max(self.width**2, 1e-9)
        return local

    def pixels(self, local: Floats) -> Floats:
        placed: Floats = self._corner + local[:, :1] * self._across + local[:, 1:] * self._down
        return placed

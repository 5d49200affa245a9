"""Where the lips part: the edge of the upper and of the lower lip as signed distances in the still picture."""

import cv2
import numpy as np
from numpy.typing import NDArray

from app.core.smoothstep import smoothstep
from app.model.render import topology as mesh
from app.model.render.geometry import FaceGeometry
from app.model.render.mouth.monotone_curve import MonotoneCurve
from app.model.render.skin.expression import UPPER_LIP_SHARE

Floats = NDArray[np.float64]

VALLEY_REACH = 0.035  # how far from the landmarks the dark line between closed lips is looked for, inter-ocular
SOFTENING = 0.35  # growth of the edge's softness with the distance beyond the mouth's corner


class LipEdges:
    """The lower edge of the upper lip and the upper edge of the lower lip, as curves v(u) in the mouth's own frame.

    u runs along the face's width and v down it, in inter-ocular units from `centre`, the middle of the closed mouth.
    Closed lips share one curve, drawn along the dark valley between them.
    """

    def __init__(self, geometry: FaceGeometry, picture: NDArray[np.uint8], rest_opening: float) -> None:
        self._geometry = geometry
        corners = geometry.vertices[[mesh.INNER_LEFT_CORNER, mesh.INNER_RIGHT_CORNER]]
        upper = geometry.vertices[[mesh.INNER_LEFT_CORNER, *mesh.UPPER_LIP_ROWS[0], mesh.INNER_RIGHT_CORNER]]
        lower = geometry.vertices[[mesh.INNER_LEFT_CORNER, *mesh.LOWER_LIP_ROWS[0], mesh.INNER_RIGHT_CORNER]]
        middle_upper, middle_lower = upper[5], lower[5]
        self.centre: Floats = middle_upper + UPPER_LIP_SHARE * (middle_lower - middle_upper)
        self._corner_u = tuple(geometry.local(corners, self.centre)[:, 0])
        if rest_opening:
            self.upper = smooth_curve(geometry.local(upper, self.centre))
            self.lower = smooth_curve(geometry.local(lower, self.centre))
        else:
            line = geometry.local((upper + lower) / 2, self.centre)
            self.upper = self.lower = smooth_curve(_valley(line, geometry, self.centre, picture))

    @property
    def corners(self) -> tuple[float, float]:
        """U of the left and right corner."""
        return float(self._corner_u[0]), float(self._corner_u[1])

    def distances(self, points: Floats) -> tuple[Floats, Floats]:
        """Signed distances in pixels to the two edges, positive inside the upper and inside the lower lip.

        points: (..., 2) pixels. Beyond the corners the edges soften, since there is nothing to part there: distances
        shrink there, which a reader that turns them into coverage sees as a wide, soft edge.
        """
        place = self._geometry.local(points, self.centre)
        u, v = place[..., 0], place[..., 1]
        left, right = self.corners
        inside = np.clip(u, left, right)
        beyond = np.abs(u - inside) * self._geometry.unit
        soft = 1.0 + SOFTENING * beyond
        unit = self._geometry.unit
        upper = (self.upper(inside) - v) * unit * slope_cosine(self.upper, inside) / soft
        lower = (v - self.lower(inside)) * unit * slope_cosine(self.lower, inside) / soft
        return upper, lower

    def influence(self, points: Floats, *, above: bool = True, below: bool = True) -> Floats:
        """1 around the lips, 0 from a quarter of an inter-ocular distance away: where the lip layers are drawn.

        Without `above` or `below` it does not fall off on that side.
        """
        rows = [*mesh.UPPER_LIP_ROWS[3], *mesh.LOWER_LIP_ROWS[3], 61, 291]
        lips = self._geometry.local(self._geometry.vertices[rows], self.centre)
        place = self._geometry.local(points, self.centre)
        low, high = lips.min(0), lips.max(0)
        before, after = np.maximum(low - place, 0.0), np.maximum(place - high, 0.0)
        vertical = np.maximum(before[..., 1] * above, after[..., 1] * below)
        outside = np.hypot(np.maximum(before[..., 0], after[..., 0]), vertical)
        near: Floats = 1.0 - smoothstep(0.06, 0.26, outside)
        return near


def smooth_curve(line: Floats) -> MonotoneCurve:
    """v(u) through (n, 2) points, monotone between them, so without overshoot."""
    order = np.argsort(line[:, 0])
    u, v = line[order, 0], line[order, 1]
    distinct = np.concatenate([[True], np.diff(u) > 1e-4])
    return MonotoneCurve(u[distinct], v[distinct])


def slope_cosine(curve: MonotoneCurve, u: Floats) -> Floats:
    """Turns a vertical distance to a sloping curve into a distance at a right angle to it."""
    cosine: Floats = 1.0 / np.sqrt(1.0 + curve.derivative()(u) ** 2)
    return cosine


def _valley(line: Floats, geometry: FaceGeometry, centre: Floats, picture: NDArray[np.uint8]) -> Floats:
    """The darkest smooth path near the landmarks' lip line (dynamic programming), (11, 2) -> (41, 2)."""
    start = smooth_curve(line)
    u = np.linspace(line[0, 0], line[-1, 0], 41)
    offsets = np.linspace(-VALLEY_REACH, VALLEY_REACH, 29)
    v = start(u)[:, None] + offsets[None]
    axes = np.stack([geometry.right, geometry.down], axis=1)
    places = centre + np.stack([np.broadcast_to(u[:, None], v.shape), v], -1) @ axes.T * geometry.unit
    grey = cv2.GaussianBlur(cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY), (0, 0), max(0.5, 0.006 * geometry.unit))
    map_x, map_y = (places[..., axis].astype(np.float32) for axis in (0, 1))
    dark = cv2.remap(grey, map_x, map_y, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE).astype(np.float64)
    contrast = max(10.0, float(dark.std()) * 2)
    taper = np.minimum(1.0, np.minimum(np.arange(41), np.arange(40, -1, -1)) / 6.0)  # corners stay on the landmarks
    cost = dark / contrast * taper[:, None] + (0.25 + 3.0 * (1 - taper[:, None])) * (offsets / VALLEY_REACH) ** 2
    step = 0.03 * (np.arange(29)[:, None] - np.arange(29)[None]) ** 2
    total, came_from = cost[0], []
    for row in cost[1:]:
        choices = total[None, :] + step
        came_from.append(choices.argmin(1))
        total = choices.min(1) + row
    path = [int(total.argmin())]
    for back in reversed(came_from):
        path.append(int(back[path[-1]]))
    chosen = np.array(path[::-1])
    smooth = cv2.GaussianBlur(offsets[chosen][None], (0, 0), 1.5)[0]
    return np.stack([u, start(u) + smooth], axis=1)

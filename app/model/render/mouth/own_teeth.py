"""What a portrait with parted lips shows between them: its own teeth, kept where they belong."""

import cv2
import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from app.model.render.mouth.lips import LipEdges
from app.model.render.sampling.texture import Texture
from app.model.render.skin.palette import LUMA, Palette
from app.model.render.still_face import StillFace

Floats = NDArray[np.float64]

ROWS, COLUMNS = 24, 15  # of the samples taken between the lips
CLOSE_TO_REST = 0.03  # within this much of its own opening a portrait fades into what is painted
# A tooth is about as light as skin and less red than the lips; a row is there when many of the places look like it.
TOOTH_LIGHT, TOOTH_RED, ROW_SHARE = 0.55, 0.55, 0.4
# Lips that close half over a smile leave the middle of the teeth to be seen, not their necks: so much of the gap.
CLOSING_SHIFT = 0.45
HIDDEN = 0.08  # inter-ocular units that teeth and gum go on under the upper lip
VALLEY_DEPTH = 0.72  # between two rows of teeth it is at least this much darker than on them


class OwnTeeth:
    """Draws the portrait's own teeth, the upper ones fixed to the skull and the lower ones to the jaw.

    Tongue and darkness between them are replaced by the painted ones.
    """

    def __init__(self, face: StillFace, edges: LipEdges, palette: Palette, rest: float) -> None:
        """rest: the portrait's own opening, above zero."""
        geometry = face.geometry
        self._unit = geometry.unit
        self.rest = rest
        self._down = tuple(float(v) for v in geometry.down)
        teeth, light, pixels = _look(face, edges, palette)
        valley = int(ROWS * 0.3) + int(light[int(ROWS * 0.3) : int(ROWS * 0.8)].argmin())
        top, bottom = light[: max(1, valley)].max(), light[valley:].max()
        dark_between = light[valley] < VALLEY_DEPTH * min(top, bottom)
        self.has_upper = bool(teeth[1 : ROWS // 2].max() > ROW_SHARE)
        self.has_lower = bool(dark_between and teeth[valley:-1].max() > ROW_SHARE)
        self.split = valley / ROWS if self.has_lower else 1.0
        # (3,) RGB in 0..255 of the lighter half of them, for those that have to be painted beside them.
        self.colour = _lighter_half(pixels) if self.has_upper or self.has_lower else None

    def departure(self, opening: Tensor) -> Tensor:
        """(T,) opening -> (T,): 0 with the portrait's own gap between the lips, 1 a little away from it."""
        return ((opening - self.rest).abs() / CLOSE_TO_REST).clamp(max=1.0)

    def lift_px(self, opening: Tensor) -> Tensor:
        """(T,) how far up the upper teeth go with lips that close over them, pixels."""
        return CLOSING_SHIFT * self._unit * (self.rest - opening).clamp(min=0.0)

    def draw(
        self, inside: Tensor, picture: Texture, on_skull: Tensor, on_jaw: Tensor, opening: Tensor, shade: Tensor
    ) -> Tensor:
        """The inside of the mouth with the portrait's own teeth over it.

        shade: (T, 3, h, w) light that is left on them where lips have moved away from their place.
        inside: (T, 3, h, w). on_skull, on_jaw: (T, 4, h, w) positions in the still with the
        head's (and the jaw's) movement taken out, then the signed distances to the still's upper and lower lip there.
        """
        away = self.departure(opening).view(-1, 1, 1, 1)
        feather = 1.0 + away * 0.012 * self._unit
        kept, share = self._between_lips(on_skull, away, feather)
        if not self.has_upper:
            kept = kept * (1.0 - away)
        elif self.has_lower:
            kept = kept * torch.maximum(1.0 - away, ((self.split - share) * 12.0 + 0.5).clamp(0.0, 1.0))
        light = 1.0 - away * (1.0 - shade)
        inside = inside + kept * (self._read(picture, on_skull, away) * light - inside)
        if self.has_lower:
            kept, share = self._between_lips(on_jaw, away, feather)
            kept = kept * ((share - self.split) * 12.0 + 0.5).clamp(0.0, 1.0) * away
            inside = inside + kept * (picture.at(on_jaw[:, :2]) * light - inside)
        return inside

    def _between_lips(self, place: Tensor, away: Tensor, feather: Tensor) -> tuple[Tensor, Tensor]:
        """(T, 1, h, w) cover of what lay between the lips, and where: 0 at the upper lip, 1 at the lower."""
        below_upper, above_lower = -place[:, 2:3], -place[:, 3:4]
        clear = 0.3 + 0.006 * self._unit
        lower_margin = 2.5 - away * (2.5 + clear)
        upper_margin = 2.5 + away * HIDDEN * self._unit
        kept = ((above_lower + lower_margin) / feather + 0.5).clamp(0.0, 1.0)
        kept = kept * ((below_upper + upper_margin) / feather + 0.5).clamp(0.0, 1.0)
        return kept, below_upper / (below_upper + above_lower).clamp(min=1.0)

    def _read(self, picture: Texture, place: Tensor, away: Tensor) -> Tensor:
        """(T, 3, h, w) of the still at `place`; under the upper lip the topmost clean row is repeated for HIDDEN."""
        clear = 0.3 + 0.006 * self._unit
        hidden = (away * clear + place[:, 2:3]).clamp(min=0.0, max=HIDDEN * self._unit) * away
        down = place.new_tensor(self._down).view(1, 2, 1, 1)
        return picture.at(place[:, :2] + hidden * down)


def _look(face: StillFace, edges: LipEdges, palette: Palette) -> tuple[Floats, Floats, Floats]:
    """Look for teeth between the lips, in ROWS rows from the upper lip's edge to the lower one's.

    (ROWS,) share of tooth-like places, (ROWS,) mean lightness, and (n, 3) RGB of the tooth-like places.
    """
    geometry = face.geometry
    left, right = edges.corners
    u = np.linspace(0.7 * left + 0.3 * right, 0.3 * left + 0.7 * right, COLUMNS)
    t = (np.arange(ROWS) + 0.5)[:, None] / ROWS
    v = edges.upper(u) + t * (edges.lower(u) - edges.upper(u))
    axes = np.stack([geometry.right, geometry.down], axis=1)
    places = edges.centre + np.stack([np.broadcast_to(u, v.shape), v], -1) @ axes.T * geometry.unit
    map_x, map_y = (places[..., axis].astype(np.float32) for axis in (0, 1))
    pixels = cv2.remap(face.rgb, map_x, map_y, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE).astype(np.float64)
    light = pixels @ LUMA
    red_enough = TOOTH_RED * _redness(palette.lip) + 0.02
    teeth = (light > TOOTH_LIGHT * (palette.skin @ LUMA)) & (_redness(pixels) < red_enough)
    return teeth.mean(1), light.mean(1), pixels[teeth]


def _redness(pixels: Floats) -> Floats:
    """(..., 3) RGB -> (...): 0 for grey and yellow, 1 for pure red."""
    redness: Floats = (pixels[..., 0] - pixels[..., 1]) / np.maximum(pixels[..., 0], 1.0)
    return redness


def _lighter_half(pixels: Floats) -> Floats:
    light = pixels @ LUMA
    return np.asarray(pixels[light >= np.median(light)].mean(0))

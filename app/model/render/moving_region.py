"""A moving region of the picture and everything prepared to draw it."""

from dataclasses import dataclass

import torch
from torch import Tensor

from app.model.render.eyes.eyes import Eye
from app.model.render.head import HeadTurn
from app.model.render.mouth.mouth import Mouth
from app.model.render.sampling.inversion import invert
from app.model.render.sampling.region import Region
from app.model.render.sampling.texture import Texture
from app.model.render.skin.expression import weigh
from app.model.render.skin.shading import Shading

BANDS = 12  # that the region is cut into, each as wide as what moves there
STILL_PX = 0.004  # what moves less than this stays the portrait's own pixel: no level changes by one


@dataclass(frozen=True, slots=True)
class Layers:
    """The portrait as the stages read it.

    picture: the still. person: premultiplied person and what shows through it (4 channels). Foreground and background
    apart (Porter and Duff 1984): picture = person + (1 - matte) * background; the person's pixels move, what is behind
    them stays.
    """

    picture: Texture
    person: Texture


@dataclass(frozen=True, slots=True)
class MovingRegion:
    """What is needed to draw one moving region.

    skin: (K, 2, rows, columns) displacement of the skin for each weight. still, background: (1, 3, h, w) of the region
    in 0..1. presence: (1, 1, rows, columns) bool, nodes near which there is more than background.
    """

    region: Region
    head: HeadTurn
    skin: Tensor
    still: Tensor
    background: Tensor
    presence: Tensor
    mouth: Mouth
    eyes: tuple[Eye, ...]
    shading: Shading

    def draw(self, layers: Layers, motion: Tensor, weights: Tensor, *, head_moves: bool) -> Tensor:
        """(T, M) motion and (T, K) weights -> (T, 3, h, w) of the region in 0..1."""
        source = invert(self.head.displacement(motion, weigh(weights, self.skin)), self.region)
        frames = self._move_skin(layers, source, head_moves=head_moves)
        origin = (self.region.left, self.region.top)
        for eye in self.eyes:
            eye.draw(frames, self.region, source, layers.picture, motion)
        self.mouth.draw(frames, origin, layers.picture, motion, weights)
        self.shading.draw(frames, self.region, source, motion)
        return frames

    def _move_skin(self, layers: Layers, source: Tensor, *, head_moves: bool) -> Tensor:
        """(T, 3, h, w) with skin, hair and body read at (T, 2, rows, columns) source positions, pixels."""
        region = self.region
        frames = self.still.repeat(len(source), 1, 1, 1)
        texture = layers.person if head_moves else layers.picture
        unit = region.widened(texture.unit_positions(source))
        for band in region.bands(self._active(source, head_moves=head_moves), BANDS):
            moved = texture.read(region.heightened(unit, band))
            there = band.inside(frames, (region.left, region.top))
            if head_moves:
                behind = band.inside(self.background, (region.left, region.top))
                torch.addcmul(moved[:, :3], moved[:, 3:], behind.expand_as(there), out=moved[:, :3])
            there.copy_(moved[:, :3])
        return frames

    def _active(self, source: Tensor, *, head_moves: bool) -> Tensor:
        """(T, 1, rows, columns) bool: the nodes whose pixels differ from the still."""
        moved = ((source - self.region.pixel_nodes(source)).abs() > STILL_PX).any(dim=1, keepdim=True)
        if not head_moves:
            return moved
        # Where nobody was and nobody comes the background is all there is to see: most portraits are half empty.
        return moved & (self.presence | (self.region.read_nodes(self.presence.to(source), source) > 0))

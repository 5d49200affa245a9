"""A moving region of the picture: the skin with all that hangs on it, and the mouth and eyes drawn over that."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from app.model.render.eyes.eyes import Eye
from app.model.render.head import HeadTurn
from app.model.render.mouth.mouth import Mouth
from app.model.render.sampling.inversion import invert
from app.model.render.sampling.region import Region
from app.model.render.sampling.texture import Texture
from app.model.render.skin.expression import Expression, Layer, weigh
from app.model.render.skin.shading import Shading
from app.model.render.still_face import StillFace

BANDS = 12  # that the region is cut into, each as wide as what moves there
STILL_PX = 0.004  # what moves less than this stays the portrait's own pixel: no level changes by one


@dataclass(frozen=True, slots=True)
class Layers:
    """The portrait as it is read between its pixels.

    picture: the still. person: premultiplied person and what shows through it (4 channels). Foreground and background
    apart (Porter and Duff 1984): picture = person + (1 - matte) * background; the person's pixels move, what is behind
    them stays.
    """

    picture: Texture
    person: Texture

    @classmethod
    def of(cls, face: StillFace, part: Region) -> "Layers":
        """Of the part of the portrait that pixels may come from."""
        textures = (_planes(face.rgb, part), _person(face, part))
        return cls(*(Texture.of(planes.to(face.device), part.left, part.top) for planes in textures))


class MovingSkin:
    """Skin, hair and body of one region: everything but the mouth and the eyes."""

    def __init__(self, face: StillFace, expression: Expression, layers: Layers, region: Region) -> None:
        self.region, self.layers = region, layers
        self.still = _planes(face.rgb, region).to(face.device)  # (1, 3, h, w) in 0..1
        self._background = _planes(face.background, region).to(face.device)
        self._head = HeadTurn(face.geometry, region, face.matte)
        self._fields = expression.fields(region, Layer.SKIN).to(face.device)  # (K, 2, rows, columns)
        self._presence = _presence(region, _person(face, region)).to(face.device)

    def source(self, motion: Tensor, weights: Tensor) -> Tensor:
        """(T, 2, rows, columns) where in the still the skin at the region's nodes comes from, pixels."""
        return invert(self._head.displacement(motion, weigh(weights, self._fields)), self.region)

    def draw(self, source: Tensor, *, head_moves: bool) -> Tensor:
        """(T, 3, h, w) in 0..1 with skin, hair and body read at (T, 2, rows, columns) source positions, pixels."""
        region = self.region
        frames = self.still.repeat(len(source), 1, 1, 1)
        texture = self.layers.person if head_moves else self.layers.picture
        unit = region.widened(texture.unit_positions(source))
        for band in region.bands(self._active(source, head_moves=head_moves), BANDS):
            moved = texture.read(region.heightened(unit, band))
            there = band.inside(frames, (region.left, region.top))
            if head_moves:
                behind = band.inside(self._background, (region.left, region.top))
                torch.addcmul(moved[:, :3], moved[:, 3:], behind.expand_as(there), out=moved[:, :3])
            there.copy_(moved[:, :3])
        return frames

    def _active(self, source: Tensor, *, head_moves: bool) -> Tensor:
        """(T, 1, rows, columns) bool: the nodes whose pixels differ from the still."""
        moved = ((source - self.region.pixel_nodes(source)).abs() > STILL_PX).any(dim=1, keepdim=True)
        if not head_moves:
            return moved
        # Where nobody was and nobody comes the background is all there is to see: most portraits are half empty.
        return moved & (self._presence | (self.region.read_nodes(self._presence.to(source), source) > 0))


class MovingRegion:
    """One region with all that is drawn in it."""

    def __init__(self, skin: MovingSkin, mouth: Mouth, eyes: Sequence[Eye], shading: Shading) -> None:
        self.region = skin.region
        self.skin, self.mouth, self._eyes, self._shading = skin, mouth, tuple(eyes), shading

    def draw(self, motion: Tensor, weights: Tensor, *, head_moves: bool) -> Tensor:
        """(T, M) motion and (T, K) weights -> (T, 3, h, w) of the region in 0..1."""
        picture, origin = self.skin.layers.picture, (self.region.left, self.region.top)
        source = self.skin.source(motion, weights)
        frames = self.skin.draw(source, head_moves=head_moves)
        for eye in self._eyes:
            eye.draw(frames, self.region, source, picture, motion)
        self.mouth.draw(frames, origin, picture, motion, weights)
        self._shading.draw(frames, self.region, source, motion)
        return frames


def _planes(rgb: NDArray[np.uint8], region: Region) -> Tensor:
    """(H, W, 3) uint8 -> (1, 3, h, w) float32 in 0..1 of a region."""
    return torch.from_numpy(rgb[region.slices]).permute(2, 0, 1)[None].float().div(255.0).contiguous()


def _person(face: StillFace, region: Region) -> Tensor:
    """(1, 4, h, w) premultiplied person of a region, and what shows through it."""
    through = 1.0 - torch.from_numpy(face.matte[region.slices])[None, None]
    return torch.cat([_planes(face.rgb, region) - through * _planes(face.background, region), through], dim=1)


def _presence(region: Region, person: Tensor) -> Tensor:
    """(1, 1, rows, columns) bool: the nodes in whose neighbourhood there is more than background."""
    there = (person[:, :3].abs().amax(dim=1, keepdim=True) > 0) | (person[:, 3:] < 1.0)
    pooled = torch.nn.functional.adaptive_max_pool2d(there.float(), (region.rows, region.columns))
    return torch.nn.functional.max_pool2d(pooled, 3, stride=1, padding=1) > 0

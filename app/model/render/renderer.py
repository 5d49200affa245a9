"""A portrait that moves: the whole picture for each frame of motion."""

from functools import cached_property
from typing import TypeVar

import cv2
import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from app.core.face import Face
from app.core.face_basis import FaceBasis
from app.core.motion import CHANNEL_INDEX, Motion
from app.core.portrait import Portrait
from app.core.settings import FrameSize
from app.core.stopwatch import Stopwatch
from app.model.render import topology as mesh
from app.model.render.eyes.eyes import Eye
from app.model.render.geometry import FaceGeometry
from app.model.render.head import HeadTurn
from app.model.render.mouth.borrowed import BorrowedMouths
from app.model.render.mouth.borrowed_lips import BorrowedLips
from app.model.render.mouth.interior import paint_interior
from app.model.render.mouth.lips import LipEdges
from app.model.render.mouth.mouth import JAW_SHARE, Mouth
from app.model.render.mouth.own_teeth import OwnTeeth
from app.model.render.moving_region import Layers, MovingRegion
from app.model.render.sampling.region import Region
from app.model.render.sampling.texture import Texture
from app.model.render.skin.expression import UPPER_LIP_SHARE, Expression, Layer
from app.model.render.skin.palette import Palette
from app.model.render.skin.shading import Shading
from app.model.render.target_landmarks import TargetLandmarks

SPACING = 0.04  # of the grid over head and shoulders, inter-ocular units
HEAD_REACH = 0.45  # how far a turned head carries its features, inter-ocular units
SOURCE_REACH = 0.9  # how far outside the moving region its pixels may come from, inter-ocular units
Pixel = TypeVar("Pixel", np.uint8, np.float32)

HEAD_CHANNELS = [CHANNEL_INDEX[name] for name in ("yaw", "pitch", "roll", "shift_x", "shift_y", "breath")]


class PortraitRenderer:
    """Draws one face of one portrait at one output size.

    Only the pixels that can move are computed; the others are those of `still`, the (resized) portrait.
    """

    def __init__(self, portrait: Portrait, face: Face, size: FrameSize, basis: FaceBasis, device: torch.device) -> None:
        picture = (size.width, size.height)
        scaled = _resize(portrait.rgb, picture)
        background = _resize(face.background, picture)
        matte = np.clip(_resize(face.matte, picture), 0.0, 1.0)
        geometry = FaceGeometry.of(face, size.width / portrait.width, size.height / portrait.height, picture)
        shape = face.pose.to_canonical(face.landmarks, np.float64)
        expression = Expression(geometry, shape, basis)
        edges = LipEdges(geometry, scaled, expression.rest_opening, UPPER_LIP_SHARE)
        left, right = edges.corners
        palette = Palette.of(scaled, geometry)
        rest = expression.rest_opening
        own_teeth = OwnTeeth(geometry, edges, scaled, palette, rest) if rest else None
        palette = palette.with_tooth(own_teeth.colour if own_teeth else None)
        interior = paint_interior(palette, geometry.unit, right - left)
        borrowed = BorrowedMouths.of(face.references, geometry, shape, scaled, UPPER_LIP_SHARE, JAW_SHARE, device)
        lips = BorrowedLips.of(face.references, geometry, _face_region(geometry), scaled, rest, device)

        self.device = device
        self.still = scaled
        self._expression = expression
        self._geometry = geometry
        eyes = tuple(Eye(side, geometry, scaled, face.references, device) for side in ("left", "right"))
        shading = Shading(geometry, basis, scaled, device)
        regions = {0.0: _face_region(geometry), HEAD_REACH: _head_region(geometry, matte)}
        part = _part(list(regions.values()), SOURCE_REACH * geometry.unit, picture)
        still, behind = (_planes(pixels[part.slices]).to(device) for pixels in (scaled, background))
        through = 1.0 - torch.from_numpy(matte[part.slices])[None, None].to(device)
        person = torch.cat([still - through * behind, through], dim=1)
        self._layers = Layers(Texture.of(still, part.left, part.top), Texture.of(person, part.left, part.top))
        self._face_stage, self._head_stage = (
            MovingRegion(
                region,
                HeadTurn(geometry, region, matte),
                expression.fields(region, Layer.SKIN).to(device),
                region.inside(still, (part.left, part.top)).contiguous(),
                region.inside(behind, (part.left, part.top)).contiguous(),
                _presence(region, region.inside(person, (part.left, part.top))),
                Mouth(geometry, expression, edges, interior, own_teeth, borrowed, lips, matte, reach, device),
                eyes,
                shading,
            )
            for reach, region in regions.items()
        )

    @property
    def rest_opening(self) -> float:
        """The gap between the portrait's own lips, inter-ocular units; 0 for closed ones."""
        return self._expression.rest_opening

    def target_landmarks(self, motion: Motion) -> NDArray[np.float64]:
        """(T) frames of motion -> (T, 468, 2): where that motion asks the face's landmarks to be.

        Pixels of the output picture, counted like `Face.landmarks` from its corner.
        """
        return self._targets.positions(motion)

    @cached_property
    def _targets(self) -> TargetLandmarks:
        return TargetLandmarks(self._geometry, self._expression)

    def render(self, motion: Motion, watch: Stopwatch | None = None) -> NDArray[np.uint8]:
        """(T) frames of motion -> (T, H, W, 3) uint8 sRGB. watch: counts the stages "render" and "composite"."""
        watch = watch or Stopwatch()
        region, levels = self.draw(motion, watch)
        with watch.stage("composite"):
            frames = np.repeat(self.still[None], len(motion), axis=0)
            for frame, planes in zip(frames, levels, strict=True):
                frame[region.slices] = cv2.merge(list(planes))
        return frames

    @torch.inference_mode()
    def draw(self, motion: Motion, watch: Stopwatch) -> tuple[Region, NDArray[np.uint8]]:
        """(T) frames of motion -> the part of the picture that can move, and (T, 3, h, w) uint8 what it shows."""
        head_moves = bool(np.any(motion.coefficients[:, HEAD_CHANNELS]))
        stage = self._head_stage if head_moves else self._face_stage
        with watch.stage("render"):
            coefficients = torch.from_numpy(motion.coefficients).to(stage.still)
            weights = self._expression.weights(coefficients)
            drawn = stage.draw(self._layers, coefficients, weights, head_moves=head_moves)
            return stage.region, drawn.mul_(255.0).add_(0.5).clamp_(0.0, 255.0).to(torch.uint8).cpu().numpy()


def _face_region(geometry: FaceGeometry) -> Region:
    outline = geometry.oval(1.5)
    return Region.around(outline.min(0), outline.max(0), geometry.picture, max(2.0, SPACING * geometry.unit))


def _head_region(geometry: FaceGeometry, matte: NDArray[np.float32]) -> Region:
    """The person from the top of the hair down to where the chest is still."""
    margin = 0.6 * geometry.unit
    chest = geometry.vertices[mesh.CHIN_TIP, 1] + 3.2 * geometry.unit
    rows = np.flatnonzero((matte > 0.02).any(axis=1))
    columns = np.flatnonzero((matte[: int(max(1, chest))] > 0.02).any(axis=0))
    inner = geometry.oval(1.5)
    low, high = inner.min(0), np.maximum(inner.max(0), [0.0, chest])
    if len(rows) and len(columns):
        low = np.minimum(low, [columns[0] - margin, rows[0] - margin])
        high = np.maximum(high, [columns[-1] + margin, 0.0])
    return Region.around(low, high, geometry.picture, max(2.0, SPACING * geometry.unit))


def _part(regions: list[Region], margin_px: float, picture: tuple[int, int]) -> Region:
    """What the regions' pixels are read from: all of them and a margin, cut to a (width, height) picture."""
    low = np.min([(region.left, region.top) for region in regions], axis=0) - margin_px
    high = np.max([(region.left + region.width, region.top + region.height) for region in regions], axis=0) + margin_px
    return Region.around(low, high, picture, margin_px)


def _presence(region: Region, person: Tensor) -> Tensor:
    """(1, 1, rows, columns) bool: the nodes in whose neighbourhood there is more than background.

    person: (1, 4, h, w) premultiplied person and what shows through it, of the region.
    """
    there = (person[:, :3].abs().amax(dim=1, keepdim=True) > 0) | (person[:, 3:] < 1.0)
    pooled = torch.nn.functional.adaptive_max_pool2d(there.float(), (region.rows, region.columns))
    return torch.nn.functional.max_pool2d(pooled, 3, stride=1, padding=1) > 0


def _resize(array: NDArray[Pixel], size: tuple[int, int]) -> NDArray[Pixel]:
    if (array.shape[1], array.shape[0]) == size:
        return np.ascontiguousarray(array)
    shrinking = size[0] < array.shape[1]
    interpolation = cv2.INTER_AREA if shrinking else cv2.INTER_CUBIC
    return np.asarray(cv2.resize(array, size, interpolation=interpolation), dtype=array.dtype)


def _planes(rgb: NDArray[np.uint8]) -> Tensor:
    """(H, W, 3) uint8 -> (1, 3, H, W) float32 in 0..1."""
    return torch.from_numpy(rgb).permute(2, 0, 1)[None].float().div(255.0).contiguous()

"""A portrait that moves: the whole picture for each frame of motion."""

from dataclasses import dataclass
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
from app.model.render.expression import UPPER_LIP_SHARE, Expression, Layer, weigh
from app.model.render.eyes import Eye
from app.model.render.geometry import FaceGeometry
from app.model.render.head import HeadTurn
from app.model.render.interior import paint_interior
from app.model.render.lips import LipEdges
from app.model.render.mouth import Mouth
from app.model.render.own_teeth import OwnTeeth
from app.model.render.palette import Palette
from app.model.render.region import Region, invert
from app.model.render.texture import Texture

SPACING = 0.04  # of the grid over head and shoulders, inter-ocular units
BANDS = 12  # that the moving region is cut into, each as wide as the person is there
HEAD_REACH = 0.45  # how far a turned head carries its features, inter-ocular units
Pixel = TypeVar("Pixel", np.uint8, np.float32)

HEAD_CHANNELS = [CHANNEL_INDEX[name] for name in ("yaw", "pitch", "roll", "shift_x", "shift_y", "breath")]


class PortraitRenderer:
    """Draws one face of one portrait at one output size.

    Only the pixels that can move are computed; the others are the (resized) portrait's own.
    """

    def __init__(self, portrait: Portrait, face: Face, size: FrameSize, basis: FaceBasis, device: torch.device) -> None:
        picture = (size.width, size.height)
        scaled = _resize(portrait.rgb, picture)
        background = _resize(face.background, picture)
        matte = np.clip(_resize(face.matte, picture), 0.0, 1.0)
        geometry = FaceGeometry.of(face, size.width / portrait.width, size.height / portrait.height, picture)
        shape = _pose_free(face)
        expression = Expression(geometry, shape, basis)
        edges = LipEdges(geometry, scaled, expression.rest_opening, UPPER_LIP_SHARE)
        left, right = edges.corners
        palette = Palette.of(scaled, geometry)
        interior = paint_interior(palette, geometry.unit, right - left)
        rest = expression.rest_opening
        own_teeth = OwnTeeth(geometry, edges, scaled, palette, rest) if rest else None

        self.device = device
        self._still = scaled
        self._expression = expression
        planes = _planes(scaled).to(device)
        self._picture = Texture.of(planes)
        # Foreground and background apart (Porter and Duff 1984): picture = person + (1 - matte) * background. The
        # person's pixels move, what is behind them stays; where nothing moved the sum is the picture, to the last bit.
        through = 1.0 - torch.from_numpy(matte)[None, None].to(device)
        self._background = _planes(background).to(device)
        person = torch.cat([planes - through * self._background, through], dim=1)
        self._person = Texture.of(person)
        stages = []
        for reach in (0.0, HEAD_REACH):
            region = _face_region(geometry) if reach == 0.0 else _head_region(geometry, matte)
            stages.append(
                _Stage(
                    region,
                    HeadTurn(geometry, region, matte),
                    expression.fields(region, Layer.SKIN).to(device),
                    _presence(region, person),
                    Mouth(geometry, expression, edges, interior, own_teeth, matte, reach, device),
                    tuple(Eye(side, geometry, expression, scaled, matte, reach, device) for side in ("left", "right")),
                )
            )
        self._face_stage, self._head_stage = stages

    @property
    def rest_opening(self) -> float:
        """The gap between the portrait's own lips, inter-ocular units; 0 for closed ones."""
        return self._expression.rest_opening

    @torch.inference_mode()
    def render(self, motion: Motion, watch: Stopwatch | None = None) -> NDArray[np.uint8]:
        """(T) frames of motion -> (T, H, W, 3) uint8 sRGB. watch: counts the stages "render" and "composite"."""
        watch = watch or Stopwatch()
        head_moves = bool(np.any(motion.coefficients[:, HEAD_CHANNELS]))
        stage = self._head_stage if head_moves else self._face_stage
        with watch.stage("render"):
            coefficients = torch.from_numpy(motion.coefficients).to(self.device)
            weights = self._expression.weights(coefficients)
            moving = stage.move_skin(self._person, self._background, self._picture, coefficients, weights, head_moves)
            stage.draw_features(moving, self._picture, coefficients, weights)
            levels = moving.mul_(255.0).round_().clamp_(0.0, 255.0).to(torch.uint8)
            pixels = levels.permute(0, 2, 3, 1).contiguous().cpu().numpy()
        with watch.stage("composite"):
            frames = np.repeat(self._still[None], len(motion), axis=0)
            frames[(slice(None), *stage.region.slices)] = pixels
        return frames


@dataclass(frozen=True, slots=True)
class _Stage:
    """Everything prepared for one moving region."""

    region: Region
    head: HeadTurn
    skin: Tensor
    presence: Tensor
    mouth: Mouth
    eyes: tuple[Eye, ...]

    def move_skin(
        self, person: Texture, background: Tensor, picture: Texture, motion: Tensor, weights: Tensor, head_moves: bool
    ) -> Tensor:
        """(T, 3, h, w) of the region in 0..1 with skin, hair and body moved.

        person: premultiplied person and what shows through it (4 channels); background: (1, 3, H, W).
        """
        region = self.region
        expression = weigh(weights, self.skin)
        source = invert(self.head.displacement(motion, expression), region)
        grid = region.upsample(picture.unit_positions(source)).permute(0, 2, 3, 1)
        if not head_moves:
            return picture.read(grid)
        rows, columns = region.slices
        behind = background[:, :, rows, columns]
        frames = behind.repeat(len(motion), 1, 1, 1)
        # Where nobody is, the background is all there is to see: most portraits are half empty.
        for band in region.bands(region.read_nodes(self.presence, source), BANDS):
            top, left = band.top - region.top, band.left - region.left
            part = (slice(top, top + band.height), slice(left, left + band.width))
            moved = person.read(grid[:, part[0], part[1]])
            frames[:, :, part[0], part[1]] = torch.addcmul(moved[:, :3], moved[:, 3:], behind[:, :, part[0], part[1]])
        return frames

    def draw_features(self, frames: Tensor, picture: Texture, motion: Tensor, weights: Tensor) -> None:
        """Eyes and mouth over the moved skin, in place."""
        origin = (self.region.left, self.region.top)
        for eye in self.eyes:
            eye.draw(frames, origin, picture, motion, weights)
        self.mouth.draw(frames, origin, picture, motion, weights)


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


def _presence(region: Region, person: Tensor) -> Tensor:
    """(1, 1, rows, columns): above zero at the nodes in whose neighbourhood there is more than background.

    person: (1, 4, H, W) premultiplied person and what shows through it.
    """
    rows, columns = region.slices
    here = person[:, :, rows, columns]
    there = (here[:, :3].abs().amax(dim=1, keepdim=True) > 0) | (here[:, 3:] < 1.0)
    pooled = torch.nn.functional.adaptive_max_pool2d(there.float(), (region.rows, region.columns))
    return torch.nn.functional.max_pool2d(pooled, 3, stride=1, padding=1)


def _pose_free(face: Face) -> NDArray[np.float64]:
    pose = face.pose
    shape: NDArray[np.float64] = (face.landmarks - pose.translation).astype(np.float64) @ pose.rotation / pose.scale
    return shape


def _resize(array: NDArray[Pixel], size: tuple[int, int]) -> NDArray[Pixel]:
    if (array.shape[1], array.shape[0]) == size:
        return np.ascontiguousarray(array)
    shrinking = size[0] < array.shape[1]
    interpolation = cv2.INTER_AREA if shrinking else cv2.INTER_CUBIC
    return np.asarray(cv2.resize(array, size, interpolation=interpolation), dtype=array.dtype)


def _planes(rgb: NDArray[np.uint8]) -> Tensor:
    """(H, W, 3) uint8 -> (1, 3, H, W) float32 in 0..1."""
    return torch.from_numpy(rgb).permute(2, 0, 1)[None].float().div(255.0).contiguous()

"""A portrait that moves: the whole picture for each frame of motion."""

from functools import cached_property

import cv2
import numpy as np
import torch
from numpy.typing import NDArray

from app.core.face import Face
from app.core.face_basis import FaceBasis
from app.core.motion import CHANNEL_INDEX, Motion
from app.core.portrait import Portrait
from app.core.stopwatch import Stopwatch
from app.core.video_size import FrameSize
from app.model.render import topology as mesh
from app.model.render.eyes.eyes import Eye
from app.model.render.geometry import FaceGeometry
from app.model.render.mouth.contents import MouthContents
from app.model.render.mouth.mouth import Mouth
from app.model.render.moving_region import Layers, MovingRegion, MovingSkin
from app.model.render.sampling.region import Region
from app.model.render.skin.expression import Expression
from app.model.render.skin.shading import Shading
from app.model.render.still_face import StillFace
from app.model.render.target_landmarks import TargetLandmarks

SPACING = 0.04  # of the grid over head and shoulders, inter-ocular units
HEAD_REACH = 0.45  # how far a turned head carries its features, inter-ocular units
SOURCE_REACH = 0.9  # how far outside the moving region its pixels may come from, inter-ocular units

HEAD_CHANNELS = [CHANNEL_INDEX[name] for name in ("yaw", "pitch", "roll", "shift_x", "shift_y", "breath")]


class PortraitRenderer:
    """Draws one face of one portrait at one output size.

    Only the pixels that can move are computed; the others are those of `still`, the (resized) portrait.
    """

    def __init__(self, portrait: Portrait, face: Face, size: FrameSize, basis: FaceBasis, device: torch.device) -> None:
        still = StillFace.of(portrait, face, size, device)
        geometry = still.geometry
        expression = Expression(geometry, still.shape, basis)
        around_face = _around_face(geometry)
        contents = MouthContents.of(still, expression.rest_opening, around_face)
        eyes = [Eye(side, still) for side in ("left", "right")]
        shading = Shading(still, basis)
        regions = {0.0: around_face, HEAD_REACH: _around_head(geometry, still.matte)}
        part = _part(list(regions.values()), SOURCE_REACH * geometry.unit, geometry.picture)
        layers = Layers.of(still, part)

        self.device = device
        self.still = still.rgb
        self._expression = expression
        self._geometry = geometry
        self._face_region, self._head_region = (
            MovingRegion(
                MovingSkin(still, expression, layers, region),
                Mouth(still, expression, contents, reach),
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
        moving = self._head_region if head_moves else self._face_region
        with watch.stage("render"):
            coefficients = torch.from_numpy(motion.coefficients).to(moving.skin.still)
            weights = self._expression.weights(coefficients)
            drawn = moving.draw(coefficients, weights, head_moves=head_moves)
            return moving.region, drawn.mul_(255.0).add_(0.5).clamp_(0.0, 255.0).to(torch.uint8).cpu().numpy()


def _around_face(geometry: FaceGeometry) -> Region:
    outline = geometry.oval(1.5)
    return Region.around(outline.min(0), outline.max(0), geometry.picture, max(2.0, SPACING * geometry.unit))


def _around_head(geometry: FaceGeometry, matte: NDArray[np.float32]) -> Region:
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

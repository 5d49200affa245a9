"""Lids that close with lid skin, and irises that move inside the eye."""

from dataclasses import dataclass

import numpy as np
import torch
import torch.nn.functional as F
from numpy.typing import NDArray
from torch import Tensor

from app.core.face import EYEBALL_RADIUS
from app.core.motion import CHANNEL_INDEX
from app.core.smoothstep import ease, smoothstep
from app.model.render import topology as mesh
from app.model.render.eyes.closed_eye import alike, closed_eye
from app.model.render.eyes.lid_skin import lid_skin
from app.model.render.geometry import FaceGeometry
from app.model.render.mouth.lips import smooth_curve
from app.model.render.sampling.region import Region
from app.model.render.sampling.texture import Texture
from app.model.render.still_face import StillFace

Floats = NDArray[np.float64]

SPACING = 0.025  # of the grid, inter-ocular units
LASH_BAND = 0.026  # the strip at the lid's edge that carries lashes and travels unstretched
EDGE_SOFTNESS = 0.006  # of the lid's edge, inter-ocular units
LOWER_LID_SHARE = 0.12  # of the way that the lower lid comes up to meet the upper one
EDGE_OVERLAP = 0.02  # that the upper lid goes beyond the lower one's edge, inter-ocular units
SHUT_FROM = 0.7  # blink from which a real closed eye, where there is a picture of it, shows more and more as a whole


@dataclass(frozen=True, slots=True)
class LidMaps:
    """Maps of the still around an eye, (T, 1, h, w) each, read at positions of its pixels; lengths in pixels.

    below_lid: below the upper lid's edge. above_lower: above the lower lid's edge. gap: between the two. iris: share of
    the iris' movement. crease: height of the crease above the lid's edge. influence: of the patch.
    """

    below_lid: Tensor
    above_lower: Tensor
    gap: Tensor
    iris: Tensor
    crease: Tensor
    influence: Tensor


class Eye:
    """One eye's patch: what is drawn over frames whose skin has been moved already."""

    def __init__(self, side: str, face: StillFace) -> None:
        """side: "left" or "right" in the picture."""
        geometry, device, left = face.geometry, face.device, side == "left"
        upper = geometry.vertices[list(mesh.LEFT_EYE_UPPER if left else mesh.RIGHT_EYE_UPPER)]
        lower = geometry.vertices[list(mesh.LEFT_EYE_LOWER if left else mesh.RIGHT_EYE_LOWER)]
        iris = geometry.vertices[list(mesh.LEFT_IRIS if left else mesh.RIGHT_IRIS)]
        brow = geometry.vertices[list(mesh.LEFT_BROW if left else mesh.RIGHT_BROW)[5:]]  # its lower row
        unit = geometry.unit
        both = np.concatenate([upper, lower])
        low, high = both.min(0) - unit * np.array([0.14, 0.26]), both.max(0) + unit * np.array([0.14, 0.20])
        self.region = Region.around(low, high, geometry.picture, max(1.5, SPACING * unit))
        self._maps = _lid_maps(geometry, self.region.nodes(), upper, lower, iris, brow).to(device)
        # Above zero between the lids and a little beyond, where a gaze shows.
        self._opening = (self._maps[:, :2].amin(dim=1, keepdim=True) + 0.05 * unit) * self._maps[:, -1:]
        self._down = torch.tensor(geometry.down, dtype=torch.float32, device=device).view(1, 2, 1, 1)
        axes = np.stack([geometry.right, geometry.down], axis=1) * EYEBALL_RADIUS * unit
        self._gaze_axes = torch.tensor(axes, dtype=torch.float32, device=device)
        skin = lid_skin(face.rgb, self.region, geometry, upper, lower)
        planes = torch.from_numpy(np.ascontiguousarray(skin.transpose(2, 0, 1)[None])).to(device)
        self._lid = Texture.of(planes, self.region.left, self.region.top)
        self._unit = unit
        gap = np.maximum((lower - upper) @ geometry.down, 0.0)
        way = ((1.0 - LOWER_LID_SHARE) * gap + EDGE_OVERLAP * unit)[:, None] * geometry.down
        shut = closed_eye(face, side, self.region, upper, upper + way)
        self._shut = None if shut is None else self._texture(shut, face)
        self._blink = CHANNEL_INDEX[f"blink_{side}"]

    def _texture(self, shut: NDArray[np.float32], face: StillFace) -> Texture:
        """The eye as another picture shows it shut, (h, w, 3) of the region, in this picture's light."""
        region = self.region
        size = (region.height, region.width)
        influence = F.interpolate(self._maps[:, -1:], size, mode="bilinear", align_corners=True)[0, 0].cpu().numpy()
        lit = alike(shut, face.rgb, region, influence, self._unit)
        planes = torch.from_numpy(np.ascontiguousarray(lit.transpose(2, 0, 1)[None])).to(face.device)
        return Texture.of(planes, region.left, region.top)

    def draw(self, frames: Tensor, region: Region, source: Tensor, picture: Texture, motion: Tensor) -> None:
        """Draw over (T, 3, h, w) frames in 0..1 of a region, in place.

        source: (T, 2, rows, columns) where in the still the skin at the region's nodes comes from, pixels.
        """
        blink = motion[:, self._blink].clamp(0.0, 1.0).view(-1, 1, 1, 1)
        gaze = motion[:, CHANNEL_INDEX["gaze_x"] : CHANNEL_INDEX["gaze_y"] + 1]
        blinks = bool((blink > 0).any())
        if not blinks and not bool((gaze != 0).any()):
            return
        window = region.window(self.region.read_nodes(self._maps[:, -1:] if blinks else self._opening, source))
        if window is None:
            return
        at = region.at_pixels(source, window)
        maps = LidMaps(*torch.split(self.region.read_nodes(self._maps, at), 1, dim=1))
        seen = picture.at(self._eye_positions(at, maps, blink, gaze))
        if blinks:
            seen = self._with_lid(seen, picture, at, maps, blink)
        patch = window.inside(frames, (region.left, region.top))
        patch += maps.influence * (seen - patch)

    def _with_lid(self, eye: Tensor, picture: Texture, at: Tensor, maps: LidMaps, blink: Tensor) -> Tensor:
        """(T, 3, h, w) of the eye with the upper lid down as far as the blink asks."""
        below_lid, gap, crease = maps.below_lid, maps.gap, maps.crease
        whole_way = (1.0 - LOWER_LID_SHARE) * gap + EDGE_OVERLAP * self._unit
        travel = blink * whole_way  # of the upper lid, pixels
        past_edge = below_lid - travel  # pixels below the lid's edge as it stands now
        shadow = 0.35 * (blink * 4).clamp(max=1.0) * torch.exp(-past_edge.clamp(min=0.0) / (0.035 * self._unit))
        eye = eye * (1.0 - shadow * ease(below_lid) * ease(maps.above_lower / (0.02 * self._unit)))

        # The lid's edge is as soft as an edge of that size is in a picture; large pictures are never sharp to a pixel.
        over = (0.5 - past_edge / max(1.0, EDGE_SOFTNESS * self._unit)).clamp(0.0, 1.0) * (blink * 8).clamp(max=1.0)
        lid_cover = over * ease((below_lid + 1.45 * crease) / (0.7 * crease))
        if self._shut is not None:  # a real lid has its own light and lashes, and comes out of the fold as a whole
            skin = self._shut.at(at + (whole_way - travel) * self._down)
            seen = eye + lid_cover * (skin - eye)
            return seen + smoothstep(SHUT_FROM, 1.0, blink) * (self._shut.at(at) - seen)
        skin = self._shaded(self._lid.at(at), below_lid, crease, travel, gap)
        seen = eye + lid_cover * (skin - eye)

        # Lashes and the shadow at their roots travel down with the edge, as what they take from the skin's light.
        band = LASH_BAND * self._unit
        start = at - travel * self._down
        dark = (picture.at(start) / self._lid.at(start).clamp(min=0.02)).clamp(max=1.0)
        band_cover = over * ease((past_edge + band) / (0.6 * band))
        return seen * (1.0 - band_cover * (1.0 - dark))

    def _eye_positions(self, at: Tensor, maps: LidMaps, blink: Tensor, gaze: Tensor) -> Tensor:
        """Where in the still each pixel of the open eye comes from: the iris shifted, the lower lid raised."""
        shift = (torch.sin(gaze) @ self._gaze_axes.T).view(-1, 2, 1, 1)
        edge = 0.02 * self._unit
        inside = ease(maps.below_lid / edge) * ease(maps.above_lower / edge)
        rise = blink * LOWER_LID_SHARE * maps.gap * torch.exp(-((maps.above_lower / (0.09 * self._unit)) ** 2))
        return at - shift * maps.iris * inside + rise * self._down

    @staticmethod
    def _shaded(skin: Tensor, below_lid: Tensor, crease: Tensor, travel: Tensor, gap: Tensor) -> Tensor:
        """Lid skin with the shading of the round ball beneath it."""
        along = ((below_lid + crease) / (crease + travel)).clamp(0.0, 1.0)
        # Dark in the fold, lightest where the ball bulges, a little darker towards the lashes and the corners.
        shade = 0.96 - 0.08 * torch.exp(-(((along - 0.08) / 0.13) ** 2)) + 0.05 * torch.sin(along * torch.pi)
        return (skin * (shade + 0.07 * gap / gap.amax() - 0.07 * along**3)).clamp(0.0, 1.0)


def _lid_maps(
    geometry: FaceGeometry, points: Floats, upper: Floats, lower: Floats, iris: Floats, brow: Floats
) -> Tensor:
    """(1, 6, rows, columns) smooth maps of the still around an eye, those of `LidMaps` in their order."""
    unit = geometry.unit
    centre = iris[0]
    place = geometry.local(points, centre)
    u, v = place[..., 0], place[..., 1]
    upper_local, lower_local = geometry.local(upper, centre), geometry.local(lower, centre)
    left, right = float(upper_local[0, 0]), float(upper_local[-1, 0])
    inside = np.clip(u, left, right)
    upper_v, lower_v = smooth_curve(upper_local)(inside), smooth_curve(lower_local)(inside)
    gap = np.maximum(lower_v - upper_v, 0.0)
    radius = float(np.linalg.norm(geometry.local(iris[1:], centre), axis=1).mean())
    away = np.linalg.norm(place, axis=-1)
    iris_share = 1.0 - smoothstep(1.15 * radius, 2.3 * radius, away)
    brow_v = float(geometry.local(brow, centre)[:, 1].mean())
    lid_to_brow = np.maximum(upper_v - brow_v, 0.05)
    crease = np.minimum(0.068, 0.5 * lid_to_brow)
    outside = np.maximum(np.maximum(left - u, u - right), 0.0)
    influence = 1.0 - smoothstep(0.03, 0.09, outside)
    influence *= 1.0 - smoothstep(0.10, 0.17, v - lower_v)
    influence *= 1.0 - smoothstep(0.10, 0.17, upper_v - v)
    maps = [(v - upper_v) * unit, (lower_v - v) * unit, gap * unit, iris_share, crease * unit, influence]
    return torch.from_numpy(np.stack(maps)[None].astype(np.float32))

"""The inside of the mouth as another picture of the person shows it.

Near the upper lip it hangs on the skull, near the lower one on the jaw, and in between it stretches: both rows of teeth
stay as they are while the dark between them opens.
"""

import itertools
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from app.core.face import Reference, lip_gap
from app.core.smoothstep import ease, smoothstep
from app.model.render import topology as mesh
from app.model.render.mouth.cavity import Gap
from app.model.render.mouth.lip_fields import JAW_SHARE
from app.model.render.mouth.lips import LipEdges
from app.model.render.mouth.own_teeth import OwnTeeth
from app.model.render.sampling.laid_over import laid_over
from app.model.render.sampling.region import Region
from app.model.render.sampling.texture import Texture
from app.model.render.still_face import StillFace

Floats = NDArray[np.float64]

SPACING = 0.025  # of the grid, inter-ocular units
MARGIN = 0.3  # around the lips, inter-ocular units
NEAR = 0.9  # landmarks that far from the lips say where the other picture lies
# Nose and eye corners, which stay where they are while a mouth opens: on them the two pictures are laid.
ANCHORS = np.array([2, 98, 327, 97, 326, 129, 358, 1, 4, 5, 195, 33, 133, 362, 263])
JAW = np.array([83, 18, 313, 200, 199])
STRETCH_FROM, STRETCH_TO = 0.3, 0.8  # of the way from the upper lip's edge to the lower one's
DARKEST = 0.7  # light on the teeth as lips close, of what falls on them in the other picture
THIN = 0.02  # gap between the other picture's lips, inter-ocular units, from which its inside is wholly used


class BorrowedMouth:
    """Draws the inside of a mouth from one other picture, whose lips are parted."""

    def __init__(self, face: StillFace, reference: Reference) -> None:
        geometry, device = face.geometry, face.device
        theirs = reference.shape
        self.opening = float(lip_gap(theirs))
        vertices = _laid_on(geometry.vertices + geometry.to_pixels(theirs - face.shape), geometry.vertices)
        lips = vertices[[*mesh.UPPER_LIP_ROWS[3], *mesh.LOWER_LIP_ROWS[3], 61, 291]]
        margin = MARGIN * geometry.unit
        self._region = Region.around(
            lips.min(0) - margin, lips.max(0) + margin, geometry.picture, max(1.5, SPACING * geometry.unit)
        )
        away = np.linalg.norm(vertices[: mesh.MESH_VERTICES] - vertices[mesh.UPPER_MIDDLE], axis=1)
        near = np.flatnonzero(away < NEAR * geometry.unit)
        window = laid_over(reference, near, vertices[near], geometry, self._region)
        picture = face.rgb.copy()
        picture[self._region.slices] = window
        edges = LipEdges(replace(geometry, vertices=vertices), picture, max(self.opening, 1e-3))
        upper, lower = edges.distances(self._region.nodes())
        self._edges = torch.from_numpy(np.stack([upper, lower])[None].astype(np.float32)).to(device)
        planes = torch.from_numpy(window).permute(2, 0, 1)[None].float().div(255.0).contiguous().to(device)
        self._texture = Texture.of(planes, self._region.left, self._region.top)
        jaw = JAW_SHARE * (vertices[JAW].mean(0) - geometry.vertices[JAW].mean(0))
        self._jaw = torch.tensor(jaw, dtype=torch.float32, device=device).view(1, 2, 1, 1)
        self._down = torch.tensor(geometry.down, dtype=torch.float32, device=device).view(1, 2, 1, 1)
        self._unit = geometry.unit

    def draw(self, inside: Tensor, gap: Gap) -> Tensor:
        """(T, 3, h, w) painted inside of the mouth in 0..1 -> the same with this picture's drawn over it."""
        below, above = (-gap.upper_px).clamp(min=0.0), (-gap.lower_px).clamp(min=0.0)
        share = below / (below + above).clamp(min=1.0)
        follow = smoothstep(STRETCH_FROM, STRETCH_TO, share)
        at = gap.skull_at + follow * (self._jaw - gap.jaw.view(-1, 2, 1, 1))
        upper, lower = torch.split(self._region.read_nodes(self._edges, at), 1, dim=1)
        theirs = (-upper - lower).clamp(min=0.0)  # the gap between the other picture's lips there
        # Away from the other picture's lips, whose colour tints the outermost pixels.
        clear = torch.minimum(torch.full_like(theirs, 0.3 + 0.006 * self._unit), 0.4 * theirs)
        at = at + ((upper + clear).clamp(min=0.0) - (lower + clear).clamp(min=0.0)) * self._down
        kept = ease(theirs / (THIN * self._unit))
        # Lips that are nearer together let less light in.
        light = DARKEST + (1.0 - DARKEST) * (gap.opening / self.opening).clamp(max=1.0).view(-1, 1, 1, 1)
        return inside + kept * (self._texture.at(at) * light - inside)


class BorrowedMouths:
    """Draws the inside of a mouth from several pictures, blended between the two whose openings are nearest."""

    def __init__(self, mouths: Sequence[BorrowedMouth]) -> None:
        self._mouths = sorted(mouths, key=lambda mouth: mouth.opening)

    @classmethod
    def of(cls, face: StillFace) -> "BorrowedMouths | None":
        """From those references whose lips are parted; None when there is none."""
        mouths = [BorrowedMouth(face, reference) for reference in face.references if reference.has_parted_lips]
        return cls(mouths) if mouths else None

    def share(self, opening: Tensor, own_teeth: OwnTeeth | None) -> Tensor:
        """(T,) opening -> (T, 1, 1, 1): how far these pictures show instead of what the portrait has itself.

        0 at the portrait's own gap between the lips. A portrait that shows teeth keeps them, fading up to the widest
        reference's opening; one whose gap shows none changes over within CLOSE_TO_REST.
        """
        if own_teeth is None:
            return torch.ones_like(opening).view(-1, 1, 1, 1)
        share = own_teeth.departure(opening)
        if own_teeth.has_upper:
            widest = self._mouths[-1].opening
            way = (opening - own_teeth.rest) / (widest - own_teeth.rest) if widest > own_teeth.rest else 0.0 * opening
            share = torch.minimum(share, way.clamp(0.0, 1.0))
        return share.view(-1, 1, 1, 1)

    def draw(self, inside: Tensor, gap: Gap) -> Tensor:
        """As `BorrowedMouth.draw`."""
        drawn = self._mouths[0].draw(inside, gap)
        for before, mouth in itertools.pairwise(self._mouths):
            way = (gap.opening - before.opening) / max(mouth.opening - before.opening, 1e-3)
            if bool((way > 0.0).any()):
                next_one = mouth.draw(inside, gap)
                drawn = drawn.lerp(next_one, way.clamp(0.0, 1.0).view(-1, 1, 1, 1))
        return drawn


def _laid_on(vertices: Floats, own: Floats) -> Floats:
    """(478, 2) moved, turned and scaled so that the anchors lie nearest to the portrait's."""
    source, target = (points[ANCHORS, 0] + 1j * points[ANCHORS, 1] for points in (vertices, own))
    centred = source - source.mean()
    factor = np.vdot(centred, target - target.mean()) / np.vdot(centred, centred)
    placed = (vertices[:, 0] + 1j * vertices[:, 1] - source.mean()) * factor + target.mean()
    return np.stack([placed.real, placed.imag], axis=1)

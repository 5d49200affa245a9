"""The head as a rigid body: its depth, how the movement fades down the neck, and how a turn moves its pixels."""

from copy import copy

import cv2
import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from app.core.face import NECK_PIVOT_BACK, NECK_PIVOT_DOWN
from app.core.motion import CHANNEL_INDEX
from app.core.smoothstep import smoothstep
from app.core.thin_plate import thin_plate
from app.model.render import topology as mesh
from app.model.render.geometry import FaceGeometry
from app.model.render.sampling.region import Region

Floats = NDArray[np.float64]

# Inter-ocular units.
NECK_STIFF = 0.1  # below the chin the neck still moves with the head
NECK_BASE = 1.35  # below the chin it rests on the shoulders
BORDER_REACH = 0.45  # within which a border of the picture holds who touches it
SHOULDER_RISE = 0.02  # of a full breath


class HeadTurn:
    """Displacement of the nodes of a region when the head turns, shifts, or the chest breathes."""

    def __init__(self, geometry: FaceGeometry, region: Region, matte: NDArray[np.float32]) -> None:
        """matte: (H, W) person matte at the output size; needed to hold what touches the picture's border."""
        points = region.nodes()
        pivot = geometry.vertices[168] + (NECK_PIVOT_DOWN * geometry.down) * geometry.unit
        depth = _depth(geometry, points) - (geometry.depth[mesh.FACE_OVAL].mean() + NECK_PIVOT_BACK * geometry.unit)
        chin = geometry.local(points, geometry.vertices[mesh.CHIN_TIP])[..., 1]
        self._head_weight = _tensor((1.0 - smoothstep(NECK_STIFF, NECK_BASE, chin))[None])
        self._hold = _tensor(_border_hold(region, matte, geometry))
        chest = smoothstep(0.3, 1.1, chin) * (1.0 - smoothstep(1.4, 3.2, chin))
        rise = -SHOULDER_RISE * geometry.unit * geometry.down
        self._breath = _tensor(chest[None] * rise[:, None, None])
        self._offset = _tensor(np.concatenate([(points - pivot).transpose(2, 0, 1), depth[None]]))  # (3, rows, columns)
        self._unit = geometry.unit

    def part(self, rows: slice | Tensor, columns: slice | Tensor, device: torch.device) -> "HeadTurn":
        """The same turn for some rows and columns of the region's nodes, on a device."""
        self._to(device)
        part = copy(self)
        part._offset, part._breath, part._head_weight, part._hold = (
            field[:, rows][:, :, columns] for field in (self._offset, self._breath, self._head_weight, self._hold)
        )
        return part

    def displacement(self, motion: Tensor, expression: Tensor | None) -> Tensor:
        """(T, M) motion and (T, 2, rows, columns) expression displacement, both -> (T, 2, rows, columns) pixels.

        A point of the still at p goes to R (p + expression - pivot) + pivot + shift (orthographic), weighed by how
        stiffly it hangs on the head.
        """
        self._to(motion.device)
        turns = rotation(motion)  # (T, 3, 3)
        start = self._offset[None].expand(len(motion), -1, -1, -1)
        if expression is not None:
            start = torch.cat([start[:, :2] + expression, start[:, 2:]], dim=1)
        turned = torch.einsum("tij,tjhw->tihw", turns[:, :2], start)
        first = CHANNEL_INDEX["shift_x"]
        shift = motion[:, first : first + 2] * self._unit
        moved = (turned - start[:, :2] + shift[:, :, None, None]) * self._head_weight
        moved = moved + motion[:, CHANNEL_INDEX["breath"]].view(-1, 1, 1, 1) * self._breath
        # Away from a border that the person touches nothing moves, for nothing beyond it could be shown; along it and
        # out of the picture all moves freely.
        moved = torch.where(moved > 0.0, moved * self._hold[:2], moved * self._hold[2:])
        return moved if expression is None else moved + expression

    def _to(self, device: torch.device) -> None:
        if self._offset.device != device:
            self._offset, self._breath = self._offset.to(device), self._breath.to(device)
            self._head_weight, self._hold = self._head_weight.to(device), self._hold.to(device)


def rotation(motion: Tensor) -> Tensor:
    """(T, M) -> (T, 3, 3): about y by yaw, then x by pitch, then z by roll (nose right, nose down, clockwise)."""
    yaw, pitch, roll = (motion[:, CHANNEL_INDEX[name]] for name in ("yaw", "pitch", "roll"))
    zero, one = torch.zeros_like(yaw), torch.ones_like(yaw)
    cy, sy, cp, sp, cr, sr = yaw.cos(), yaw.sin(), pitch.cos(), pitch.sin(), roll.cos(), roll.sin()
    about_y = torch.stack([cy, zero, -sy, zero, one, zero, sy, zero, cy], 1).view(-1, 3, 3)
    about_x = torch.stack([one, zero, zero, zero, cp, -sp, zero, sp, cp], 1).view(-1, 3, 3)
    about_z = torch.stack([cr, -sr, zero, sr, cr, zero, zero, zero, one], 1).view(-1, 3, 3)
    return about_z @ about_y @ about_x


def _depth(geometry: FaceGeometry, points: Floats) -> Floats:
    """Depth in pixels at points: the face's own, rounding off to the sides and back of the head around it."""
    oval_depth = geometry.depth[mesh.FACE_OVAL]
    farthest = oval_depth.mean() + 0.55 * geometry.unit
    rim = np.concatenate([geometry.oval(1.3), geometry.oval(1.8), geometry.oval(3.5)])
    beside = np.minimum(oval_depth + 0.3 * geometry.unit, farthest)
    away = np.full(len(oval_depth), farthest)
    chosen = np.union1d(np.arange(0, mesh.MESH_VERTICES, 2), mesh.FACE_OVAL)
    nodes = np.concatenate([geometry.vertices[chosen], rim])
    values = np.concatenate([geometry.depth[chosen], beside, away, away])
    origin = geometry.vertices[168]
    read = thin_plate((nodes - origin) / geometry.unit, values[:, None], (points - origin) / geometry.unit, 3e-3)
    rough = np.minimum(read[..., 0], farthest + 0.2 * geometry.unit)
    # Depth must be smooth, for its slope is what a turn stretches: a little in the middle of the face, where the nose
    # stands out, much at its sides, where the mesh turns away and its depth is a guess.
    step = (points[0, 1, 0] - points[0, 0, 0]) / geometry.unit
    fine, coarse = (
        cv2.GaussianBlur(rough, (0, 0), sigma / step, borderType=cv2.BORDER_REPLICATE) for sigma in (0.05, 0.15)
    )
    outline = geometry.oval(1.0)
    centre, radius = outline.mean(0), np.abs(outline - outline.mean(0)).max(0)
    aside = smoothstep(0.35, 0.85, np.linalg.norm((points - centre) / radius, axis=-1))
    return np.asarray(fine + aside * (coarse - fine))


def _border_hold(region: Region, matte: NDArray[np.float32], geometry: FaceGeometry) -> Floats:
    """(4, rows, columns) share of a move to the right, down, to the left and up that is left near the borders.

    0 at a border of the picture that the person touches and would leave, 1 well inside and everywhere else.
    """
    points = region.nodes()
    width, height = geometry.picture
    touched = (matte[:, 0], matte[0], matte[:, -1], matte[-1])
    away = (points[..., 0], points[..., 1], width - 1 - points[..., 0], height - 1 - points[..., 1])
    reach = BORDER_REACH * geometry.unit
    holds = [
        smoothstep(0.0, reach, distance) if (edge > 0.5).any() else np.ones_like(distance)
        for edge, distance in zip(touched, away, strict=True)
    ]
    return np.stack(holds)


def _tensor(array: Floats) -> Tensor:
    return torch.from_numpy(np.ascontiguousarray(array, dtype=np.float32))

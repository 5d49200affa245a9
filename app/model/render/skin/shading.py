"""Folds and bulges of moving skin, shown by light and shadow over the moved picture."""

import cv2
import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from app.core.face_basis import FaceBasis
from app.core.motion import CHANNEL_INDEX, CHANNELS, MOUTH
from app.core.smoothstep import smoothstep
from app.core.thin_plate import thin_plate
from app.model.render import topology as mesh
from app.model.render.geometry import FaceGeometry
from app.model.render.sampling.region import Region
from app.model.render.skin.creases import FOLDS, Bulge, Crease, Fold
from app.model.render.skin.light import light_direction
from app.model.render.skin.palette import LUMA
from app.model.render.still_face import StillFace

Floats = NDArray[np.float64]

SPACING = 0.011  # of the grid over the face, inter-ocular units: a third of the narrowest furrow
SOFTEST = 0.16  # of the lightness, what light from one side can add or take at most
AMBIENT_LOSS = 0.11  # of the light, in the deepest furrow
LOWEST, HIGHEST = 0.62, 1.22  # factors on the picture's lightness
MOST_COLOURED = 0.65  # by how much more or less than lightness a colour may fall in shadow
YOUNG, OLD = 0.012, 0.035  # fine contrast of smooth and of lined skin
WIDE_MOUTH = 0.12  # by how much wider spoken lips bring out the folds beside them like a smile, inter-ocular units
FAINT = 0.004  # less shading than this changes no level


class Shading:
    """Factors on the picture's lightness for every fold, for one portrait; none at the portrait's own expression."""

    def __init__(self, face: StillFace, basis: FaceBasis) -> None:
        geometry, device = face.geometry, face.device
        outline = geometry.oval(1.08)
        self.region = Region.around(outline.min(0), outline.max(0), geometry.picture, max(1.0, SPACING * geometry.unit))
        points = self.region.nodes()
        chart = _chart(geometry, basis.canonical, points)
        colours = _colours(face.rgb, points, SPACING * geometry.unit)
        lightness = colours @ LUMA
        bare = _bare_skin(geometry, points, colours)
        depth = _depth(geometry, points)
        step = float(points[0, 1, 0] - points[0, 0, 0]) / geometry.unit
        light = light_direction(lightness, depth, bare, step)
        strength = _lined(lightness, bare, step)
        shades = np.stack([_shade(fold, chart, geometry, light, step) for fold in FOLDS])
        self._shades = torch.from_numpy((shades * strength * bare).astype(np.float32))[:, None].to(device)
        self._drivers = torch.from_numpy(_drivers()).to(device)
        left, right = mesh.LIP_CORNERS[-1]
        wider = basis.mouth_basis[:, right, 0] - basis.mouth_basis[:, left, 0]
        wider[0] = 0.0  # the opening's own part is the jaw's, not the cheeks'
        self._wider = torch.from_numpy(wider.astype(np.float32)).to(device)
        warmth = _shadow_colours(colours, bare)
        self._warmth = torch.from_numpy(warmth.astype(np.float32)).view(1, 3, 1, 1).to(device)

    def draw(self, frames: Tensor, region: Region, source: Tensor, motion: Tensor) -> None:
        """Shade (T, 3, h, w) frames of a region, in place.

        source: (T, 2, rows, columns) where in the still the skin at the region's nodes comes from, pixels.
        """
        amount = motion.clamp(min=0.0) @ self._drivers  # (T, M) @ (M, F) -> (T, F)
        wider = (motion[:, MOUTH] @ self._wider / WIDE_MOUTH - 0.25).clamp(min=0.0)
        amount[:, 0] += wider
        if not bool((amount > 0).any()):
            return
        amount = amount / (1.0 + 0.35 * amount)
        shade = (amount @ self._shades.flatten(1)).view(-1, 1, *self._shades.shape[2:])
        # Only what is shaded anywhere: a smile leaves the forehead alone.
        widest = torch.nn.functional.max_pool2d(shade.abs(), 5, stride=1, padding=2)
        window = region.window(self.region.read_nodes((widest - FAINT).clamp(min=0.0), source))
        if window is None:
            return
        at = region.at_pixels(source, window)
        seen = self.region.read_nodes(shade, at).clamp(LOWEST - 1.0, HIGHEST - 1.0)
        skin = window.inside(frames, (region.left, region.top))
        skin.mul_((1.0 + seen.clamp(max=0.0)) ** self._warmth)
        # What is nearly white already has no room for light, and would lose its colour.
        room = (2.0 - 2.0 * skin.amax(dim=1, keepdim=True)).clamp(0.0, 1.0)
        skin.mul_(1.0 + seen.clamp(min=0.0) * room)


def _shade(fold: Fold, chart: Floats, geometry: FaceGeometry, light: Floats, step: float) -> Floats:
    """(rows, columns) relative change of lightness where a fold is fully out."""
    parts: tuple[Crease | Bulge, ...] = (*fold.creases, *fold.bulges)
    height = np.sum([part.height(chart) for part in parts], axis=0)
    slope_y, slope_x = np.gradient(height, step)
    # A height h towards the viewer turns the normal by -grad h. Light from one side alone would draw the fold of one
    # cheek as a line and lose the other's, so it is softened by what falls on skin from around.
    lit = -(light[0] * slope_x + light[1] * slope_y)
    shade = lit / (1.0 + np.abs(lit) / SOFTEST)
    for crease in fold.creases:
        shade -= AMBIENT_LOSS * min(1.0, crease.depth / 0.006) * crease.shadow(chart)
    return np.asarray(shade)


def _drivers() -> NDArray[np.float32]:
    """(M, F): how far one unit of each motion channel brings out each fold; 1 is fully out."""
    drivers = np.zeros((len(CHANNELS), len(FOLDS)), np.float32)
    for index, fold in enumerate(FOLDS):
        for channel, full in fold.drivers:
            drivers[CHANNEL_INDEX[channel], index] = 1.0 / full
    return drivers


def _chart(geometry: FaceGeometry, canonical: NDArray[np.float32], points: Floats) -> Floats:
    """(..., 2) pixels -> (..., 2) chart positions (u from the middle, v down) of the face there."""
    vertices = slice(0, mesh.MESH_VERTICES, 2)
    origin = geometry.vertices[168]
    places = (geometry.vertices[vertices] - origin) / geometry.unit
    chart = thin_plate(places, canonical[vertices, :2].astype(np.float64), (points - origin) / geometry.unit, 1e-3)
    chart[..., 0] = np.abs(chart[..., 0])
    return chart


def _depth(geometry: FaceGeometry, points: Floats) -> Floats:
    """(...) depth in inter-ocular units at (..., 2) pixels."""
    vertices = slice(0, mesh.MESH_VERTICES, 2)
    origin = geometry.vertices[168]
    places = (geometry.vertices[vertices] - origin) / geometry.unit
    depth = geometry.depth[vertices, None] / geometry.unit
    return np.asarray(thin_plate(places, depth, (points - origin) / geometry.unit, 1e-2)[..., 0])


def _colours(picture: NDArray[np.uint8], points: Floats, spacing_px: float) -> Floats:
    """(rows, columns, 3) RGB 0..255 at points of the picture, without detail finer than the grid."""
    top, left = np.floor(points[0, 0, ::-1]).astype(int)
    bottom, right = np.ceil(points[-1, -1, ::-1]).astype(int) + 1
    part = cv2.GaussianBlur(picture[top:bottom, left:right], (0, 0), max(0.6, 0.6 * spacing_px))
    size = (points.shape[1], points.shape[0])
    return np.asarray(cv2.resize(part, size, interpolation=cv2.INTER_AREA), np.float64)


def _bare_skin(geometry: FaceGeometry, points: Floats, colours: Floats) -> Floats:
    """(rows, columns) 1 on bare skin, 0 on eyes, lips, hair, glasses and outside the face; smooth."""
    step = float(points[0, 1, 0] - points[0, 0, 0]) / geometry.unit
    origin, scale = points[0, 0], (np.array(points.shape[1::-1]) - 1) / np.maximum(points[-1, -1] - points[0, 0], 1.0)

    def filled(outline: Floats, grow: float) -> Floats:
        area = np.zeros(points.shape[:2], np.uint8)
        cv2.fillPoly(area, [np.round((outline - origin) * scale).astype(np.int32)], (1,))
        size = 2 * max(1, round(abs(grow) / step)) + 1
        kernel = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (size, size))
        return np.asarray((cv2.dilate if grow > 0 else cv2.erode)(area, kernel), np.float64)

    vertices = geometry.vertices
    face = filled(geometry.oval(1.0), -0.03)
    eyes = [[*upper, *lower[::-1]] for upper, lower in mesh.EYE_OUTLINES]
    lips = [mesh.LIP_CORNERS[3][0], *mesh.UPPER_LIP_ROWS[3], mesh.LIP_CORNERS[3][1], *mesh.LOWER_LIP_ROWS[3][::-1]]
    covered = np.maximum.reduce([filled(vertices[outline], 0.03) for outline in (*eyes, lips)])
    inside = face * (1.0 - covered)
    skin = np.median(colours[inside > 0], axis=0) if inside.any() else np.array([128.0] * 3)
    lightness, usual = colours @ LUMA, max(float(skin @ LUMA), 1.0)
    # Skin in shadow is darker but keeps its hue; hair and frames differ in both, or are very dark.
    hue = np.abs(colours / np.maximum(lightness, 8.0)[..., None] - skin / usual).max(-1)
    like = (1.0 - smoothstep(0.16, 0.34, hue)) * smoothstep(0.18, 0.42, lightness / usual)
    bare = inside * cv2.GaussianBlur(like, (0, 0), 0.02 / step)
    return np.asarray(cv2.GaussianBlur(bare, (0, 0), 0.02 / step))


def _shadow_colours(colours: Floats, bare: Floats) -> Floats:
    """(3,) power of the lightness with which each colour falls, where this skin lies in shadow.

    Shadows on skin are warm in most pictures, each painter and each light having an own way; in a grey picture all
    three are 1.
    """
    weight = bare / max(float(bare.sum()), 1e-9)
    logs = np.log(np.maximum(colours, 4.0))
    light = np.log(np.maximum(colours @ LUMA, 4.0))
    light = light - (weight * light).sum()
    spread = float((weight * light**2).sum())
    slopes = ((weight * light)[..., None] * logs).sum((0, 1))
    powers: Floats = (slopes + 0.01) / (spread + 0.01)
    return np.clip(powers, 1.0 - MOST_COLOURED, 1.0 + MOST_COLOURED)


def _lined(lightness: Floats, bare: Floats, step: float) -> float:
    """Strength of the folds, from the fine contrast of the skin: smooth or smoothly painted skin folds less."""
    fine = lightness / np.maximum(cv2.GaussianBlur(lightness, (0, 0), 0.05 / step), 1.0) - 1.0
    inner = bare > 0.9
    contrast = float(np.median(np.abs(fine[inner]))) * 1.48 if inner.any() else YOUNG
    return float(0.75 + 0.35 * smoothstep(YOUNG, OLD, np.array(contrast)))

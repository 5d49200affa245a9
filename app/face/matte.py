"""Which pixels of a portrait are the person."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from app.core.face import FoundFace
from app.core.smoothstep import ease, smoothstep
from app.face.crop import Roi
from app.face.hair import EdgeColours, loose_strands
from app.face.meshing import region_around
from app.face.networks import MESH_MARGIN
from app.face.segmentation import person_segmenter

Mask = NDArray[np.float32]

# Masks are worked on where a face is this large; the edges then come from the picture at full size.
WORK_FACE_PX = 256
WORK_LONG_SIDE_PX = 1024
# In faces (height of the landmarks): where the views are centred below the face's middle and how wide they are.
HEAD_VIEWS = ((0.3, 3.0), (0.3, 3.6))
BUST_VIEW = (0.8, 4.5)
HEAD_ENDS, BODY_BEGINS = 0.35, 0.75  # below the face's middle the head view fades out
SKULL_ENDS = 0.1  # below the face's middle: hair and skull above are convex but for curls
STRANDS_END = 0.8
STRAND_REACH = 0.25  # beyond the network's edge
EDGE_INWARD, EDGE_OUTWARD = 0.03, 0.05  # how far the network's edge may be wrong


def person_matte(rgb: NDArray[np.uint8], face: FoundFace, others: Sequence[FoundFace] = ()) -> tuple[Mask, Mask]:
    """Two (H, W) float32 in 0..1 for an (H, W, 3) picture: the person with that face, and other persons near it.

    The first is 1 on the person, soft along hair, without holes and islands. others: faces of other persons; what is
    nearer to one of them is in the second matte, and the first fades out towards it.
    """
    face_px = _face_px(face)
    shrink = min(1.0, WORK_FACE_PX / face_px, WORK_LONG_SIDE_PX / max(rgb.shape[:2]))
    size = (max(1, round(rgb.shape[1] * shrink)), max(1, round(rgb.shape[0] * shrink)))
    small = np.asarray(cv2.resize(rgb, size, interpolation=cv2.INTER_AREA), np.uint8) if shrink < 1 else rgb
    zoom = np.array([size[0] / rgb.shape[1], size[1] / rgb.shape[0]])
    mean_zoom = float(zoom.mean())  # NumPy's own float64 would make everything that it touches as wide
    shape = (size[1], size[0])
    region = region_around(face.landmarks * mean_zoom)
    mask = _network_mask(small, region)
    hull = _face_hull(shape, face.landmarks[:, :2] * zoom)
    anybody = np.maximum(mask, hull)
    mask = _one_piece(anybody, hull)
    work_face_px = region.side / MESH_MARGIN
    inward_px, outward_px = EDGE_INWARD * work_face_px, EDGE_OUTWARD * work_face_px
    beside_head = _below(shape, region) < STRANDS_END
    strands = loose_strands(small, mask, STRAND_REACH * work_face_px, inward_px, beside_head)
    edges = EdgeColours.learn(small, mask, strands | _head_hull(mask, region), inward_px, outward_px)
    everyone = replace(edges, trust=edges.trust * (1 - hull)).matte(rgb)
    own = _own_territory(shape, region, [region_around(other.landmarks * mean_zoom) for other in others])
    if own.min() == 1.0:
        return everyone, np.zeros_like(everyone)
    # Others, and what hangs on them alone, are cut off last: where people touch there is no edge to learn colours from.
    own *= cv2.dilate((_one_piece(mask * own, hull) > 0).astype(np.float32), np.ones((9, 9), np.uint8))
    own, anybody = (
        np.asarray(cv2.resize(mask, (rgb.shape[1], rgb.shape[0]), interpolation=cv2.INTER_LINEAR), np.float32)
        for mask in (own, anybody)
    )
    return everyone * own, np.maximum(everyone, anybody) * (1 - own)


def _face_px(face: FoundFace) -> float:
    return region_around(face.landmarks).side / MESH_MARGIN


def _network_mask(rgb: NDArray[np.uint8], region: Roi) -> Mask:
    """(h, w) the network's mask: the head from a near view, the body from a farther one and from the whole picture."""
    height, width = rgb.shape[:2]
    face_px = region.side / MESH_MARGIN
    axes = region.axes()
    centre = np.array([region.x, region.y])

    def below(faces: float, side: float) -> Roi:
        x, y = centre + axes[:, 1] * faces * face_px
        return Roi(float(x), float(y), side * face_px, region.angle)

    segmenter = person_segmenter()
    whole, _ = segmenter.view(rgb, Roi(width / 2, height / 2, max(width, height) * 1.05))
    bust, bust_weight = segmenter.view(rgb, below(*BUST_VIEW))
    heads, head_weights = zip(*(segmenter.view(rgb, below(*view)) for view in HEAD_VIEWS), strict=True)
    head, head_weight = sum(heads) / len(heads), np.minimum.reduce(head_weights)
    # A person who is small in the picture is seen badly in the whole of it.
    whole_share = 0.5 * min(max((face_px / max(width, height) - 0.05) / 0.1, 0.0), 1.0)
    body = whole + bust_weight * (bust + whole_share * (whole - bust) - whole)
    head_weight *= 1 - smoothstep(HEAD_ENDS, BODY_BEGINS, _below((height, width), region))
    mask = body + head_weight * (head - body)
    return np.asarray(ease((mask - 0.15) / 0.7), np.float32)


def _below(shape: tuple[int, ...], region: Roi) -> Mask:
    """(h, w) how far each pixel lies below the middle of the face, along the face, in faces."""
    x, y = np.arange(shape[1], dtype=np.float32) + 0.5, np.arange(shape[0], dtype=np.float32)[:, None] + 0.5
    along_x, along_y = (region.axes()[:, 1] * (MESH_MARGIN / region.side)).tolist()
    return np.asarray((x - region.x) * along_x + (y - region.y) * along_y, np.float32)


def _own_territory(shape: tuple[int, int], own: Roi, others: list[Roi]) -> Mask:
    """(h, w) 1 where a pixel is nearer to this face than to any other, in sizes of the faces."""
    x, y = np.arange(shape[1]) + 0.5, np.arange(shape[0])[:, None] + 0.5

    def distance(region: Roi) -> NDArray[np.float64]:
        return np.asarray(np.hypot(x - region.x, y - region.y) / region.side)

    territory = np.ones(shape, np.float32)
    own_distance = distance(own)
    for other in others:
        if np.hypot(other.x - own.x, other.y - own.y) > 0.1 * own.side:  # else it is this very face
            territory *= ease((distance(other) - own_distance) / 0.1 + 0.5).astype(np.float32)
    return territory


def _head_hull(mask: Mask, region: Roi) -> NDArray[np.bool_]:
    """(h, w) convex hull of the mask's part above the mouth."""
    rows, columns = np.nonzero((mask > 0.5) & (_below(mask.shape, region) < SKULL_ENDS))
    return _hull(mask.shape, np.column_stack([columns, rows])) > 0.5


def _face_hull(shape: tuple[int, int], points: NDArray[np.float32]) -> Mask:
    """(h, w) 1 inside the convex hull of the landmarks: surely the person, whatever the network says."""
    return _hull(shape, points - 0.5)


def _hull(shape: tuple[int, ...], points: NDArray[Any]) -> Mask:
    """(h, w) 1 inside the convex hull of (N, 2) points."""
    outline = cv2.convexHull(np.round(points).astype(np.int32))
    return np.asarray(cv2.fillConvexPoly(np.zeros(shape, np.uint8), outline, (1,)), np.float32)


def _one_piece(mask: Mask, hull: Mask) -> Mask:
    """The mask with everything dropped that does not hang together with the face, and every hole filled."""
    solid = (mask > 0.5).astype(np.uint8)
    _, labels = cv2.connectedComponents(solid, connectivity=4)
    person = (labels == np.bincount(np.asarray(labels, np.int32)[hull > 0.5]).argmax()).astype(np.uint8)
    outlines, _ = cv2.findContours(person, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
    filled = cv2.drawContours(np.zeros_like(person), outlines, -1, (1,), cv2.FILLED)
    near = cv2.dilate(filled, np.ones((9, 9), np.uint8))  # the soft rim of the person, not of its neighbours
    rim = np.where(near > 0, np.minimum(mask, np.where(solid > person, 0.0, 1.0)), 0.0)
    return np.where((filled > 0) & (solid == 0), 1.0, rim).astype(np.float32)

"""Background inpainting: the surroundings continued behind the person's silhouette.

Colour is carried in smoothly, and the surroundings' own texture is mirrored at the silhouette on top of it, so that
what a moving head uncovers is neither a blurred patch nor a repeated object.
"""

import cv2
import numpy as np
from numpy.typing import NDArray

from app.face.inpaint import inpaint

Image = NDArray[np.float32]

WORK_LONG_SIDE_PX = 1024
TILE_PX = 512
BORDER_PX = 3
PERSON = 0.02  # matte above which a pixel is the person's
# In the margin, what differs from the filling by no more than so many standard deviations of the surroundings is the
# surroundings' own and stays: a moving head would carry crackle, leaves and waves along as specks.
VARIATIONS = 1.25
BESIDE = 1 / 6  # in margins: so near the person soft edges look like the surroundings, and nothing stays
# In margins:
COLOUR_REACH = 1.5  # what is coarser than this is colour and carried in smoothly, what is finer is texture
TEXTURE_DEPTH = 6.0  # texture is taken from at most this far outside, and repeats behind
# At the outline texture passes whole, so that no seam shows; this many margins inside, only as much as grain and brush
# strokes have, in levels of 255: a mirrored branch or window frame would draw the eye.
CALM_DEPTH = 2.5
CALM_LEVELS = 14.0


def fill_background(
    rgb: NDArray[np.uint8], matte: NDArray[np.float32], margin_px: float, neighbours: NDArray[np.float32] | None = None
) -> NDArray[np.uint8]:
    """(H, W, 3) uint8: the picture, with the person and a margin of hair-tinted pixels around it filled in.

    Farther than the margin from the person the result is the picture itself, to the last bit. matte: (H, W) in 0..1.
    neighbours: (H, W) other people, who stay where they are: nothing is filled in there, nor is it filled with them.
    """
    height, width = rgb.shape[:2]
    shrink = min(1.0, WORK_LONG_SIDE_PX / max(height, width))
    size = (max(1, round(width * shrink)), max(1, round(height * shrink)))
    small_margin = max(1.0, margin_px * shrink)
    person = cv2.resize((matte > PERSON).astype(np.uint8), size, interpolation=cv2.INTER_AREA) > 0
    unknown = _widened(person, small_margin)
    hidden = unknown
    if neighbours is not None:
        people = cv2.resize((neighbours > PERSON).astype(np.uint8), size, interpolation=cv2.INTER_NEAREST) > 0
        beside = _widened(people, small_margin)
        # Where the two touch, this person's rim stays too: it shows through as far as its matte has faded there.
        hidden, unknown = unknown | beside, unknown & ~people & ~(beside & person)
    if hidden.all():
        return rgb.copy()  # nothing else to be seen, so nothing to continue
    small = np.asarray(cv2.resize(rgb, size, interpolation=cv2.INTER_AREA), np.float32)
    depth, mirrored = _mirrored_positions(hidden, TEXTURE_DEPTH * small_margin)
    moments = inpaint(np.dstack([small, _squared(small)]), ~hidden, COLOUR_REACH * small_margin)
    colour = np.ascontiguousarray(moments[..., :3])
    variance = np.maximum(moments[..., 3] - _squared(colour), 0)
    soft = cv2.GaussianBlur(cv2.resize(matte, size, interpolation=cv2.INTER_AREA), (0, 0), BESIDE * small_margin)
    fill = _Fill(
        unknown.astype(np.float32),
        hidden.astype(np.float32),
        colour,
        mirrored,
        CALM_LEVELS + 255 * np.clip(1 - depth / (CALM_DEPTH * small_margin), 0, 1) ** 2,
        VARIATIONS * np.sqrt(variance) * np.clip(1 - 5 * soft, 0, 1),
    )
    filled = rgb.copy()
    zoom = np.array([size[0] / width, size[1] / height])
    for top in range(0, height, TILE_PX):
        for left in range(0, width, TILE_PX):
            fill.into(filled, rgb, left, top, zoom)
    return filled


class _Fill:
    """What is needed to fill one tile after another of the picture at full size."""

    def __init__(
        self, unknown: Image, hidden: Image, colour: Image, mirrored: Image, strongest: Image, own: Image
    ) -> None:
        """All at the working size.

        unknown: (h, w) 1 where to fill. hidden: (h, w) 1 where no texture may be taken from. colour: (h, w, 3) what to
        fill it with. mirrored: (h, w, 2) where to take texture from. strongest: (h, w) what texture may add or take
        away at most, in levels of 255. own: (h, w) how far in levels the picture may be from the filling and stay.
        """
        self._unknown = unknown
        self._hidden = hidden
        self._colour = colour
        self._mirrored = mirrored
        self._strongest = strongest
        self._own = own

    def into(
        self, filled: NDArray[np.uint8], rgb: NDArray[np.uint8], left: int, top: int, zoom: NDArray[np.float64]
    ) -> None:
        """Fill the unknown pixels of the tile that begins there, in place; rgb is the whole picture."""
        tile = filled[top : top + TILE_PX, left : left + TILE_PX]
        ys, xs = np.mgrid[top : top + tile.shape[0], left : left + tile.shape[1]].astype(np.float32)
        zoom_x, zoom_y = zoom.tolist()
        xs, ys = (xs + 0.5) * zoom_x - 0.5, (ys + 0.5) * zoom_y - 0.5  # positions at the working size
        share = _sampled(self._unknown, xs, ys)
        if not share.any():
            return
        positions = _sampled(self._mirrored, xs, ys)
        from_x, from_y = np.ascontiguousarray(positions[..., 0]), np.ascontiguousarray(positions[..., 1])
        full_x, full_y = (from_x + 0.5) / zoom_x - 0.5, (from_y + 0.5) / zoom_y - 0.5
        low_x, low_y = (max(0, int(np.floor(full.min())) - 1) for full in (full_x, full_y))
        source = rgb[low_y : int(np.ceil(full_y.max())) + 2, low_x : int(np.ceil(full_x.max())) + 2]
        texture = _sampled(source.astype(np.float32), full_x - low_x, full_y - low_y)
        texture -= _sampled(self._colour, from_x, from_y)
        limit = _sampled(self._strongest, xs, ys)[..., None]
        texture = limit * np.tanh(texture / limit) * (1 - _sampled(self._hidden, from_x, from_y)[..., None])
        inside = np.clip(_sampled(self._colour, xs, ys) + texture, 0, 255)
        missing = tile - inside
        apart = np.sqrt(_squared(missing)) / np.maximum(_sampled(self._own, xs, ys), 1e-3)
        inside += missing * np.clip(2 - apart, 0, 1)[..., None]
        mixed = np.where(share[..., None] > 0, np.round(tile + share[..., None] * (inside - tile)), tile)
        tile[:] = mixed.astype(np.uint8)


def _widened(person: NDArray[np.bool_], margin_px: float) -> NDArray[np.bool_]:
    """(h, w) the person and everything nearer than the margin, with a smooth outline, for it becomes a mirror."""
    away = cv2.distanceTransform((~person).astype(np.uint8), cv2.DIST_L2, 5) if person.any() else None
    if away is None:
        return person
    near = np.clip(1.5 - away / margin_px, 0, 1)
    smooth = cv2.GaussianBlur(near, (0, 0), margin_px / 3, borderType=cv2.BORDER_REPLICATE)
    return np.asarray((smooth > 0.5) | person)


def _mirrored_positions(unknown: NDArray[np.bool_], depth_px: float) -> tuple[Image, Image]:
    """How deep in the unknown each pixel lies, (h, w), and x and y of the point as far outside, (h, w, 2).

    Beyond depth_px the distance outside runs back and forth, so that texture is never taken from far away.
    """
    height, width = unknown.shape
    away, label = cv2.distanceTransformWithLabels(
        unknown.astype(np.uint8), cv2.DIST_L2, 5, labelType=cv2.DIST_LABEL_PIXEL
    )
    known_y, known_x = np.nonzero(~unknown)
    nearest = np.zeros((int(label.max()) + 1, 2), np.float32)
    nearest[label[known_y, known_x]] = np.column_stack([known_x, known_y])
    edge = nearest[label]
    here = np.dstack(np.meshgrid(np.arange(width, dtype=np.float32), np.arange(height, dtype=np.float32)))
    outward = (edge - here) / np.maximum(away, 1.0)[..., None]
    turn = np.abs((away + depth_px) % (2 * depth_px) - depth_px)
    mirrored = edge + outward * turn[..., None]
    # Mirrored again just inside the picture's border, where scans and videos often have a frame of wrong pixels.
    high = np.array([width - 1 - BORDER_PX, height - 1 - BORDER_PX], np.float32)
    mirrored = np.clip(high - np.abs(high - (BORDER_PX + np.abs(mirrored - BORDER_PX))), 0, high + BORDER_PX)
    mirrored = np.where(unknown[..., None], mirrored, here)
    return np.asarray(away, np.float32), np.asarray(mirrored, np.float32)


def _sampled(image: Image, xs: Image, ys: Image) -> Image:
    """The image at fractional positions, bilinear, its border continued."""
    return np.asarray(
        cv2.remap(
            image, xs.astype(np.float32), ys.astype(np.float32), cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE
        ),
        np.float32,
    )


def _squared(colours: Image) -> Image:
    """(h, w) squared lengths of (h, w, 3) colours."""
    return np.asarray(np.einsum("ijk,ijk->ij", colours, colours), np.float32)

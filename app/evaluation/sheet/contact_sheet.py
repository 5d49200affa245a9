"""The contact sheet: every pose on every portrait, for eyes to judge what figures cannot."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
import torch
from numpy.typing import NDArray

from app.core.face import Box, Face
from app.core.face_basis import FaceBasis, load_face_basis
from app.core.portrait import Portrait
from app.core.video_size import FrameSize
from app.evaluation.sheet.portraits import sheet_portraits
from app.evaluation.sheet.poses import FacePart, sheet_poses
from app.face.finder import FaceFinder
from app.face.prepare import prepare_face
from app.media.pictures.files import save_picture
from app.model.render import topology as mesh
from app.model.render.renderer import PortraitRenderer

Pixels = NDArray[np.uint8]

COLUMNS = 5
LEAST_TILE_PX, MOST_TILE_PX = 260, 1000  # width; smaller crops are enlarged by a whole factor, larger ones reduced
LABEL_PX, GAP_PX = 22, 6
PAPER, INK = 255, (40, 40, 40)


@dataclass(frozen=True, slots=True)
class SheetPage:
    """One portrait's page: the picture file, and the share of the tile's pixels to the video's, per part."""

    portrait: str
    path: Path
    scale: dict[FacePart, float]


def make_sheet(out: Path, data: Path) -> tuple[SheetPage, ...]:
    """Write a page for each portrait and variant into the folder `out`, replacing earlier ones."""
    out.mkdir(parents=True, exist_ok=True)
    finder, basis = FaceFinder(), load_face_basis()
    return tuple(make_page(portrait, out, basis, finder) for portrait in sheet_portraits(data, finder))


def make_page(portrait: Portrait, out: Path, basis: FaceBasis, finder: FaceFinder) -> SheetPage:
    """All poses of one portrait, rendered at its own size, as one PNG in the folder `out`."""
    face = prepare_face(portrait, finder.find(portrait)[0])
    renderer = PortraitRenderer(portrait, face, FrameSize(portrait.width, portrait.height), basis, torch.device("cpu"))
    crops = {part: _crop(part, face, portrait) for part in FacePart}
    scale = {part: _scale(box) for part, box in crops.items()}
    poses = sheet_poses(basis)
    rows = []
    for part in FacePart:
        own = [pose for pose in poses if pose.part is part]
        tiles: list[Pixels] = []
        if len(own) % COLUMNS:  # the still in the row that has room for it
            tiles.append(_tile(portrait.rgb, crops[part], scale[part], "still"))
        for pose in own:
            tiles.append(_tile(renderer.render(pose.motion)[0], crops[part], scale[part], pose.name))
        rows += [_side_by_side(tiles[start : start + COLUMNS]) for start in range(0, len(tiles), COLUMNS)]
    path = out / f"{Path(portrait.name).stem}.png"
    save_picture(path, _stacked(rows), force=True)
    return SheetPage(portrait.name, path, scale)


def sheet_summary(pages: Sequence[SheetPage]) -> str:
    """One line a page: where it lies and how large its tiles are shown."""
    return "\n".join(
        f"{page.path}: " + ", ".join(f"{part.value} at {100 * scale:.0f} %" for part, scale in page.scale.items())
        for page in pages
    )


def _crop(part: FacePart, face: Face, portrait: Portrait) -> Box:
    """What a tile shows: lips and chin, both eyes, or the whole picture's head."""
    points, unit = face.landmarks[:, :2], face.pose.scale
    if part is FacePart.MOUTH:
        own, margins = points[[*mesh.UPPER_LIP, *mesh.LOWER_LIP, 61, 291, 2, 152]], (0.30, 0.02, 0.30, 0.18)
    elif part is FacePart.LIDS:
        own, margins = points[[*mesh.EYE_SURROUND, *mesh.LEFT_BROW, *mesh.RIGHT_BROW]], (0.12, 0.05, 0.12, 0.22)
    else:
        own, margins = points, (0.9, 0.9, 0.9, 1.2)
    low, high = own.min(0) - unit * np.array(margins[:2]), own.max(0) + unit * np.array(margins[2:])
    left, top = (int(max(0, value)) for value in low)
    return Box(left, top, int(min(portrait.width, high[0])), int(min(portrait.height, high[1])))


def _scale(box: Box) -> float:
    if box.width < LEAST_TILE_PX:
        return float(-(-LEAST_TILE_PX // box.width))
    return min(1.0, MOST_TILE_PX / box.width)


def _tile(frame: Pixels, box: Box, scale: float, label: str) -> Pixels:
    """The crop under a line of text."""
    shown = frame[box.top : box.bottom, box.left : box.right]
    if scale != 1.0:
        size = (round(box.width * scale), round(box.height * scale))
        shown = np.asarray(cv2.resize(shown, size, interpolation=cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC))
    tile = np.full((shown.shape[0] + LABEL_PX, shown.shape[1], 3), PAPER, np.uint8)
    tile[LABEL_PX:] = shown
    text = label.replace("°", " deg")  # OpenCV's letters end with ASCII
    cv2.putText(tile, text, (2, LABEL_PX - 7), cv2.FONT_HERSHEY_SIMPLEX, 0.45, INK, 1, cv2.LINE_AA)
    return tile


def _side_by_side(tiles: Sequence[Pixels]) -> Pixels:
    return np.concatenate(
        [np.pad(tile, ((0, 0), (0, GAP_PX), (0, 0)), constant_values=PAPER) for tile in tiles], axis=1
    )


def _stacked(rows: Sequence[Pixels]) -> Pixels:
    width = max(row.shape[1] for row in rows)
    padded = [np.pad(row, ((0, GAP_PX), (0, width - row.shape[1]), (0, 0)), constant_values=PAPER) for row in rows]
    return np.concatenate(padded, axis=0)

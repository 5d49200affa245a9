"""Contact sheets of drivers and portraits at the moments at which the driver does most."""

from collections.abc import Sequence
from pathlib import Path

import cv2
import numpy as np
import torch
from numpy.typing import NDArray

from app.core.face_basis import load_face_basis
from app.core.motion import FRAMES_PER_SECOND, Motion
from app.core.portrait import Portrait
from app.core.settings import PerformanceSettings
from app.core.video_size import FrameSize
from app.evaluation.drive.reenactment import driven_by
from app.face.finder import FaceFinder
from app.face.meshing import region_around
from app.face.prepare import prepare_face
from app.media.pictures.files import save_picture
from app.media.video.reader import VideoReader
from app.model.motion.driven import at_strength
from app.model.render.renderer import PortraitRenderer

Pixels = NDArray[np.uint8]

TILE_PX = 320
MARGIN = 1.15  # of a tile around the face, in sides of the mesh network's window
MOMENTS = (
    ("calm", None, 0),
    ("widest", "opening", 1),
    ("shut", "blink_left", 1),
    ("right", "yaw", 1),
    ("left", "yaw", -1),
    ("down", "pitch", 1),
    ("up", "pitch", -1),
    ("tilted", "roll", 1),
    ("tilted back", "roll", -1),
)


def make_sheets(drivers: Sequence[Path], portraits: Sequence[Portrait], out: Path) -> list[Path]:
    """A page for each driver: its own moments in the first row, below them those of the portraits."""
    out.mkdir(parents=True, exist_ok=True)
    finder, basis = FaceFinder(), load_face_basis()
    faces = [prepare_face(portrait, finder.find(portrait)[0]) for portrait in portraits]
    pages = []
    for driver in drivers:
        motion = driven_by(driver, basis, finder)
        moments = [_moment(motion, channel, sign) for _, channel, sign in MOMENTS]
        rows = [_driver_row(driver, moments, finder)]
        chosen = at_strength(Motion(motion.coefficients[moments]), PerformanceSettings())
        for portrait, face in zip(portraits, faces, strict=True):
            size = FrameSize(portrait.width, portrait.height)
            renderer = PortraitRenderer(portrait, face, size, basis, torch.device("cpu"))
            frames = [renderer.render(part)[0] for part in chosen.chunks(1)]
            rows.append(np.hstack([_tile(frame, face.landmarks) for frame in frames]))
        page = out / f"{driver.stem}.png"
        save_picture(page, np.ascontiguousarray(np.vstack(rows)), force=True)
        pages.append(page)
    return pages


def _moment(motion: Motion, channel: str | None, sign: int) -> int:
    """The frame in which a channel is largest, or in which all of the face is nearest to calm."""
    if channel is None:
        return int(np.abs(motion.coefficients).sum(1).argmin())
    return int((sign * motion.channel(channel)).argmax())


def _driver_row(path: Path, moments: Sequence[int], finder: FaceFinder) -> Pixels:
    tiles: dict[int, Pixels] = {}
    with VideoReader(path) as video:
        for picture in video.pictures():
            for moment in set(moments) - set(tiles):
                if picture.time_s >= moment / FRAMES_PER_SECOND - 1e-3:
                    found = finder.find(Portrait(picture.rgb))[0]
                    tiles[moment] = _tile(picture.rgb, found.landmarks)
    return np.hstack([tiles.get(moment, np.zeros((TILE_PX, TILE_PX, 3), np.uint8)) for moment in moments])


def _tile(rgb: Pixels, landmarks: NDArray[np.float32]) -> Pixels:
    """The square around a face, as large as a tile."""
    region = region_around(landmarks)
    reach = round(region.side * MARGIN / 2)
    left, top = round(region.x) - reach, round(region.y) - reach
    padded = cv2.copyMakeBorder(rgb, reach, reach, reach, reach, cv2.BORDER_CONSTANT, value=(255, 255, 255))
    window = padded[top + reach : top + 3 * reach, left + reach : left + 3 * reach]
    return np.asarray(cv2.resize(window, (TILE_PX, TILE_PX), interpolation=cv2.INTER_AREA), np.uint8)

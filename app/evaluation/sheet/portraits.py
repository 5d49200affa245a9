"""Whom the contact sheet shows: real portraits, and scripted variants of them that are harder to animate."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from app.core.face import FoundFace
from app.core.portrait import Portrait
from app.evaluation.render.figures import read_frames
from app.face.finder import FaceFinder
from app.face.networks import FaceNetworks
from app.media.pictures.files import load_portrait
from app.model.render import topology as mesh
from app.training.split import load_split
from app.training.tracking import find_clips, track_clip

Pixels = NDArray[np.uint8]

LARGE_PIXELS = 12_000_000
SEPIA = np.array([[0.393, 0.769, 0.189], [0.349, 0.686, 0.168], [0.272, 0.534, 0.131]])  # rows R, G, B
SEED = 4


def sheet_portraits(data: Path, finder: FaceFinder) -> Iterator[Portrait]:
    """The portraits of the data folder, the variants of the first of them, and an open mouth from a held-out clip."""
    real = [load_portrait(path) for path in sorted((data / "portraits").iterdir())]
    yield from real
    yield from scripted_variants(real[0], finder)
    yield open_mouth_frame(data)


def scripted_variants(portrait: Portrait, finder: FaceFinder) -> Iterator[Portrait]:
    """Sepia, pencil, glasses and beard, 12 megapixels."""
    found = finder.find(portrait)[0]
    stem = Path(portrait.name).stem
    yield Portrait(sepia(portrait.rgb), Path(f"{stem}_sepia.png"))
    yield Portrait(pencil(portrait.rgb), Path(f"{stem}_pencil.png"))
    yield Portrait(glasses_and_beard(portrait.rgb, found), Path(f"{stem}_glasses_beard.png"))
    yield Portrait(enlarged(portrait.rgb, LARGE_PIXELS), Path(f"{stem}_12_megapixels.png"))


def open_mouth_frame(data: Path) -> Portrait:
    """The frame with the widest lips in the first clip of the first held-out speaker that the folder holds."""
    clip = find_clips(data / "faces", load_split().held_out)[0]
    landmarks = track_clip(clip, FaceNetworks())
    gaps = landmarks[:, mesh.LOWER_MIDDLE, 1] - landmarks[:, mesh.UPPER_MIDDLE, 1]
    return Portrait(read_frames(clip)[int(np.nanargmax(gaps))], Path(f"{clip.parent.name}_open_mouth.png"))


def sepia(rgb: Pixels) -> Pixels:
    """An old photograph: brown tones, little contrast, film grain."""
    grain = np.random.default_rng(SEED).normal(0.0, 5.0, rgb.shape[:2])
    toned = rgb.astype(np.float64) @ SEPIA.T
    return _levels(30.0 + 0.78 * toned + cv2.GaussianBlur(grain, (0, 0), 0.7)[..., None])


def pencil(rgb: Pixels) -> Pixels:
    """A pencil drawing: dark lines where the picture has edges, a hint of hatching in its shadows, paper elsewhere."""
    grey = cv2.cvtColor(rgb, cv2.COLOR_RGB2GRAY).astype(np.float64)
    soft = cv2.GaussianBlur(grey, (0, 0), 0.006 * max(rgb.shape[:2]))
    lines = np.minimum(1.0, (grey + 1.0) / (soft + 1.0))
    rows, columns = np.indices(grey.shape)
    hatching = 0.5 + 0.5 * np.sin((rows + columns) * 1.3)
    shadow = np.clip(1.0 - grey / 150.0, 0.0, 1.0)
    paper = 246.0 + np.random.default_rng(SEED).normal(0.0, 2.5, grey.shape)
    drawn = paper * lines**2.2 * (1.0 - shadow * (0.30 + 0.25 * hatching))
    return _levels(np.repeat(drawn[..., None], 3, axis=2))


def glasses_and_beard(rgb: Pixels, found: FoundFace) -> Pixels:
    """Round glasses over the eyes, and a full beard of single strokes around the lips."""
    return _with_glasses(_with_beard(rgb, found), found)


def enlarged(rgb: Pixels, pixels: int) -> Pixels:
    """The picture scaled up to about that many pixels, with fine grain, for a camera's picture has some."""
    scale = (pixels / (rgb.shape[0] * rgb.shape[1])) ** 0.5
    size = (round(rgb.shape[1] * scale), round(rgb.shape[0] * scale))
    large = cv2.resize(rgb, size, interpolation=cv2.INTER_LANCZOS4).astype(np.float32)
    grain = np.random.default_rng(SEED).standard_normal(large.shape[:2], dtype=np.float32)
    large += cv2.GaussianBlur(grain, (0, 0), 1.0)[..., None] * 6.0
    return _levels(large)


def _with_glasses(rgb: Pixels, found: FoundFace) -> Pixels:
    drawn = rgb.copy()
    points = found.landmarks[:, :2]
    unit = float(np.linalg.norm(points[263] - points[33]))
    thick = max(2, round(0.035 * unit))
    rims = []
    for iris, ear in ((mesh.LEFT_IRIS[0], 127), (mesh.RIGHT_IRIS[0], 356)):
        centre, radius = points[iris], 0.25 * unit
        side = np.sign(points[ear, 0] - centre[0])
        _stroke(drawn, [centre + np.array([side * radius, -0.05 * unit]), points[ear]], thick)
        cv2.circle(drawn, _pixel(centre), round(radius), (28, 24, 22), thick, cv2.LINE_AA)
        rims.append((centre, side, radius))
    _stroke(drawn, [centre - np.array([side * radius, 0.03 * unit]) for centre, side, radius in rims], thick)
    return drawn


def _with_beard(rgb: Pixels, found: FoundFace) -> Pixels:
    points = found.landmarks[:, :2]
    unit = float(np.linalg.norm(points[263] - points[33]))
    area = np.zeros(rgb.shape[:2], np.uint8)
    jaw = [234, 93, 132, 58, 172, 136, 150, 149, 176, 148, 152, 377, 400, 378, 379, 365, 397, 288, 361, 323, 454]
    cheeks = [401, 433, 410, 322, 326, 2, 97, 92, 186, 213, 177]
    cv2.fillPoly(area, [np.array([_pixel(points[vertex]) for vertex in (*jaw, *cheeks)])], (255,))
    lips = (61, 185, 40, 39, 37, 0, 267, 269, 270, 409, 291, 375, 321, 405, 314, 17, 84, 181, 91, 146)
    cv2.fillPoly(area, [np.array([_pixel(points[vertex]) for vertex in lips])], (0,))
    random = np.random.default_rng(SEED)
    places = np.argwhere(area)[:, ::-1]
    strokes = rgb.copy()
    middle = points[mesh.LOWER_MIDDLE]
    for start in places[random.integers(0, len(places), round(2500 * (unit / 100) ** 0.5))]:
        fall = np.array([0.35 * (start[0] - middle[0]) / unit, 1.0]) + random.normal(0.0, 0.25, 2)
        shade = int(random.integers(18, 70))
        _stroke(
            strokes, [start, start + 0.07 * unit * fall], max(1, round(0.008 * unit)), (shade, shade - 6, shade - 12)
        )
    soft = np.asarray(cv2.GaussianBlur(area, (0, 0), 0.015 * unit)[..., None] / 255.0, np.float64)
    bearded = rgb.astype(np.float64)
    bearded += 0.92 * soft * (strokes - bearded)
    return _levels(bearded)


def _stroke(
    picture: Pixels, ends: list[NDArray[np.float32]], thick: int, colour: tuple[int, int, int] = (28, 24, 22)
) -> None:
    cv2.line(picture, _pixel(ends[0]), _pixel(ends[1]), colour, thick, cv2.LINE_AA)


def _pixel(point: NDArray[np.float32]) -> tuple[int, int]:
    return round(float(point[0])), round(float(point[1]))


def _levels(values: NDArray[np.floating[Any]]) -> Pixels:
    return np.ascontiguousarray(np.clip(np.round(values), 0, 255).astype(np.uint8))

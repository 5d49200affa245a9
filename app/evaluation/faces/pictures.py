"""Pictures of faces to compare networks on: portraits and frames, and both turned, blurred, noisy, grey or dark."""

from collections.abc import Callable
from pathlib import Path

import av
import cv2
import numpy as np
from numpy.typing import NDArray

from app.media.pictures.files import load_portrait

Picture = NDArray[np.uint8]
Change = Callable[[Picture, np.random.Generator], Picture]
LONG_SIDE_PX = 1400
CLIPS_A_SPEAKER, FRAMES_A_CLIP = 3, 3


def pictures(data: Path, count: int, seed: int = 0) -> list[Picture]:
    """So many (H, W, 3) pictures from `data/portraits` and `data/faces/<speaker>/<clip>.mp4`."""
    rng = np.random.default_rng(seed)
    found = [shrunk(load_portrait(path).rgb, LONG_SIDE_PX) for path in sorted((data / "portraits").glob("*.*"))]
    for speaker in sorted((data / "faces").iterdir()):
        for clip in sorted(speaker.glob("*.mp4"))[:CLIPS_A_SPEAKER]:
            frames = _frames(clip)
            found += [frames[index] for index in rng.integers(len(frames), size=FRAMES_A_CLIP)]
    originals = len(found)
    changes = list(CHANGES.values())
    while len(found) < count:
        change = changes[len(found) % len(changes)]
        found.append(change(found[rng.integers(originals)], rng))
    return found[:count]


def turned(rgb: Picture, rng: np.random.Generator) -> Picture:
    """By up to 60 degrees."""
    height, width = rgb.shape[:2]
    matrix = cv2.getRotationMatrix2D((width / 2, height / 2), rng.uniform(-60, 60), 1)
    return np.asarray(cv2.warpAffine(rgb, matrix, (width, height), borderMode=cv2.BORDER_REPLICATE), np.uint8)


def blurred(rgb: Picture, rng: np.random.Generator) -> Picture:
    """By 1 to 6 pixels."""
    return np.asarray(cv2.GaussianBlur(rgb, (0, 0), rng.uniform(1, 6)), np.uint8)


def noisy(rgb: Picture, rng: np.random.Generator) -> Picture:
    """With a standard deviation of 5 to 50 levels."""
    return np.clip(rgb + rng.normal(0, rng.uniform(5, 50), rgb.shape), 0, 255).astype(np.uint8)


def grey(rgb: Picture, rng: np.random.Generator) -> Picture:
    """Without its colours."""
    return np.repeat(np.asarray(cv2.cvtColor(rgb, cv2.COLOR_RGB2GRAY), np.uint8)[..., None], 3, 2)


def dark(rgb: Picture, rng: np.random.Generator) -> Picture:
    """With a tenth to a half of its light."""
    return (rgb * rng.uniform(0.1, 0.5)).astype(np.uint8)


CHANGES: dict[str, Change] = {"turned": turned, "blurred": blurred, "noisy": noisy, "grey": grey, "dark": dark}


def shrunk(rgb: Picture, longest_px: int) -> Picture:
    """With a longer side of at most so many pixels."""
    shrink = longest_px / max(rgb.shape[:2])
    if shrink >= 1:
        return rgb
    return np.asarray(cv2.resize(rgb, None, fx=shrink, fy=shrink, interpolation=cv2.INTER_AREA), np.uint8)


def _frames(clip: Path) -> list[Picture]:
    with av.open(str(clip)) as container:
        return [frame.to_ndarray(format="rgb24").astype(np.uint8) for frame in container.decode(video=0)]

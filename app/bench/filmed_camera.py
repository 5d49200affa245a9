"""A film in the place of a camera, for measuring and pictures on a machine that has none."""

from itertools import count
from pathlib import Path
from time import perf_counter, sleep

import numpy as np
from numpy.typing import NDArray

from app.core.audio import AudioClip
from app.core.motion import FRAMES_PER_SECOND
from app.core.portrait import Portrait
from app.core.project import PortraitSource, Project
from app.core.settings import DeviceChoice, PerformanceSettings
from app.media.devices.webcam import NoWebcam, Webcam

SIZE_PX = (640, 480)
GREY = 118
SEED, HEAD = 3, 1.0


class FilmedCamera(Webcam):
    """A camera that gives the pictures of a film in real time, again and again."""

    def __init__(self, path: Path, frames_per_second: float = FRAMES_PER_SECOND, *, again: bool = True) -> None:
        """Decode the film, which must be short. again: begin anew at its end; else it is unplugged then."""
        from app.media.video.reader import pictures_of

        self._pictures = [picture.rgb for picture in pictures_of(path)]
        self._rate, self._again = frames_per_second, again
        self._began_s: float | None = None
        self._numbers = count()

    def read(self) -> NDArray[np.uint8]:
        """(H, W, 3) uint8 sRGB, the next picture when its time has come. Raises NoWebcam at the end of the film."""
        number, now_s = next(self._numbers), perf_counter()
        if self._began_s is None:
            self._began_s = now_s
        if number >= len(self._pictures) and not self._again:
            raise NoWebcam("The film is over.")
        wait_s = self._began_s + number / self._rate - now_s
        if wait_s > 0:
            sleep(wait_s)
        else:
            self._began_s -= wait_s  # who comes late has missed pictures that no camera keeps
        return self._pictures[number % len(self._pictures)]

    def close(self) -> None:
        """Do nothing: the film is in memory."""


def film_portrait(portrait: Path, voice: Path, seconds: float, target: Path) -> Path:
    """Save to `target`, and return it, a film of SIZE_PX as a camera would take it of a portrait that speaks."""
    from app.engine.animator import Animator
    from app.media.pictures.files import read_portrait
    from app.media.sound.load import load_clip
    from app.model.devices import choose_device
    from app.production.export import Cast, export

    width, height = SIZE_PX
    animator, whole = Animator.load(choose_device(DeviceChoice.CPU)), read_portrait(portrait)
    scale = min(width / whole.width, height / whole.height)
    small = _reduced(whole.rgb, round(whole.width * scale), round(whole.height * scale))
    top, left = (height - small.shape[0]) // 2, (width - small.shape[1]) // 2
    rgb = np.full((height, width, 3), GREY, np.uint8)
    rgb[top : top + small.shape[0], left : left + small.shape[1]] = small
    still = Portrait(rgb, portrait)
    clip = load_clip(voice)
    clip = AudioClip(clip.samples[: round(seconds * 16_000)], None)
    project = Project(PortraitSource(portrait), settings=PerformanceSettings(seed=SEED, head=HEAD))
    cast = Cast(still, (clip,), lambda: [animator.prepare(still)])
    export(project, cast, animator, target, force=True, check=lambda: None, progressed=lambda done, total: None)
    return target


def _reduced(rgb: NDArray[np.uint8], width: int, height: int) -> NDArray[np.uint8]:
    import cv2

    return np.asarray(cv2.resize(rgb, (width, height), interpolation=cv2.INTER_AREA), np.uint8)

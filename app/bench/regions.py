"""Measures speed by the region that moves: a face that fills a picture, and the same in a 12-megapixel picture."""

from dataclasses import replace
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING

import cv2
import numpy as np

from app.core.audio import MODEL_SAMPLE_RATE_HZ
from app.core.face import Face
from app.core.portrait import Portrait
from app.core.settings import PerformanceSettings
from app.core.video_size import FrameSize

if TYPE_CHECKING:
    from app.core.audio import AudioClip
    from app.engine.animator import Animator

SIDES = (512, 1080)
LARGE = (4000, 3000)  # 12 megapixels, around the larger of the sides
SECONDS = 3.0  # of the sound


def bench_regions(animator: "Animator", portrait_file: Path, clip: "AudioClip", runs: int) -> dict[str, list[float]]:
    """Frames a second before encoding, run by run, for each picture; the first run of each warms up and is left out."""
    from app.media.pictures.files import load_portrait

    whole = load_portrait(portrait_file).rgb
    top = max(0, (whole.shape[0] - whole.shape[1]) // 4)
    square = whole[top : top + whole.shape[1]]
    clip = replace(clip, samples=clip.samples[: round(SECONDS * MODEL_SAMPLE_RATE_HZ)])
    rates: dict[str, list[float]] = {}
    for side in SIDES:
        portrait = Portrait(np.ascontiguousarray(cv2.resize(square, (side, side)), dtype=np.uint8))
        face = animator.prepare(portrait)
        rates[f"face region {side}x{side}"] = _rates(animator, portrait, face, clip, runs)
    rates[f"the same in {LARGE[0]}x{LARGE[1]}"] = _rates(animator, *_inside_large(portrait, face), clip, runs)
    return rates


def _rates(animator: "Animator", portrait: Portrait, face: Face, clip: "AudioClip", runs: int) -> list[float]:
    renderer = animator.renderer(portrait, face, FrameSize(portrait.width, portrait.height))
    rates = []
    for _ in range(runs + 1):
        performance = animator.perform(clip, PerformanceSettings())
        began = perf_counter()
        drawn = sum(1 for _ in animator.frames(renderer, performance))
        rates.append(drawn / (perf_counter() - began))
    return rates[1:]


def _inside_large(portrait: Portrait, face: Face) -> tuple[Portrait, Face]:
    """The portrait in the lower middle of a large picture of its own background."""
    width, height = LARGE
    left, top = (width - portrait.width) // 2, height - portrait.height
    part = (slice(top, top + portrait.height), slice(left, left + portrait.width))
    background = np.ascontiguousarray(cv2.resize(face.background, LARGE), dtype=np.uint8)
    background[part] = face.background
    picture, matte = background.copy(), np.zeros((height, width), np.float32)
    picture[part], matte[part] = portrait.rgb, face.matte
    moved = np.array([left, top, 0], np.float32)
    pose = replace(face.pose, translation=face.pose.translation + moved)
    placed = replace(face, landmarks=face.landmarks + moved, pose=pose, matte=matte, background=background)
    return Portrait(picture), placed

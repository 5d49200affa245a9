"""Hashes of what the program computes, to see after a rebuilding that nothing moved.

`python -m app.evaluation.fingerprint PORTRAIT ... --sound FILE --also PICTURE` prints a line for each result: movement
of a whole sound and of a live one; of each portrait the faces found and the frames; of the first portrait the frames
with another picture of its person; the frames of all portraits side by side, with one voice and listeners. They are the
same to the bit from run to run on one machine; other machines may round differently.
"""

import argparse
import hashlib
import sys
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np
import torch
from numpy.typing import NDArray

from app.core.audio import MODEL_SAMPLE_RATE_HZ, AudioClip
from app.core.emotion import Emotion, EmotionKey, EmotionTrack
from app.core.frame import Frame
from app.core.portrait import Portrait
from app.core.settings import PerformanceSettings
from app.core.video_size import OutputSize, frame_size
from app.engine.animator import Animator
from app.media.pictures.files import load_portrait
from app.media.sound.load import load_clip

FRAMES_S = 2.0  # of each portrait
SIDE_PX = 512  # height of the portraits side by side
LIVE_BLOCK = 331  # samples; divides no other length on purpose
SETTINGS = PerformanceSettings(
    head=0.8,
    seed=3,
    emotion=EmotionTrack((EmotionKey(-0.6, Emotion.HAPPY, 0.7), EmotionKey(0.9, Emotion.SURPRISED, 0.9))),
    blinks=1.6,
    gaze=1.4,
    mouth=1.2,
    smoothing=0.3,
)


def fingerprints(paths: Sequence[Path], sound: Path, also: Path) -> Iterator[tuple[str, str]]:
    """(what, hash) of every result. Raises RhapsodeError."""
    animator = Animator.load(torch.device("cpu"))
    clip = load_clip(sound)
    performance = animator.perform(clip, SETTINGS)
    yield "motion", _digest([performance.motion(0, performance.frame_count).coefficients])
    yield "live motion", _digest(_live(animator, clip))
    short = replace(clip, samples=clip.samples[: round(FRAMES_S * MODEL_SAMPLE_RATE_HZ)])
    portraits = [load_portrait(path) for path in paths]
    for portrait in portraits:
        yield f"{portrait.name} faces", _digest(face.landmarks for face in animator.find_faces(portrait))
        yield f"{portrait.name} frames", _digest(_frames(animator, portrait, short, []))
    yield (
        f"{portraits[0].name} with {also.name}",
        _digest(_frames(animator, portraits[0], short, [load_portrait(also)])),
    )
    yield "side by side", _digest(_together(animator, _side_by_side(portraits), short))


def _live(animator: Animator, clip: AudioClip) -> Iterator[NDArray[np.float32]]:
    performer = animator.live(SETTINGS, MODEL_SAMPLE_RATE_HZ)
    for start in range(0, len(clip.samples), LIVE_BLOCK):
        for frame in performer.hear(clip.samples[start : start + LIVE_BLOCK], start / MODEL_SAMPLE_RATE_HZ):
            yield frame.motion.coefficients


def _frames(
    animator: Animator, portrait: Portrait, clip: AudioClip, also: Sequence[Portrait]
) -> Iterator[NDArray[np.uint8]]:
    [face] = animator.prepare_several(portrait, [0], also=also)
    size = frame_size(portrait.width, portrait.height, OutputSize.P512)
    return _pixels(animator.frames(animator.renderer(portrait, face, size), animator.perform(clip, SETTINGS)))


def _together(animator: Animator, portrait: Portrait, clip: AudioClip) -> Iterator[NDArray[np.uint8]]:
    faces = animator.prepare_several(portrait, [0], others=True)
    size = frame_size(portrait.width, portrait.height, OutputSize.P512)
    performance = animator.perform_together([clip, *[None] * (len(faces) - 1)], SETTINGS)
    return _pixels(animator.frames(animator.group_renderer(portrait, faces, size), performance))


def _side_by_side(portraits: Sequence[Portrait]) -> Portrait:
    scaled = [
        cv2.resize(portrait.rgb, (round(portrait.width * SIDE_PX / portrait.height), SIDE_PX)) for portrait in portraits
    ]
    return Portrait(np.ascontiguousarray(np.concatenate(scaled, axis=1), np.uint8))


def _pixels(frames: Iterator[Frame]) -> Iterator[NDArray[np.uint8]]:
    return (frame.rgb for frame in frames)


def _digest(arrays: "Iterator[NDArray[np.generic]] | list[NDArray[np.float32]]") -> str:
    digest = hashlib.sha256()
    for array in arrays:
        digest.update(np.ascontiguousarray(array).tobytes())
    return digest.hexdigest()[:16]


def main() -> int:
    """Print the hashes."""
    parser = argparse.ArgumentParser(description="Prints hashes of faces, movement and frames.")
    parser.add_argument("portraits", type=Path, nargs="+")
    parser.add_argument("--sound", type=Path, required=True)
    parser.add_argument("--also", type=Path, required=True, help="another picture of the first portrait's person")
    arguments = parser.parse_args()
    for what, digest in fingerprints(arguments.portraits, arguments.sound, arguments.also):
        sys.stdout.write(f"{digest}  {what}\n")
        sys.stdout.flush()
    return 0


if __name__ == "__main__":
    raise SystemExit(main())

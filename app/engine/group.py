"""Several faces of one picture that perform at once, each with a voice of its own or none."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import cv2
import numpy as np
from numpy.typing import NDArray

from app.core.audio import AudioClip
from app.core.face import Face
from app.core.motion import Motion
from app.core.stopwatch import Stopwatch
from app.engine.performance import Performance, PerformanceAtRate
from app.model.render.renderer import PortraitRenderer


@dataclass(frozen=True, slots=True)
class GroupMotion:
    """The motion of every face of a group in the same frames; all members equally long."""

    members: tuple[Motion, ...]

    def __len__(self) -> int:
        return len(self.members[0])


class GroupPerformance:
    """The performances of a group, all equally long; see `Performance`."""

    def __init__(self, performances: Sequence[Performance | PerformanceAtRate]) -> None:
        self._performances = tuple(performances)
        self.frame_count = self._performances[0].frame_count

    def motion(self, start: int, stop: int) -> GroupMotion:
        """Frames [start, stop) of every face."""
        return GroupMotion(tuple(performance.motion(start, stop) for performance in self._performances))


class GroupRenderer:
    """Draws several faces into one picture; each renderer changes only the pixels of its own person."""

    def __init__(self, renderers: Sequence[PortraitRenderer], faces: Sequence[Face]) -> None:
        """Several renderers of one portrait at one size, and their faces."""
        self.still = renderers[0].still
        size = (self.still.shape[1], self.still.shape[0])
        # Larger heads stand nearer, and are drawn over the others.
        self._order = np.argsort([face.pose.scale for face in faces], kind="stable").tolist()
        self._renderers = tuple(renderers)
        self._mattes = [np.asarray(cv2.resize(face.matte, size, interpolation=cv2.INTER_AREA)) for face in faces]

    def render(self, motion: GroupMotion, watch: Stopwatch | None = None) -> NDArray[np.uint8]:
        """T frames of motion -> (T, H, W, 3) uint8 sRGB. watch: counts the stages "render" and "composite"."""
        watch = watch or Stopwatch()
        frames = np.repeat(self.still[None], len(motion), axis=0)
        for number in self._order:
            region, levels = self._renderers[number].draw(motion.members[number], watch)
            with watch.stage("composite"):
                rest, person = self.still[region.slices], self._mattes[number][region.slices]
                for frame, planes in zip(frames, levels, strict=True):
                    _lay_over(frame[region.slices], cv2.merge(list(planes)), rest, person)
        return frames


def _lay_over(
    view: NDArray[np.uint8], drawn: NDArray[np.uint8], rest: NDArray[np.uint8], person: NDArray[np.float32]
) -> None:
    """Draw one face's region over what others have drawn, in place.

    Where others have changed a pixel, their change is kept in proportion to 1 - person.
    view, drawn, rest: (h, w, 3) uint8, the picture so far, the region as this face alone changes it, and at rest.
    person: (h, w) float32, this person's matte.
    """
    changed = np.flatnonzero((view != rest).any(axis=(1, 2)))
    if not len(changed):
        view[:] = drawn
        return
    rows = slice(int(changed[0]), int(changed[-1]) + 1)
    others = view[rows].astype(np.float32) - rest[rows]
    both = drawn[rows] + (1.0 - person[rows, :, None]) * others
    view[:] = drawn
    view[rows] = np.clip(both + 0.5, 0.0, 255.0).astype(np.uint8)


def equally_long(clips: Sequence[AudioClip | None]) -> list[AudioClip]:
    """The clips with silence behind them up to the longest; None, a face without a voice, is silence throughout."""
    longest = max(len(clip.samples) for clip in clips if clip is not None)
    filled = []
    for clip in clips:
        own = clip or AudioClip(np.zeros(0, np.float32))
        silence = np.zeros(longest - len(own.samples), np.float32)
        filled.append(replace(own, samples=np.concatenate([own.samples, silence])))
    return filled

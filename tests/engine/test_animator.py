from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest
import torch

from app.core.audio import AudioClip
from app.core.emotion import Emotion, EmotionTrack
from app.core.errors import NoFaceFound
from app.core.portrait import Portrait
from app.core.settings import PerformanceSettings
from app.core.stopwatch import Stopwatch
from app.engine.animator import Animator


class CountingTake:
    """Ten frames whose movement is their own number."""

    frame_count = 10

    def __init__(self) -> None:
        self.asked: list[list[int]] = []

    def motion(self, start: int, stop: int) -> list[int]:
        self.asked.append(list(range(start, min(stop, self.frame_count))))
        return self.asked[-1]


class NumberPainter:
    """Pictures of the number of the frame."""

    def __init__(self, width: int = 4, height: int = 2) -> None:
        self.still = np.broadcast_to(np.uint8(0), (height, width, 3))

    def render(self, motion: list[int], watch: Any = None) -> np.ndarray:
        if watch:
            watch.add("composite", 0.25)
        return np.array(motion, np.uint8)[:, None, None, None] + np.zeros((1, 2, 4, 3), np.uint8)


@pytest.fixture(scope="module")
def animator() -> Animator:
    return Animator.load(torch.device("cpu"))


@pytest.mark.parametrize("start", [0, 3, 9])
def test_frames_come_in_order_with_their_numbers(animator: Animator, start: int) -> None:
    frames = list(animator.frames(NumberPainter(), CountingTake(), start))
    assert [frame.index for frame in frames] == list(range(start, 10))
    assert [int(frame.rgb[0, 0, 0]) for frame in frames] == list(range(start, 10))


@pytest.mark.parametrize(
    ("width", "sizes"), [(100, [1, 4, 4, 1]), (1_000, [1, 3, 3, 3]), (1_500, [1, 2, 2, 2, 2, 1]), (5_000, [1] * 10)]
)
def test_the_first_frame_comes_alone_and_large_pictures_in_small_pieces(
    animator: Animator, width: int, sizes: list[int]
) -> None:
    take = CountingTake()
    list(animator.frames(NumberPainter(width, 1_000), take))
    assert [len(piece) for piece in take.asked] == sizes


@pytest.mark.parametrize(("cores", "ahead"), [(1, 1), (2, 2), (64, 4), (None, 1)])
def test_as_many_pieces_are_in_the_making_as_there_are_cores_up_to_four(
    animator: Animator, monkeypatch: pytest.MonkeyPatch, cores: int | None, ahead: int
) -> None:
    monkeypatch.setattr("os.cpu_count", lambda: cores)
    take = CountingTake()
    take.frame_count = 60
    frames = animator.frames(NumberPainter(), take)
    next(frames)
    assert len(take.asked) == 1 + ahead
    frames.close()


def test_stages_are_timed(animator: Animator) -> None:
    watch = Stopwatch()
    list(animator.frames(NumberPainter(), CountingTake(), watch=watch))
    assert watch.seconds["composite"] == 4 * 0.25
    assert set(watch.seconds) == {"motion", "render", "composite"}


def test_one_frame_can_be_asked_for_by_its_number(animator: Animator) -> None:
    take = CountingTake()
    frame = animator.frame(NumberPainter(), take, 7)  # type: ignore[arg-type]
    assert (frame.index, int(frame.rgb[0, 0, 0]), take.asked) == (7, 7, [[7]])


def test_at_rest_the_face_shows_the_emotion_that_its_take_begins_with(animator: Animator) -> None:
    class Sitter(NumberPainter):
        def render(self, motion: Any, watch: Any = None) -> np.ndarray:
            assert len(motion) == 1
            return np.full((1, 2, 4, 3), round(100 * float(motion.channel("lip_corner_pull")[0])), np.uint8)

    happy = PerformanceSettings(emotion=EmotionTrack.constant(Emotion.HAPPY, 0.7))
    frame = animator.still(Sitter(), happy)  # type: ignore[arg-type]
    assert (frame.index, int(frame.rgb[0, 0, 0])) == (0, 70)


def test_a_face_that_is_not_there_is_refused_by_its_number(animator: Animator, demo_portrait_path: Path) -> None:
    picture = cv2.cvtColor(cv2.imread(str(demo_portrait_path)), cv2.COLOR_BGR2RGB)
    portrait = Portrait(cv2.resize(picture, (240, 300), interpolation=cv2.INTER_AREA))
    for number in (-1, 1, 2):
        with pytest.raises(NoFaceFound, match=f"has one face; there is no face number {number + 1}"):
            animator.prepare(portrait, number)


def test_lips_are_read_once_for_a_sound_that_is_performed_again(
    animator: Animator, monkeypatch: pytest.MonkeyPatch
) -> None:
    read: list[AudioClip] = []
    lips = animator._performer.lips
    monkeypatch.setattr(animator._performer, "lips", lambda clip: read.append(clip) or lips(clip))
    one, other = (AudioClip(np.zeros(16_000, np.float32)) for _ in range(2))
    for clip in (one, one, other, other, one):
        animator.perform(clip, PerformanceSettings(seed=len(read)))
    assert [clip is one for clip in read] == [True, False, True]

from dataclasses import replace

import cv2
import numpy as np
import pytest
import torch

from app.core.audio import MODEL_SAMPLE_RATE_HZ, AudioClip
from app.core.face import Face, Reference
from app.core.motion import CHANNEL_INDEX, Motion
from app.core.portrait import Portrait
from app.core.settings import PerformanceSettings
from app.core.video_size import FrameSize
from app.engine.animator import Animator
from app.engine.group import GroupMotion, GroupRenderer, equally_long

HEIGHT, WIDTH, STEP = 300, 360, 150  # the two overlap at their shoulders


@pytest.fixture(scope="module")
def animator() -> Animator:
    return Animator.load(torch.device("cpu"))


@pytest.fixture(scope="module")
def pair(demo_portrait_path) -> Portrait:
    """The demo portrait twice, side by side."""
    one = cv2.cvtColor(cv2.imread(str(demo_portrait_path)), cv2.COLOR_BGR2RGB)
    one = cv2.resize(one, (240, HEIGHT), interpolation=cv2.INTER_AREA)
    both = np.empty((HEIGHT, WIDTH, 3), np.uint8)
    both[:, :195] = one[:, :195]
    both[:, 195:] = one[:, 195 - STEP : WIDTH - STEP]
    return Portrait(both)


@pytest.fixture(scope="module")
def faces(animator: Animator, pair: Portrait) -> list[Face]:
    return animator.prepare_several(pair, [0, 1])


@pytest.fixture(scope="module")
def renderer(animator: Animator, pair: Portrait, faces: list[Face]) -> GroupRenderer:
    return animator.group_renderer(pair, faces, FrameSize(WIDTH, HEIGHT))


def moved(**channels: float) -> Motion:
    motion = Motion.still(1)
    for name, value in channels.items():
        motion.coefficients[:, CHANNEL_INDEX[name]] = value
    return motion


def changed(frame: np.ndarray, pair: Portrait) -> np.ndarray:
    return (frame != pair.rgb).any(axis=2)


def test_at_rest_the_picture_is_itself(renderer, pair):
    assert not changed(renderer.render(GroupMotion((Motion.still(1), Motion.still(1))))[0], pair).any()


@pytest.mark.parametrize("speaker", [0, 1])
def test_one_who_speaks_leaves_the_other_alone(renderer, pair, faces, speaker):
    motions = [Motion.still(1), Motion.still(1)]
    motions[speaker] = moved(opening=0.25)
    touched = changed(renderer.render(GroupMotion(tuple(motions)))[0], pair)
    own, other = faces[speaker].box, faces[1 - speaker].box
    assert touched[own.top : own.bottom, own.left : own.right].sum() > 200
    assert not touched[other.top : other.bottom, other.left + 8 : other.right - 8].any()


def test_two_who_speak_change_what_each_changes_alone(renderer, pair):
    still, speaking = Motion.still(1), moved(opening=0.25)
    alone = [renderer.render(GroupMotion(motions))[0] for motions in ((speaking, still), (still, speaking))]
    both = renderer.render(GroupMotion((speaking, speaking)))[0]
    expected = pair.rgb.astype(int) + sum(frame.astype(int) - pair.rgb for frame in alone)
    assert np.abs(both - np.clip(expected, 0, 255)).max() <= 1


def test_frames_of_a_group_are_drawn_one_after_the_other(renderer):
    members = [[moved(opening=gap), moved(yaw=yaw)] for gap, yaw in ((0.1, 0.0), (0.25, 0.1))]
    together = renderer.render(
        GroupMotion(tuple(Motion.joined(list(motions)) for motions in zip(*members, strict=True)))
    )
    single = [renderer.render(GroupMotion(tuple(motions)))[0].astype(int) for motions in members]
    assert together.shape == (2, HEIGHT, WIDTH, 3)
    assert np.abs(together - single).max() <= 1
    assert np.abs(single[0] - single[1]).max() > 20


def test_turned_heads_stay_whole_where_they_touch(renderer, pair, faces):
    turned = moved(yaw=0.15, roll=0.05)
    frame = renderer.render(GroupMotion((turned, turned)))[0].astype(int)
    for face in faces:
        box = face.box
        assert changed(frame, pair)[box.top : box.bottom, box.left : box.right].mean() > 0.8
    between = frame[-40:, 170:220]  # shoulders move little and stay of one piece
    assert np.abs(between - pair.rgb[-40:, 170:220].astype(int)).mean() < 12


@pytest.mark.parametrize("near", [0, 1])
@pytest.mark.parametrize("there", [(0.0, 0.0), (1.0, 1.0), (1.0, 0.0)])  # at the top and at the bottom of the picture
def test_the_nearer_one_hides_the_others_movement_as_far_as_there_is_somebody(animator, pair, faces, near, there):
    turned = moved(yaw=0.15, roll=0.05)
    placed = [replace(face, pose=replace(face.pose, scale=1.0)) for face in faces]
    matte = np.linspace(*there, HEIGHT, dtype=np.float32)[:, None].repeat(WIDTH, axis=1)
    placed[near] = replace(faces[near], matte=matte, pose=replace(faces[near].pose, scale=2.0))
    renderers = [animator.renderer(pair, face, FrameSize(WIDTH, HEIGHT)) for face in faces]
    front, behind = (renderers[number].render(turned)[0].astype(float) for number in (near, 1 - near))
    both = GroupRenderer(renderers, placed).render(GroupMotion((turned, turned)))[0]
    in_both = ((front != pair.rgb) & (behind != pair.rgb)).any(axis=2)
    assert in_both.sum() > 200
    assert np.abs(behind - pair.rgb)[in_both].max() > 20
    expected = front + (1.0 - matte[..., None]) * (behind - pair.rgb)
    assert np.abs(both - np.clip(expected, 0, 255))[in_both].max() <= 0.501


def test_more_pictures_of_a_person_go_to_the_first_face_alone(pair, faces):
    shown = Reference(pair.rgb, faces[1].landmarks, faces[1].pose)

    class Acquainted(Animator):
        def references(self, portrait, found, also):
            return [shown] if also else []

    known = Acquainted.load(torch.device("cpu")).prepare_several(pair, [1, 0], also=[pair])
    assert [face.references for face in known] == [(shown,), ()]


def test_all_sounds_become_as_long_as_the_longest():
    short, long = (AudioClip(np.ones(length, np.float32)) for length in (100, 300))
    filled = equally_long([short, None, long])
    assert [len(clip.samples) for clip in filled] == [300, 300, 300]
    assert filled[0].samples.sum() == 100
    assert not filled[1].samples.any()


def test_a_group_performs_as_long_as_its_longest_voice_and_not_in_step(animator):
    voice = AudioClip(np.random.default_rng(0).normal(0, 0.1, 2 * MODEL_SAMPLE_RATE_HZ).astype(np.float32))
    short = AudioClip(voice.samples[:8000])
    performance = animator.perform_together([short, voice, None], PerformanceSettings(head=1.0))
    assert performance.frame_count == 50
    motion = performance.motion(0, 50)
    assert len(motion) == 50
    heads = [member.channel("yaw") for member in motion.members]
    assert not np.allclose(heads[0], heads[2])
    assert motion.members[2].channel("opening").max() < 0.05  # who has no voice keeps the lips closed

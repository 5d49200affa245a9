"""The renderer on the demo portrait: what must stay, what must move, and by how much."""

from dataclasses import replace

import numpy as np
import torch

from app.core.portrait import Portrait
from app.core.video_size import FrameSize
from app.face.finder import FaceFinder
from app.face.prepare import prepare_face
from app.model.render.renderer import PortraitRenderer

LIPS_MIDDLE = (13, 14)
CPU = torch.device("cpu")


def opening_of(rgb: np.ndarray) -> float:
    """Gap between the inner lips as the face finder reads it, inter-ocular units."""
    landmarks = FaceFinder().find(Portrait(rgb))[0].landmarks
    unit = np.linalg.norm(landmarks[33] - landmarks[263])
    return float((landmarks[14, 1] - landmarks[13, 1]) / unit)


def test_at_rest_the_picture_is_the_portrait_bit_for_bit(renderer, portrait, make_motion):
    assert np.array_equal(renderer.render(make_motion())[0], portrait.rgb)


def test_at_rest_on_the_head_stage_too(renderer, portrait, make_motion):
    """A movement too small to see takes the path of a turning head: foreground and background add up again."""
    frame = renderer.render(make_motion(yaw=1e-9))[0]
    assert np.array_equal(frame, portrait.rgb)


def test_frames_of_a_batch_are_those_of_single_calls(renderer, make_motion):
    motion = make_motion(3, opening=0.1)
    motion.coefficients[:, 0] = [0.0, 0.1, 0.25]
    together = renderer.render(motion)
    for index in range(3):
        alone = renderer.render(make_motion(opening=float(motion.coefficients[index, 0])))[0]
        assert np.abs(together[index].astype(int) - alone).max() <= 1


def test_constant_motion_gives_identical_frames(renderer, make_motion):
    frames = renderer.render(make_motion(2, opening=0.15, yaw=0.1, blink_left=0.5, gaze_x=0.1))
    assert np.array_equal(frames[0], frames[1])


def test_lips_open_as_far_as_asked(renderer, make_motion):
    for asked in (0.08, 0.2):
        read = opening_of(renderer.render(make_motion(opening=asked))[0])
        assert abs(read - asked) < 0.05, (asked, read)


def test_without_head_movement_only_the_face_changes(renderer, portrait, face, make_motion):
    frame = renderer.render(make_motion(opening=0.3, blink_left=1.0, blink_right=1.0, brow_raise=0.08))[0]
    changed = np.argwhere((frame != portrait.rgb).any(axis=2))
    margin = 0.45 * face.pose.scale
    assert len(changed) > 500
    assert changed[:, 1].min() > face.box.left - margin
    assert changed[:, 1].max() < face.box.right + margin
    assert changed[:, 0].min() > face.box.top - margin
    assert changed[:, 0].max() < face.box.bottom + margin


def test_a_turning_head_leaves_the_far_background_alone(renderer, portrait, face, make_motion):
    frame = renderer.render(make_motion(yaw=0.2, pitch=-0.1, roll=0.1))[0]
    still = face.matte < 0.01
    still[:, 20:-20] = False  # the picture's outermost columns
    still[int(face.landmarks[152, 1] + 0.8 * face.pose.scale) :] = False  # where shoulders slide along the border
    background = np.abs(frame.astype(int) - portrait.rgb).max(axis=2)
    assert background[still].max() <= 24
    assert np.abs(frame.astype(int) - portrait.rgb).mean() > 2.0


def test_yaw_takes_the_nose_along_and_towards_the_right(renderer, face, make_motion):
    turned = FaceFinder().find(Portrait(renderer.render(make_motion(yaw=0.2))[0]))[0].landmarks
    before = face.landmarks
    nose = turned[1, 0] - before[1, 0]
    ear = turned[234, 0] - before[234, 0]
    assert nose > 0.08 * face.pose.scale
    assert nose > ear + 0.05 * face.pose.scale


def test_a_blink_covers_the_iris(renderer, portrait, face, make_motion):
    frame = renderer.render(make_motion(blink_left=1.0, blink_right=1.0))[0]
    for centre in (468, 473):
        x, y = face.landmarks[centre, :2].astype(int)
        before = portrait.rgb[y - 3 : y + 4, x - 3 : x + 4].astype(int).mean()
        after = frame[y - 3 : y + 4, x - 3 : x + 4].astype(int).mean()
        assert after > before + 15  # lid skin is lighter than iris and pupil


def test_one_eye_can_blink_alone(renderer, portrait, face, make_motion):
    frame = renderer.render(make_motion(blink_left=1.0))[0]
    right = face.landmarks[473, :2].astype(int)
    patch = (slice(right[1] - 8, right[1] + 9), slice(right[0] - 8, right[0] + 9))
    assert np.array_equal(frame[patch], portrait.rgb[patch])


def test_gaze_moves_the_iris_inside_resting_lids(renderer, portrait, face, make_motion):
    frame = renderer.render(make_motion(gaze_x=0.25))[0]
    x, y = face.landmarks[468, :2].astype(int)
    reach = int(0.12 * face.pose.scale)
    weights = lambda rgb: 255.0 - rgb[y - 2 : y + 3, x - reach : x + reach].astype(float).mean(axis=(0, 2))  # noqa: E731
    columns = np.arange(2 * reach)
    shift = np.average(columns, weights=weights(frame) ** 3) - np.average(columns, weights=weights(portrait.rgb) ** 3)
    assert shift > 0.3


def test_a_portrait_with_parted_lips_keeps_them_when_asked_and_can_close_them(renderer, basis, make_motion, size):
    parted = Portrait(renderer.render(make_motion(opening=0.16))[0])
    face = prepare_face(parted, FaceFinder().find(parted)[0])
    second = PortraitRenderer(parted, face, size, basis, CPU)
    assert 0.1 < second.rest_opening < 0.22
    assert np.array_equal(second.render(make_motion(opening=second.rest_opening))[0], parted.rgb)
    closed = opening_of(second.render(make_motion(opening=0.0))[0])
    assert closed < 0.04 < second.rest_opening


def test_extreme_motion_stays_a_picture(renderer, make_motion, size):
    wild = make_motion(opening=2.0, mouth_1=0.3, yaw=0.6, pitch=0.5, roll=0.5, blink_left=3.0, gaze_y=1.0, shift_x=0.4)
    frame = renderer.render(wild)[0]
    assert frame.shape == (size.height, size.width, 3)
    assert frame.std() > 10


def test_output_sizes_up_and_down(portrait, face, basis, make_motion):
    for size in (FrameSize(180, 226), FrameSize(540, 674)):
        frames = PortraitRenderer(portrait, face, size, basis, CPU).render(make_motion(opening=0.1))
        assert frames.shape == (1, size.height, size.width, 3)


def test_a_face_at_the_picture_s_edge_does_not_smear_it(portrait, basis, make_motion):
    """Cropped so that hair touches three borders, a turned head shows no column that repeats its neighbour."""
    crop = Portrait(np.ascontiguousarray(portrait.rgb[30:330, 60:300]))
    face = prepare_face(crop, FaceFinder().find(crop)[0])
    frame = PortraitRenderer(crop, face, FrameSize(240, 300), basis, CPU).render(make_motion(yaw=0.25, shift_x=0.1))[0]
    for columns in (frame[:, :6], frame[:, -6:]):
        steps = np.abs(np.diff(columns.astype(int), axis=1)).mean()
        assert steps > 0.5


def test_a_matte_of_nothing_or_everything_is_survived(portrait, face, basis, make_motion, size):
    for value in (0.0, 1.0):
        odd = replace(face, matte=np.full_like(face.matte, value))
        renderer = PortraitRenderer(portrait, odd, size, basis, CPU)
        assert np.array_equal(renderer.render(make_motion(roll=1e-9))[0], portrait.rgb)
        assert renderer.render(make_motion(yaw=0.1)).shape[0] == 1

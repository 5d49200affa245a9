"""The mouth at close range: what shows between the lips, and what must not change."""

import cv2
import numpy as np
import pytest

from app.core.portrait import Portrait
from app.core.video_size import FrameSize
from app.face.finder import FaceFinder
from app.face.prepare import prepare_face
from app.model.render import topology as mesh
from app.model.render.renderer import PortraitRenderer


def mouth_box(face, margin=0.05):
    lips = face.landmarks[[*mesh.UPPER_LIP, *mesh.LOWER_LIP], :2]
    pad = margin * face.pose.scale
    low, high = (lips.min(0) - pad).astype(int), (lips.max(0) + pad).astype(int)
    return slice(low[1], high[1]), slice(low[0], high[0])


@pytest.fixture(scope="module")
def smiling(renderer, basis, make_motion, size, cpu):
    """A portrait whose lips are parted, and its renderer."""
    parted = Portrait(renderer.render(make_motion(opening=0.16))[0])
    face = prepare_face(parted, FaceFinder().find(parted)[0])
    return parted, PortraitRenderer(parted, face, size, basis, cpu)


def test_an_open_mouth_shows_teeth_above_and_darkness_below(renderer, face, make_motion):
    frame = renderer.render(make_motion(opening=0.3))[0].astype(float)
    unit = face.pose.scale
    x, y = face.landmarks[[13, 14], :2].mean(0)
    column = frame[:, int(x - 0.03 * unit) : int(x + 0.03 * unit)].mean(axis=1)
    teeth = column[int(y - 0.02 * unit) : int(y + 0.01 * unit)].mean(0)
    throat = column[int(y + 0.05 * unit) : int(y + 0.08 * unit)].mean(0)
    assert teeth.sum() > 2.0 * throat.sum()
    assert teeth[2] > 0.6 * teeth[0]  # ivory, not lip
    assert throat[0] > throat[2] > 4.0  # a warm dark, not a hole


def test_the_inside_of_the_mouth_does_not_crawl(renderer, face, make_motion):
    """What hangs on the skull stays where it is while the jaw moves."""
    frames = renderer.render(make_motion(2, opening=0.2)).astype(int)
    wider = renderer.render(make_motion(opening=0.26))[0].astype(int)
    unit = face.pose.scale
    x, y = face.landmarks[[13, 14], :2].mean(0)
    tooth = (slice(int(y - 0.02 * unit), int(y + 0.01 * unit)), slice(int(x - 0.06 * unit), int(x + 0.06 * unit)))
    assert np.array_equal(frames[0], frames[1])
    lighter = (wider[tooth].mean() / frames[0][tooth].mean()) - 1.0
    assert np.abs(wider[tooth] - frames[0][tooth] * (1.0 + lighter)).mean() < 6.0


def test_parted_lips_at_rest_are_the_portrait_and_close_without_a_trace(smiling, make_motion):
    parted, renderer = smiling
    assert np.array_equal(renderer.render(make_motion(opening=renderer.rest_opening))[0], parted.rgb)
    closed = renderer.render(make_motion())[0]
    landmarks = FaceFinder().find(Portrait(closed))[0].landmarks
    unit = np.linalg.norm(landmarks[33] - landmarks[263])
    assert (landmarks[14, 1] - landmarks[13, 1]) / unit < 0.03
    # No tooth is left between the lips: the line between them is no lighter than the upper one.
    line = landmarks[[*mesh.UPPER_LIP_ROWS[0][2:7]], :2].astype(int)
    across = np.stack([closed[y - 1 : y + 2, x].astype(float).mean(axis=1) for x, y in line])
    lips = np.stack([closed[int(y - 0.05 * unit), x].astype(float).mean() for x, y in line])
    assert (across.mean(axis=1) < 1.1 * lips).all()


def test_teeth_of_a_half_closed_smile_are_still_seen(smiling, make_motion):
    parted, renderer = smiling
    half = renderer.render(make_motion(opening=0.5 * renderer.rest_opening))[0]
    assert not np.array_equal(half, parted.rgb)
    assert half.std() > 10


def test_a_mouth_that_closes_changes_smoothly(smiling, make_motion):
    """No frame of a slow closing stands out from its neighbours."""
    _, renderer = smiling
    motion = make_motion(13)
    motion.coefficients[:, 0] = np.linspace(0.24, 0.0, 13)
    frames = renderer.render(motion).astype(float)
    steps = np.abs(np.diff(frames, axis=0)).mean(axis=(1, 2, 3))
    assert steps.max() < 2.5 * np.median(steps)


def test_only_the_gap_is_painted(renderer, portrait, face, make_motion, monkeypatch):
    """With shut lips the interior is not drawn at all."""
    drawn = []
    cavity = renderer._face_region.mouth._cavity
    monkeypatch.setattr(type(cavity), "draw", lambda self, gap: drawn.append(gap))
    renderer.render(make_motion(brow_raise=0.05))
    assert not drawn


def test_the_mouth_is_the_same_at_twice_the_size(portrait, face, basis, make_motion, cpu):
    small, large = (
        PortraitRenderer(portrait, face, FrameSize(side, side * 5 // 4), basis, cpu).render(make_motion(opening=0.2))[0]
        for side in (360, 720)
    )
    reduced = cv2.resize(large, (360, 450), interpolation=cv2.INTER_AREA).astype(int)
    box = mouth_box(face)
    assert np.abs(reduced[box] - small[box]).mean() < 6.0


def test_a_tongue_rises_behind_the_teeth_and_comes_out_upon_the_lower_ones(renderer, face, make_motion):
    still, up, out = (
        renderer.render(make_motion(opening=0.14, tongue_up=tip, tongue_out=outside))[0].astype(int)
        for tip, outside in ((0, 0), (1, 0), (1, 1))
    )
    rows, columns = mouth_box(face, margin=0.1)
    elsewhere = np.ones(still.shape[:2], bool)
    elsewhere[rows, columns] = False
    rising, leaving = np.abs(up - still).max(2), np.abs(out - up).max(2)
    assert not (rising + leaving)[elsewhere].any()
    assert rising.max() > 15
    teeth = int(face.landmarks[13, 1])  # the upper ones hang here
    assert leaving[teeth + round(0.04 * face.pose.scale) :].max() > 30  # the lower teeth are hidden
    assert leaving[: teeth + round(0.02 * face.pose.scale)].max() < 10  # the upper ones are not
    closed = renderer.render(make_motion(tongue_up=1, tongue_out=1))[0]
    np.testing.assert_array_equal(closed, renderer.render(make_motion())[0])

"""Real lids from a picture with closed eyes: here the portrait itself, its closed lids tinted."""

from dataclasses import replace

import cv2
import numpy as np
import pytest

from app.core.face import CLOSED_LIDS, Reference, lid_gaps
from app.model.render import topology as mesh
from app.model.render.eyes.eyes import LOWER_LID_SHARE
from app.model.render.renderer import PortraitRenderer

LIDS = ((mesh.LEFT_EYE_UPPER, mesh.LEFT_EYE_LOWER), (mesh.RIGHT_EYE_UPPER, mesh.RIGHT_EYE_LOWER))


@pytest.fixture(scope="module")
def eyes(face) -> dict[str, np.ndarray]:
    """(H, W) bool: the open eyes of the portrait, shrunk a little."""
    masks = {}
    for side, (upper, lower) in zip(("left", "right"), LIDS, strict=True):
        outline = np.round(face.landmarks[[*upper, *reversed(lower[1:-1])], :2] - 0.5).astype(np.int32)
        mask = cv2.fillPoly(np.zeros(face.matte.shape, np.uint8), [outline], (1,))
        masks[side] = cv2.erode(mask, np.ones((3, 3), np.uint8)) > 0
    return masks


@pytest.fixture(scope="module")
def helped(portrait, face, size, basis, cpu, renderer, make_motion, eyes) -> PortraitRenderer:
    shut = renderer.render(make_motion(blink_left=1.0, blink_right=1.0))[0]
    tinted = shut.copy()
    for mask in eyes.values():
        tinted[mask] = np.clip(tinted[mask] * np.array([0.75, 1.1, 0.75]), 0, 255)
    landmarks = face.landmarks.copy()  # the finder does not believe painted lids to be shut
    for upper, lower in LIDS:
        gap = landmarks[list(lower), 1] - landmarks[list(upper), 1]
        landmarks[list(upper), 1] += (1.0 - LOWER_LID_SHARE) * gap
        landmarks[list(lower), 1] = landmarks[list(upper), 1]
    reference = Reference(tinted, landmarks, face.pose)
    assert max(lid_gaps(reference.shape)) < CLOSED_LIDS
    return PortraitRenderer(portrait, replace(face, references=(reference,)), size, basis, cpu)


def greenness(frame: np.ndarray, mask: np.ndarray) -> float:
    mean = frame[mask].astype(float).mean(0)
    return float(mean[1] / mean[0])


def test_open_eyes_are_the_portraits_own(helped, portrait, make_motion):
    assert np.array_equal(helped.render(make_motion())[0], portrait.rgb)


def test_closed_lids_are_those_of_the_other_picture(helped, renderer, make_motion, eyes):
    motion = make_motion(blink_left=1.0, blink_right=1.0)
    own, real = renderer.render(motion)[0], helped.render(motion)[0]
    for mask in eyes.values():
        assert greenness(real, mask) > 1.15 * greenness(own, mask)


def test_a_wink_closes_one_eye(helped, portrait, make_motion, eyes):
    frame = helped.render(make_motion(blink_left=1.0))[0]
    assert (frame != portrait.rgb)[eyes["left"]].any()
    assert np.array_equal(frame[eyes["right"]], portrait.rgb[eyes["right"]])


def test_the_lid_comes_down_without_a_jump(helped, make_motion, eyes):
    steps = np.linspace(0.0, 1.0, 21)
    frames = np.concatenate([helped.render(make_motion(blink_left=float(blink))) for blink in steps]).astype(float)
    means = np.array([frame[eyes["left"]].mean() for frame in frames])
    assert np.abs(np.diff(means)).max() < 0.35 * np.ptp(means)

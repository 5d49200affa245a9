from dataclasses import replace

import cv2
import numpy as np
import pytest

from app.core.face import LEAST_MOUTH_CONTRAST, FoundFace, doubt
from app.core.portrait import Portrait
from app.evaluation.faces import variants
from app.evaluation.faces.variants import Variant
from app.face.covering import mouth_contrast
from app.face.finder import FaceFinder


@pytest.mark.parametrize("cover", [variants.surgical_mask, variants.hand_at_mouth])
def test_a_covered_mouth_is_told(finder: FaceFinder, demo: Portrait, demo_face: FoundFace, cover: Variant) -> None:
    [found] = finder.find(Portrait(cover(demo.rgb, demo_face.landmarks)))
    assert found.mouth_contrast < LEAST_MOUTH_CONTRAST
    assert doubt(found, "demo.png")
    assert "cover the mouth in demo.png" in doubt(replace(found, certainty=1.0), "demo.png")


@pytest.mark.parametrize("change", [variants.sunglasses, variants.dark, variants.noisy, variants.mirrored])
def test_a_mouth_that_can_be_seen_is_not(demo: Portrait, demo_face: FoundFace, change: Variant) -> None:
    picture = change(demo.rgb, demo_face.landmarks)
    landmarks = demo_face.landmarks
    if change is variants.mirrored:
        landmarks = landmarks * np.float32([-1, 1, 1]) + np.float32([demo.width, 0, 0])
    assert not doubt(demo_face, "demo.png")
    assert mouth_contrast(picture, landmarks) > 1.2 * LEAST_MOUTH_CONTRAST


def test_the_size_of_the_picture_does_not_matter(demo: Portrait, demo_face: FoundFace) -> None:
    small = np.asarray(cv2.resize(demo.rgb, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA), np.uint8)
    own = mouth_contrast(demo.rgb, demo_face.landmarks)
    assert mouth_contrast(small, demo_face.landmarks * np.float32(0.5)) == pytest.approx(own, rel=0.25)

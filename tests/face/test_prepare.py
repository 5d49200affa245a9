import numpy as np
import pytest

from app.core.face import Face, FoundFace
from app.core.portrait import Portrait
from app.face import prepare


def test_a_prepared_face_has_everything(demo: Portrait, demo_face: FoundFace, prepared: Face) -> None:
    assert prepared.landmarks is demo_face.landmarks
    assert prepared.box == demo_face.box
    assert prepared.pose.scale == pytest.approx(
        np.hypot(*(demo_face.landmarks[263] - demo_face.landmarks[33])[:2]), rel=0.1
    )
    assert prepared.matte.shape == (demo.height, demo.width)
    assert prepared.background.shape == demo.rgb.shape
    assert prepared.background.dtype == np.uint8


def test_the_background_is_the_picture_where_nobody_is(demo: Portrait, prepared: Face) -> None:
    assert np.array_equal(prepared.background[:40], demo.rgb[:40])
    person = prepared.matte > 0.9
    assert np.abs(prepared.background[person].astype(int) - demo.rgb[person]).mean() > 20


def test_a_huge_picture_is_prepared_smaller_and_enlarged(
    demo: Portrait, demo_face: FoundFace, prepared: Face, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(prepare, "WORK_LONG_SIDE_PX", 400)
    face = prepare.prepare_face(demo, demo_face)
    assert face.matte.shape == prepared.matte.shape
    assert np.abs(face.matte - prepared.matte).mean() < 0.02
    assert np.array_equal(face.background[:40], demo.rgb[:40])
    person = prepared.matte > 0.9
    assert np.abs(face.background[person].astype(int) - prepared.background[person]).mean() < 15

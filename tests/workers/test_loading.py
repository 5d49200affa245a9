from dataclasses import replace

import numpy as np
import pytest
from PIL import Image

from app.core.landmarks import FaceControls, control_points
from app.core.settings import DeviceChoice
from app.media.placed_faces import PlacedFaces
from app.workers.loading import LoadPortrait, PreparePortrait, RestorePortrait, peaks_of
from app.workers.preview import MAX_PREVIEW_SIDE_PX, reduce_rgb
from app.workers.room import EngineRoom


def test_peaks_are_the_loudest_sample_of_each_hundredth_of_a_second():
    samples = np.zeros(1000, np.float32)
    samples[250] = -0.5
    samples[999] = 0.25
    assert peaks_of(samples).tolist() == [0, 0.5, 0, 0, 0, 0, 0.25]


def test_a_large_picture_is_averaged_down_for_the_screen():
    rgb = np.zeros((100, 4 * MAX_PREVIEW_SIDE_PX, 3), np.uint8)
    rgb[:, ::2] = 200
    small = reduce_rgb(rgb)
    assert small.shape == (25, MAX_PREVIEW_SIDE_PX, 3)
    assert abs(float(small.mean()) - 100) < 2


def test_a_small_picture_stays_as_it_is():
    rgb = np.zeros((10, 20, 3), np.uint8)
    assert reduce_rgb(rgb) is rgb


@pytest.fixture(scope="module")
def small_portrait(tmp_path_factory, demo_portrait_path):
    file = tmp_path_factory.mktemp("pictures") / "small.png"
    with Image.open(demo_portrait_path) as picture:
        picture.convert("RGB").resize((160, 200)).save(file)
    return file


def test_a_face_placed_by_hand_is_there_again_when_its_picture_is(small_portrait, tmp_path):
    room = EngineRoom(DeviceChoice.CPU, placed_faces=PlacedFaces(tmp_path / "faces"))

    def run(job):
        return job.run(room, lambda value: None)

    found = run(LoadPortrait(small_portrait))
    assert found.source.placed == ()
    face = FaceControls(control_points(room.loaded(found).faces[0]) | {"chin": (80.0, 150.0)})
    placed = run(PreparePortrait(replace(found.source, placed=(face,)), found))
    copy = tmp_path / "a copy by another name.png"
    copy.write_bytes(small_portrait.read_bytes())
    again = run(LoadPortrait(copy))
    assert again.source.placed == (face,)
    assert again.faces == placed.faces
    run(RestorePortrait(found))  # undone
    assert run(LoadPortrait(copy)).source.placed == ()

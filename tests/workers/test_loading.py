import gc
import weakref
from dataclasses import replace
from functools import cache

import numpy as np
import pytest

from app.core.landmarks import FaceControls, control_points
from app.core.settings import DeviceChoice
from app.media.placed_faces import PlacedFaces
from app.workers.loading import LoadPortrait, PreparePortrait, RestorePortrait, peaks_of
from app.workers.preview import MAX_PREVIEW_SIDE_PX, reduce_rgb
from app.workers.room import EngineRoom, load_animator
from app.workers.session import Session
from app.workers.take import FormerPortrait
from app.workers.thread import ignore
from tests.support.pictures import write_resized


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
    return write_resized(tmp_path_factory.mktemp("pictures") / "small.png", demo_portrait_path, 160, 200)


@pytest.fixture
def portrait_file_of(tmp_path, demo_portrait_path):
    """Makes the demo portrait of that width and height."""

    def make(*size):
        return write_resized(tmp_path / "other.png", demo_portrait_path, *size)

    return make


def test_a_face_placed_by_hand_is_there_again_when_its_picture_is(small_portrait, tmp_path):
    room = EngineRoom(DeviceChoice.CPU, placed_faces=PlacedFaces(tmp_path / "faces"))

    def run(job):
        return job.run(room, lambda value: None)

    found = run(LoadPortrait(small_portrait))
    assert found.source.placed == ()
    face = FaceControls(control_points(room.loaded(found.key).faces[0]) | {"chin": (80.0, 150.0)})
    placed = run(PreparePortrait(replace(found.source, placed=(face,)), found))
    copy = tmp_path / "a copy by another name.png"
    copy.write_bytes(small_portrait.read_bytes())
    again = run(LoadPortrait(copy))
    assert again.source.placed == (face,)
    assert again.faces == placed.faces
    run(RestorePortrait(FormerPortrait(found.source, found.key)))  # undone
    assert run(LoadPortrait(copy)).source.placed == ()


load_once = cache(load_animator)


@pytest.fixture
def room():
    return EngineRoom(DeviceChoice.CPU, load=load_once)


def test_a_former_portrait_comes_back_from_memory_as_it_was(small_portrait, portrait_file_of, room):
    first = LoadPortrait(small_portrait).run(room, ignore)
    LoadPortrait(portrait_file_of(180, 225)).run(room, ignore)
    again = RestorePortrait(FormerPortrait(first.source, first.key)).run(room, ignore)
    assert again.key == first.key
    np.testing.assert_array_equal(again.still.rgb, first.still.rgb)
    assert replace(again, still=first.still) == first


def test_only_the_portrait_that_performs_has_renderers(small_portrait, portrait_file_of, room):
    first = weakref.ref(room.loaded(LoadPortrait(small_portrait).run(room, ignore).key).large.renderer)
    LoadPortrait(portrait_file_of(180, 225)).run(room, ignore)
    gc.collect()
    assert first() is None


def test_kept_portraits_are_bounded_in_bytes_and_the_last_one_always_stays(small_portrait, room, monkeypatch):
    keys = [LoadPortrait(small_portrait).run(room, ignore).key for _ in range(4)]
    assert [room.kept_portrait(key) is not None for key in keys] == [False, True, True, True]
    size_bytes = room.kept_portrait(keys[-1]).size_bytes
    assert size_bytes == 160 * 200 * (3 + 4 + 3)
    for most, kept in ((2 * size_bytes, 2), (size_bytes - 1, 1)):
        monkeypatch.setattr("app.workers.room.KEPT_PORTRAIT_BYTES", most)
        keys.append(LoadPortrait(small_portrait).run(room, ignore).key)
        assert [key for key in keys if room.kept_portrait(key)] == keys[-kept:]


def test_the_undo_history_holds_no_pictures(qtbot, small_portrait, portrait_file_of, room):
    session = Session(room)
    session.start()
    stills = []
    for file in (small_portrait, portrait_file_of(180, 225), small_portrait):
        with qtbot.waitSignal(session.portrait_changed, timeout=60_000):
            session.load_portrait(file)
        stills.append(weakref.ref(session.portrait.still.rgb))
    gc.collect()
    assert session.undo_stack.count() == 2
    assert [still() is not None for still in stills] == [False, False, True]
    session.close()

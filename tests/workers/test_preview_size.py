import numpy as np
import pytest

from app.core.settings import DeviceChoice, PerformanceSettings
from app.workers.loading import LoadPortrait
from app.workers.preview_size import PreviewSize
from app.workers.room import SMALLEST_PREVIEW_SHORT_SIDE, EngineRoom
from tests.support.pictures import write_resized


@pytest.fixture(scope="module")
def shown(tmp_path_factory, demo_portrait_path):
    """The room, and what it keeps of a small portrait."""
    file = write_resized(tmp_path_factory.mktemp("pictures") / "small.png", demo_portrait_path, 320, 400)
    room = EngineRoom(DeviceChoice.CPU)
    return room, room.loaded(LoadPortrait(file).run(room, lambda value: None).key)


def test_the_preview_shrinks_to_a_limit_and_comes_back(shown):
    room, loaded = shown

    def size():
        return room.animator().still(loaded.preview.renderer, PerformanceSettings()).rgb.shape[:2]

    whole = size()
    assert whole == (400, 320)
    sizes = [whole]
    while preview := room.smaller_preview(loaded):
        loaded.preview = preview
        sizes.append(size())
    assert len(sizes) == 2  # from 320 pixels there is room for one step
    areas = np.prod(sizes, axis=1)
    assert areas[1] == pytest.approx(areas[0] / 2, rel=0.05)
    assert min(sizes[-1]) >= SMALLEST_PREVIEW_SHORT_SIDE
    assert loaded.preview.short_side == min(sizes[-1])
    loaded.restore_preview()
    assert size() == whole


def test_slow_frames_bring_a_smaller_picture_and_drawing_goes_on_meanwhile(shown):
    room, loaded = shown
    whole, frames = loaded.preview, 0
    with PreviewSize(room, loaded) as size:
        assert not any(size.adapt(0.01) for _ in range(100))
        while not size.adapt(0.1):
            room.animator().still(loaded.preview.renderer, PerformanceSettings())
            frames += 1
        assert loaded.preview is not whole
        assert not any(size.adapt(0.01) for _ in range(100))
    assert frames > 25  # it was not the first slow frame
    loaded.restore_preview()

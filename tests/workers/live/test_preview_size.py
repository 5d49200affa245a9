import numpy as np
import pytest
from PIL import Image

from app.core.settings import DeviceChoice, PerformanceSettings
from app.workers.loading import LoadPortrait
from app.workers.room import SMALLEST_PREVIEW_SHORT_SIDE, EngineRoom


@pytest.fixture(scope="module")
def room(tmp_path_factory, demo_portrait_path):
    file = tmp_path_factory.mktemp("pictures") / "small.png"
    with Image.open(demo_portrait_path) as picture:
        picture.convert("RGB").resize((320, 400)).save(file)
    room = EngineRoom(DeviceChoice.CPU)
    LoadPortrait(file).run(room, lambda value: None)
    return room


def test_the_preview_shrinks_to_a_limit_and_comes_back(room):
    def size():
        return room.animator().still(room.loaded().preview, PerformanceSettings()).rgb.shape[:2]

    whole = size()
    assert whole == (400, 320)
    sizes = [whole]
    while room.shrink_preview():
        sizes.append(size())
    assert len(sizes) == 2  # from 320 pixels there is room for one step
    areas = np.prod(sizes, axis=1)
    assert areas[1] == pytest.approx(areas[0] / 2, rel=0.05)
    assert min(sizes[-1]) >= SMALLEST_PREVIEW_SHORT_SIDE
    assert room.preview_short_side == min(sizes[-1])
    room.restore_preview()
    assert size() == whole

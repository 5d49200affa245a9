import numpy as np
import pytest

from app.core.errors import NoMicrophone
from app.core.settings import DeviceChoice, PerformanceSettings
from app.model.motion.lips_stream import LOOK_AHEAD_SAMPLES
from app.model.motion.network import SAMPLES_PER_FRAME
from app.workers.live.job import PlayLive
from app.workers.live.recent import RecentSound
from app.workers.loading import LoadPortrait
from app.workers.room import EngineRoom
from tests.support.pictures import write_resized

RATE_HZ = 16_000
SETTINGS = PerformanceSettings()


@pytest.fixture(scope="module")
def ready(tmp_path_factory, demo_portrait_path):
    file = write_resized(tmp_path_factory.mktemp("pictures") / "small.png", demo_portrait_path, 160, 200)
    room = EngineRoom(DeviceChoice.CPU)
    return room, LoadPortrait(file).run(room, lambda value: None)


class LumpyMicrophone:
    """Gives all its sound at once, and goes."""

    name, sample_rate_hz, running = "lumpy", RATE_HZ, False

    def __init__(self, samples):
        self._samples = samples
        self.closed = False

    def start(self, hear):
        hear(self._samples, 0.0, False)

    def close(self):
        self.closed = True


def shown(room, portrait, samples):
    """The indices of all frames that a lump of sound brings, until the microphone has gone."""
    microphone, indices = LumpyMicrophone(samples), []
    job = PlayLive(portrait, SETTINGS, None, RecentSound(), lambda device, s: microphone)
    job.announce = lambda: indices.append(job.take_frame().index)
    with pytest.raises(NoMicrophone):
        job.run(room, lambda value: None)
    assert microphone.closed
    return indices


@pytest.mark.parametrize("known", [5, 6, 40])
def test_of_frames_that_are_known_all_at_once_the_last_five_are_shown(ready, known):
    lump = np.zeros(LOOK_AHEAD_SAMPLES + (known - 1) * SAMPLES_PER_FRAME, np.float32)
    assert shown(*ready, lump) == list(range(known - 5, known))

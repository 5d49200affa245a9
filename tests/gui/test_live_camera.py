"""A face before the camera drives the portrait live; a film of the program's own stands for the camera."""

from functools import partial

import numpy as np
import pytest
from hands import TIMEOUT_MS
from PySide6.QtCore import Qt

from app.bench.filmed_camera import FilmedCamera
from app.bench.screenshots.spoken_file import SpokenFile
from app.core.driving import Lips
from app.media.devices.webcam import NoWebcam
from app.workers.status import Activity
from tests.support.pulse import no_sound_devices

LEFT = Qt.MouseButton.LeftButton
CONTROL_SHIFT = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def seen(loaded, driver_file, voice_file):
    """A window whose camera sees the film, and whose microphone hears the voice."""
    studio = loaded.live.studio
    studio.open_camera = partial(FilmedCamera, driver_file)
    studio.open_microphone = lambda device, latency_s: SpokenFile(voice_file)
    return loaded


def until_state(qtbot, window, text):
    qtbot.waitUntil(lambda: window.live.bar.state.accessibleName() == text, timeout=TIMEOUT_MS)


def until_off(qtbot, window):
    qtbot.waitUntil(lambda: not window.live.studio.on and window.session.activity is Activity.IDLE, timeout=TIMEOUT_MS)


def test_the_camera_is_switched_on_while_live_and_off_again(qtbot, seen):
    live, bar = seen.live, seen.live.bar
    qtbot.mouseClick(live.toggle, LEFT)
    until_state(qtbot, seen, "Listening")
    assert not bar.voices_lips.isVisible()
    qtbot.mouseClick(bar.camera, LEFT)
    assert bar.voices_lips.isVisible()
    until_state(qtbot, seen, "Following you")
    qtbot.waitUntil(lambda: "From your face" in bar.delay.toolTip(), timeout=TIMEOUT_MS)
    assert live.studio.figures.by_face
    assert live.studio.recent.duration_s > 0.5  # the microphone runs along
    qtbot.mouseClick(bar.voices_lips, LEFT)
    assert live.studio.lips is Lips.VOICE
    qtbot.mouseClick(bar.camera, LEFT)
    until_state(qtbot, seen, "Listening")
    qtbot.waitUntil(lambda: live.studio.figures is not None and not live.studio.figures.by_face, timeout=TIMEOUT_MS)
    qtbot.mouseClick(live.toggle, LEFT)
    until_off(qtbot, seen)


def test_the_portrait_does_what_the_face_does_without_a_microphone(qtbot, loaded, driver_file):
    live, frames = loaded.live, []
    live.studio.open_camera = partial(FilmedCamera, driver_file)
    loaded.session.frame_arrived.connect(lambda frame: frames.append(frame.rgb.astype(np.float32)))
    with no_sound_devices():
        qtbot.keyClick(loaded, Qt.Key.Key_L, CONTROL_SHIFT)  # goes live for it
        until_state(qtbot, loaded, "Following you")
        assert "No microphone was found" in loaded.banner.text.text()
        frames.clear()
        qtbot.waitUntil(lambda: len(frames) > 30, timeout=TIMEOUT_MS)
    assert np.stack([frame for frame in frames if frame.shape == frames[-1].shape]).std(0).mean() > 0.5
    qtbot.mouseClick(live.bar.camera, LEFT)  # and now there is nothing left
    qtbot.waitUntil(lambda: "nothing drives the portrait" in loaded.banner.text.text(), timeout=TIMEOUT_MS)
    until_off(qtbot, loaded)


def test_a_face_that_is_lost_is_told_and_the_portrait_rests(qtbot, seen, driver_file):
    class Leaving(FilmedCamera):
        """Whoever is filmed goes away after two seconds."""

        def read(self):
            rgb = super().read()
            return rgb if next(self.taken) < 50 else np.full_like(rgb, 118)

        taken = iter(range(10_000))

    seen.live.studio.open_camera = partial(Leaving, driver_file)
    notes, frames = [], []
    seen.session.noted.connect(notes.append)
    qtbot.keyClick(seen, Qt.Key.Key_L, CONTROL_SHIFT)
    until_state(qtbot, seen, "Face lost")
    assert notes[-1].startswith("Your face is out of sight. The portrait rests")
    seen.session.frame_arrived.connect(lambda frame: frames.append(frame.rgb.astype(np.float32)))
    qtbot.waitUntil(lambda: len(frames) > 40, timeout=TIMEOUT_MS)
    assert np.stack([frame for frame in frames[-15:] if frame.shape == frames[-1].shape]).std(0).max() < 1.0


def test_without_a_camera_it_says_so_and_the_voice_goes_on(qtbot, seen):
    def none():
        raise NoWebcam("No camera was found.")

    seen.live.studio.open_camera = none
    qtbot.keyClick(seen, Qt.Key.Key_L, CONTROL_SHIFT)
    qtbot.waitUntil(lambda: not seen.live.studio.camera, timeout=TIMEOUT_MS)
    assert seen.banner.text.text() == "No camera was found."
    until_state(qtbot, seen, "Listening")


def test_an_unplugged_camera_is_told(qtbot, seen, driver_file):
    seen.live.studio.open_camera = partial(FilmedCamera, driver_file, again=False)
    qtbot.keyClick(seen, Qt.Key.Key_L, CONTROL_SHIFT)
    qtbot.waitUntil(lambda: seen.banner.message is not None, timeout=TIMEOUT_MS)
    assert seen.banner.text.text() == "The film is over."
    until_state(qtbot, seen, "Listening")
    assert not seen.live.bar.camera.isChecked()


def test_the_window_closes_while_the_camera_drives(qtbot, seen):
    qtbot.keyClick(seen, Qt.Key.Key_L, CONTROL_SHIFT)
    until_state(qtbot, seen, "Following you")
    seen.close()
    assert not seen.session.running

"""A real window on the real chain, with small files made from the demo."""

from functools import cache

import numpy as np
import pytest
from hands import TIMEOUT_MS, drop
from PIL import Image
from PySide6.QtCore import QEvent, QSettings, Qt
from PySide6.QtWidgets import QApplication

from app.core.settings import DeviceChoice, PerformanceSettings
from app.gui.look.theme import Theme
from app.gui.main import make_application
from app.gui.window import MainWindow
from app.workers.room import EngineRoom, load_animator
from app.workers.session import Session
from tests.support.pictures import write_resized
from tests.support.wav import write_wav

load_once = cache(load_animator)  # the weights are read for the first window, which is what a user's window does


@pytest.fixture(scope="session")
def portrait_file(tmp_path_factory, demo_portrait_path):
    """The demo portrait, small enough to be quick."""
    return write_resized(tmp_path_factory.mktemp("pictures") / "small portrait.png", demo_portrait_path, 320, 400)


@pytest.fixture(scope="session")
def group_file(tmp_path_factory, demo_portrait_path):
    """Two people of different size."""
    file = tmp_path_factory.mktemp("pictures") / "group.png"
    group = Image.new("RGB", (800, 500), "#808488")
    with Image.open(demo_portrait_path) as picture:
        one = picture.convert("RGB")
        group.paste(one.resize((400, 500)), (0, 0))
        group.paste(one.resize((320, 400)), (440, 100))
    group.save(file)
    return file


@pytest.fixture(scope="session")
def voice_file(tmp_path_factory, demo_voice_path):
    """The first two seconds of the demo voice, in stereo at 22.05 kHz."""
    from app.media.sound.load import load_clip

    samples = load_clip(demo_voice_path).samples[: 2 * 16_000]
    times = np.arange(2 * 22_050) / 22_050
    mono = np.interp(times, np.arange(len(samples)) / 16_000, samples)
    file = tmp_path_factory.mktemp("sounds") / "two seconds.wav"
    return write_wav(file, (np.stack([mono, mono], 1) * 32767).astype(np.int16), 22_050)


@pytest.fixture(scope="session")
def driver_file(tmp_path_factory, portrait_file, voice_file):
    """A film of two seconds that the program made: the portrait speaks and moves its head."""
    from app.core.project import PortraitSource, Project, VoiceSource
    from app.media.pictures.files import read_portrait
    from app.media.sound.load import load_clip
    from app.production.export import Cast, export

    animator, portrait = load_once(DeviceChoice.CPU), read_portrait(portrait_file)
    settings = PerformanceSettings(head=1.0, seed=3)
    project = Project(PortraitSource(portrait_file), VoiceSource(voice_file), settings)
    cast = Cast(portrait, (load_clip(voice_file),), lambda: [animator.prepare(portrait)])
    path = tmp_path_factory.mktemp("films") / "driver.mp4"
    export(project, cast, animator, path, force=False, check=lambda: None, progressed=lambda done, total: None)
    return path


@pytest.fixture
def settings(tmp_path):
    return QSettings(str(tmp_path / "settings.ini"), QSettings.Format.IniFormat)


def let_go(window):
    """Close a window and delete it, which Qt puts off until an event loop ends."""
    window.close()
    window.deleteLater()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


@pytest.fixture
def window(qtbot, settings):
    """An open window without portrait and voice."""
    QApplication.setAttribute(Qt.ApplicationAttribute.AA_DontUseNativeDialogs)
    session = Session(EngineRoom(DeviceChoice.CPU, load=load_once))
    window = MainWindow(session, settings, Theme(make_application()))
    with qtbot.waitExposed(window):
        window.show()
    window.activateWindow()  # keys go to the active window; there is no window manager under Xvfb to choose one
    qtbot.waitUntil(window.isActiveWindow)
    session.start()
    yield window
    let_go(window)
    assert not session.running


@pytest.fixture
def loaded(qtbot, window, portrait_file, voice_file):
    """An open window with both files dropped on it."""
    session = window.session
    with qtbot.waitSignals([session.portrait_changed, session.sound_changed], timeout=TIMEOUT_MS):
        drop(window, portrait_file, voice_file)
    return window

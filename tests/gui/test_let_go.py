import gc
import weakref

from conftest import let_go, load_once
from hands import TIMEOUT_MS

from app.core.settings import DeviceChoice
from app.gui.look.theme import Theme
from app.gui.main import make_application
from app.gui.window import MainWindow
from app.workers.room import EngineRoom
from app.workers.session import Session


def use_and_close(qtbot, settings, portrait_file, voice_file):
    """Weak references to the window, the session and the room, closed after a portrait has performed in them."""
    room = EngineRoom(DeviceChoice.CPU, load=load_once)
    session = Session(room)
    window = MainWindow(session, settings, Theme(make_application()))
    window.show()
    session.start()
    with qtbot.waitSignals([session.portrait_changed, session.sound_changed], timeout=TIMEOUT_MS):
        session.load_portrait(portrait_file)
        session.load_sound(voice_file)
    with qtbot.waitSignal(session.position_changed, timeout=TIMEOUT_MS):
        session.play()
    let_go(window)
    return [weakref.ref(one) for one in (window, session, room)]


def test_a_closed_window_and_all_that_it_held_are_let_go(qtbot, settings, portrait_file, voice_file):
    held = use_and_close(qtbot, settings, portrait_file, voice_file)
    gc.collect()
    assert [one() for one in held] == [None, None, None]

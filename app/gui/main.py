"""Starts the window."""

import signal
import sys
from pathlib import Path

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication

from app.core.interrupt import stop_signals
from app.core.paths import placed_faces_folder, resource, session_file, settings_file
from app.core.project import is_project
from app.core.settings import DeviceChoice
from app.gui.demo import DEMO_PORTRAIT, DEMO_VOICE
from app.gui.look.icons import app_icon
from app.gui.look.theme import Theme
from app.gui.settings import open_settings
from app.gui.window import MainWindow
from app.media.placed_faces import PlacedFaces
from app.workers.room import EngineRoom
from app.workers.session import Session

# How often Python gets a chance to see Ctrl-C in the terminal.
_SIGNAL_POLL_MS = 200


def make_application() -> QApplication:
    """The application with its name and icon."""
    existing = QApplication.instance()
    app = existing if isinstance(existing, QApplication) else QApplication(sys.argv[:1])
    app.setApplicationName("Rhapsode")
    app.setOrganizationName("Rhapsode")
    app.setApplicationDisplayName("Rhapsode")
    app.setDesktopFileName("rhapsode")
    app.setWindowIcon(app_icon())
    return app


def run_window(
    portrait: Path | None = None, sound: Path | None = None, device: DeviceChoice = DeviceChoice.AUTO
) -> int:
    """Show the window with this portrait and voice, or with the demo; returns the exit status when it was closed."""
    app = make_application()
    session = Session(EngineRoom(device, placed_faces=PlacedFaces(placed_faces_folder())))
    window = MainWindow(session, open_settings(settings_file()), Theme(app))
    # Before anybody can see the window, and not at once: a window closed before exec() would leave the program running.
    for number in stop_signals():
        signal.signal(number, lambda *_: QTimer.singleShot(0, window.close_unasked))
    window.show()
    _begin(session, portrait, sound)
    QTimer.singleShot(0, session.start)  # reading torch holds Python up; the window is painted first
    poll = QTimer(interval=_SIGNAL_POLL_MS)
    poll.timeout.connect(lambda: None)
    poll.start()
    return app.exec()


def _begin(session: Session, portrait: Path | None, sound: Path | None) -> None:
    """Open what was asked for, or the session as it stood when the program ended; the demo at the very first start."""

    def show_demo() -> None:
        session.load_sound(sound or resource(DEMO_VOICE))
        session.load_portrait(portrait or resource(DEMO_PORTRAIT))

    kept = session_file()
    session.projects.keep_session(kept)
    if portrait is not None and is_project(portrait):
        session.projects.open(portrait)
    elif portrait is None and sound is None and kept.is_file():
        session.projects.restore(kept, show_demo)
    else:
        show_demo()

"""Opens the real window for measuring and for pictures, and waits for what happens in it."""

import tempfile
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QEventLoop, QSettings, QTimer, SignalInstance
from PySide6.QtWidgets import QApplication

from app.core.settings import DeviceChoice
from app.gui.look.theme import Theme
from app.gui.main import make_application
from app.gui.recording.feature import FOLDER_KEY
from app.gui.window import MainWindow
from app.workers.room import EngineRoom, open_player
from app.workers.session import Session

if TYPE_CHECKING:
    from app.media.devices.player import SoundPlayer

TIMEOUT_MS = 120_000


class DrivenWindow:
    """A window with settings and recordings in its own folder, which is deleted when the `with` block ends."""

    def __init__(
        self, device: DeviceChoice = DeviceChoice.AUTO, player: Callable[[], "SoundPlayer"] = open_player
    ) -> None:
        self.app: QApplication = make_application()
        self.theme = Theme(self.app)
        self._folder = tempfile.TemporaryDirectory(prefix="rhapsode-")
        self.folder = Path(self._folder.name)
        settings = QSettings(str(self.folder / "settings.ini"), QSettings.Format.IniFormat)
        settings.setValue(FOLDER_KEY, str(self.folder / "takes"))
        self.session = Session(EngineRoom(device, player=player))
        self.window = MainWindow(self.session, settings, self.theme)

    def __enter__(self) -> "DrivenWindow":
        self.window.show()
        self.app.processEvents()
        self.session.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.window.close()
        self._folder.cleanup()

    def until(self, signal: SignalInstance, accept: Callable[..., bool] = lambda *_: True) -> Any:
        """Wait for the signal with arguments that `accept` takes; returns the first of them. Raises TimeoutError."""
        seen: list[Any] = []
        loop = QEventLoop()

        def receive(*values: Any) -> None:
            if accept(*values):
                seen.append(values[0] if values else None)
                loop.quit()

        signal.connect(receive)
        QTimer.singleShot(TIMEOUT_MS, loop.quit)
        loop.exec()
        signal.disconnect(receive)
        if not seen:
            raise TimeoutError("the window did not answer")
        return seen[0]

    def settle(self, milliseconds: int = 80) -> None:
        """Run the event loop for so long, in which the window paints."""
        loop = QEventLoop()
        QTimer.singleShot(milliseconds, loop.quit)
        loop.exec()

"""What a feature of the window may use of it."""

from dataclasses import dataclass

from PySide6.QtCore import QSettings
from PySide6.QtWidgets import QMainWindow, QVBoxLayout, QWidget

from app.gui.commands import Commands
from app.gui.controls.transport import Transport
from app.gui.dialogs.file_dialogs import FileDialogs
from app.gui.keys import Keys
from app.gui.look.theme import Theme
from app.gui.panel.panel import Panel
from app.gui.stage.banner import Banner
from app.gui.stage.stage import Stage
from app.workers.session import Session


@dataclass(frozen=True, slots=True)
class Desk:
    """The window's places, and what it shows.

    settings: what the window remembers from one start to the next.
    under_stage: below the picture and above the transport.
    """

    window: QMainWindow
    session: Session
    settings: QSettings
    theme: Theme
    stage: Stage
    under_stage: QVBoxLayout
    transport: Transport
    panel: Panel
    banner: Banner
    commands: Commands
    keys: Keys
    dialogs: FileDialogs

    def below(self) -> list[QWidget]:
        """The widgets under the stage, from top to bottom."""
        items = (self.under_stage.itemAt(place) for place in range(self.under_stage.count()))
        return [widget for item in items if item is not None and (widget := item.widget()) is not None]

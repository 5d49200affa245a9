"""How large the window is: as large as is comfortable, and never larger than its screen."""

from PySide6.QtCore import QObject, QSize, Qt, Slot
from PySide6.QtGui import QScreen
from PySide6.QtWidgets import QMainWindow, QStyle

USUAL, LEAST = QSize(1180, 760), QSize(760, 520)


class ScreenFit(QObject):
    """Gives the window its first size, and keeps its smallest size within the screen on which it is."""

    def __init__(self, window: QMainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._limit(window.screen())
        window.resize(USUAL.boundedTo(self._room(window.screen())))

    def watch(self) -> None:
        """Look at every screen to which the window is moved from now on; called when it has come up."""
        handle = self._window.windowHandle()
        handle.screenChanged.connect(self._limit, Qt.ConnectionType.UniqueConnection)
        self._limit(handle.screen())

    @Slot(QScreen)
    def _limit(self, screen: QScreen) -> None:
        self._window.setMinimumSize(LEAST.boundedTo(self._room(screen)))

    def _room(self, screen: QScreen) -> QSize:
        """What a screen leaves for the window below its title bar."""
        style = self._window.style()
        return screen.availableSize() - QSize(0, style.pixelMetric(QStyle.PixelMetric.PM_TitleBarHeight))

"""The window's menus and shortcuts."""

from collections.abc import Callable

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMainWindow


class Commands(QObject):
    """Every command once: as a menu entry with its shortcut."""

    def __init__(self, window: QMainWindow) -> None:
        super().__init__(window)
        self._window = window
        self.open = self._action("&Open…", QKeySequence.StandardKey.Open)
        self.paste = self._action("&Paste", QKeySequence.StandardKey.Paste)
        self.export = self._action("&Export video…", "Ctrl+E")
        self.quit = self._action("&Quit", "Ctrl+Q")
        self.play = self._action("&Play", "Space")
        self.replay = self._action("From the &start", "Home")
        self.dice = self._action("Another &take", "Ctrl+D")
        self.about = self._action("&About Rhapsode", "F1")
        self.dismiss = self._action("Dismiss message", "Esc")
        window.addAction(self.dismiss)
        bar = window.menuBar()
        for title, actions in (
            ("&File", (self.open, self.paste, None, self.export, None, self.quit)),
            ("&Performance", (self.play, self.replay, None, self.dice)),
            ("&Help", (self.about,)),
        ):
            menu = bar.addMenu(title)
            for action in actions:
                if action is None:
                    menu.addSeparator()
                else:
                    menu.addAction(action)

    def connect_to(self, action: QAction, slot: Callable[[], object]) -> None:
        """Let a command call a method of the window."""
        action.triggered.connect(slot)

    def _action(self, text: str, shortcut: QKeySequence.StandardKey | str) -> QAction:
        action = QAction(text, self._window)
        action.setShortcut(QKeySequence(shortcut))
        return action

"""The window's menus and shortcuts."""

from collections.abc import Callable
from enum import Enum

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction, QActionGroup, QKeySequence
from PySide6.QtWidgets import QMainWindow, QMenu

Shortcut = QKeySequence.StandardKey | str


class Menu(Enum):
    """The menus, from left to right."""

    FILE = "&File"
    EDIT = "&Edit"
    VIEW = "&View"
    PERFORMANCE = "&Performance"
    HELP = "&Help"


class Commands(QObject):
    """Makes the window's commands: menu entries with shortcuts, some of which act on the take."""

    def __init__(self, window: QMainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._menus: dict[Menu, QMenu] = {}
        self._others: list[tuple[str, str]] = []  # (key, meaning) of what is in no menu
        self._on_take = QActionGroup(self)
        self._on_take.setExclusionPolicy(QActionGroup.ExclusionPolicy.None_)
        for menu in Menu:
            self._menus[menu] = window.menuBar().addMenu(menu.value)
            self._menus[menu].setToolTipsVisible(True)

    def add(
        self,
        menu: Menu | None,
        text: str,
        shortcut: Shortcut | tuple[Shortcut, ...] = (),
        slot: Callable[..., object] | None = None,
        *,
        tip: str = "",
        checkable: bool = False,
        on_take: bool = True,
    ) -> QAction:
        """Add a command at the end of a menu, or in no menu (None), and return its action.

        shortcut: one or several. slot: called when it is triggered. tip: shown in the status line.
        on_take: whether a command of the Edit or the Performance menu acts on the take; such a command is disabled
            while an editor covers the take.
        """
        action = QAction(text, self._window)
        keys = shortcut if isinstance(shortcut, tuple) else (shortcut,)
        # Each once: on Windows Redo is Ctrl+Y already, and a key that an action has twice is ambiguous.
        action.setShortcuts(list(dict.fromkeys(QKeySequence(key) for key in keys)))
        action.setStatusTip(tip)
        action.setData(text.replace("&", ""))
        action.setCheckable(checkable)
        if slot:
            action.triggered.connect(slot)
        if on_take and menu in (Menu.EDIT, Menu.PERFORMANCE):
            self._on_take.addAction(action)
        self._window.addAction(action)  # so that its shortcut works while the menu bar is hidden, too
        if menu is not None:
            self._menus[menu].addAction(action)
        else:
            self.explain(_native(action), text)
        return action

    def explain(self, key: str, meaning: str) -> None:
        """List a key in the help that no command of a menu has."""
        self._others.append((key, meaning))

    def cover_take(self, covered: bool) -> None:
        """Disable the commands that act on the take, as an editor covers it, or enable them again."""
        self._on_take.setEnabled(not covered)

    def separate(self, menu: Menu) -> None:
        """Add a separator at the end of a menu."""
        self._menus[menu].addSeparator()

    def submenu(self, menu: Menu, text: str) -> QMenu:
        """A menu at the end of a menu."""
        return self._menus[menu].addMenu(text)

    def listed(self) -> list[tuple[str, str]]:
        """(shortcut, meaning) of every command that has a shortcut, and of held keys, for the help."""
        actions = [action for menu in self._menus.values() for action in menu.actions()]
        commands = [(_native(action), str(action.data())) for action in actions if not action.shortcut().isEmpty()]
        return commands + self._others


def _native(action: QAction) -> str:
    return " or ".join(key.toString(QKeySequence.SequenceFormat.NativeText) for key in action.shortcuts())

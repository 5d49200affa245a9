"""Where pictures of the window go: one for each state, size and theme."""

from pathlib import Path

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QWidget

from app.bench.driven_window import DrivenWindow

SIZES = (("", QSize(1280, 720)), ("-large", QSize(1920, 1080)))


class Album:
    """Saves the window, and what opens beside it, into a folder."""

    def __init__(self, driven: DrivenWindow, folder: Path, scheme: str) -> None:
        self._driven, self._folder = driven, folder
        window = driven.window
        ratio = window.devicePixelRatioF()
        self._ending = f"{f'-scale{ratio:g}' if ratio != 1.0 else ''}-{scheme}.png"
        room = window.screen().availableSize()
        self._sizes = [("-small", window.minimumSize())]  # which shrinks with its screen
        self._sizes += [(name, size) for name, size in SIZES if size == size.boundedTo(room)]

    def save(self, state: str) -> None:
        """Save the window in every size that its screen has room for."""
        for name, size in self._sizes:
            self._driven.window.resize(size)
            self._driven.settle()
            self._driven.window.grab().save(str(self._folder / f"{state}{name}{self._ending}"))

    def save_beside(self, state: str, widget: QWidget) -> None:
        """Save a menu or a dialog, and close it."""
        widget.show()
        self._driven.settle()
        widget.grab().save(str(self._folder / f"{state}{self._ending}"))
        widget.close()

"""The side panel's part with the portraits that were used before."""

from functools import partial
from pathlib import Path

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QGridLayout, QMenu, QToolButton

from app.gui.panel.recent import RecentPortrait, RecentPortraits
from app.gui.panel.section import Section

_PICTURE_PX, _IN_A_ROW = 52, 4


class RecentSection(Section):
    """Pictures to click; hidden while there is none but the one that performs."""

    chosen = Signal(Path)

    def __init__(self, portraits: RecentPortraits) -> None:
        super().__init__("Recent")
        self._portraits = portraits
        self._current: Path | None = None
        self.buttons: list[QToolButton] = []
        self._grid = QGridLayout()
        self._grid.setSpacing(6)
        self._grid.setColumnStretch(_IN_A_ROW, 1)
        self.body.addLayout(self._grid)
        portraits.changed.connect(self._fill)
        self._fill()

    def set_current(self, path: Path | None) -> None:
        """Leave out the portrait that performs; None offers all."""
        self._current = path.absolute() if path else None
        self._fill()

    def _fill(self) -> None:
        for button in self.buttons:
            self._grid.removeWidget(button)
            button.hide()
            button.deleteLater()
        others = [recent for recent in self._portraits.present() if recent.path != self._current]
        self.buttons = [self._button(recent) for recent in others]
        for index, button in enumerate(self.buttons):
            self._grid.addWidget(button, index // _IN_A_ROW, index % _IN_A_ROW)
        self.setVisible(bool(self.buttons))

    def _button(self, recent: RecentPortrait) -> QToolButton:
        button = QToolButton()
        button.setObjectName("recent")
        button.setIcon(QIcon(recent.picture))
        button.setIconSize(QSize(_PICTURE_PX, _PICTURE_PX))
        button.setFixedSize(_PICTURE_PX + 8, _PICTURE_PX + 8)
        button.setToolTip(f"{recent.path.name}\n{recent.path.parent}")
        button.setAccessibleName(f"Use {recent.path.name} again")
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        button.clicked.connect(partial(self.chosen.emit, recent.path))
        # No action of the button's own: Qt would draw a triangle on it, and open the menu after a long press.
        menu = QMenu(button)
        menu.addAction("Remove from this list", partial(self._portraits.remove, recent.path))
        button.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        button.customContextMenuRequested.connect(lambda place: menu.popup(button.mapToGlobal(place)))
        return button

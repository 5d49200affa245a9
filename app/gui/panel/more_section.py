"""The side panel's part with more pictures of the person."""

from functools import partial
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QToolButton, QVBoxLayout, QWidget

from app.gui.look.colors import Colors
from app.gui.look.icons import icon
from app.gui.look.images import thumbnail, to_qimage
from app.gui.look.theme import Theme
from app.gui.panel.section import ElidedLabel, Section, push_button, tool_button
from app.workers.take import MorePicture

_PICTURE_PX = 40


class MoreSection(Section):
    """Lists the pictures; each can be taken out again."""

    add_pressed = Signal()
    removed = Signal(Path)

    def __init__(self, theme: Theme) -> None:
        self.add_button = push_button("Add…", "Choose pictures of the same person")
        super().__init__("More pictures", self.add_button)
        self._theme = theme
        self.add_button.setAccessibleName("Add pictures of this person")
        self.add_button.clicked.connect(self.add_pressed)
        self._hint = QLabel(
            "One with parted lips gives the portrait its real teeth, one with closed eyes its real lids.", wordWrap=True
        )
        self._hint.setObjectName("muted")
        self.body.addWidget(self._hint)
        self._rows: list[QWidget] = []
        self.remove_buttons: list[QToolButton] = []
        self._list = QVBoxLayout()
        self._list.setSpacing(6)
        self.body.addLayout(self._list)
        theme.changed.connect(self._recolor)

    def set_pictures(self, pictures: tuple[MorePicture, ...]) -> None:
        """List these pictures, with their warnings."""
        for row in self._rows:
            self._list.removeWidget(row)
            row.hide()
            row.deleteLater()
        self.remove_buttons = []
        self._rows = [self._row(picture) for picture in pictures]
        for row in self._rows:
            self._list.addWidget(row)
        self._hint.setVisible(not pictures)
        self._recolor(self._theme.colors)

    def set_usable(self, usable: bool) -> None:
        """Allow adding and removing pictures now, or not."""
        for button in (self.add_button, *self.remove_buttons):
            button.setEnabled(usable)

    def _row(self, picture: MorePicture) -> QWidget:
        row = QWidget()
        image, small = to_qimage(picture.rgb), QLabel()
        small.setPixmap(thumbnail(image, image.rect(), _PICTURE_PX, self.devicePixelRatioF()))
        name = ElidedLabel("title")
        name.set_text(picture.path.name)
        remove = tool_button(f"Remove {picture.path.name}", "Do without this picture")
        remove.clicked.connect(partial(self.removed.emit, picture.path))
        self.remove_buttons.append(remove)
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(name)
        shown = f"Shows {' and '.join(picture.shows)}." if picture.shows else ""
        told = QLabel(" ".join(filter(None, (shown, picture.warning))), wordWrap=True)
        told.setObjectName("muted")
        words.addWidget(told)
        line = QHBoxLayout(row)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(10)
        line.addWidget(small)
        line.addLayout(words, 1)
        line.addWidget(remove)
        return row

    def _recolor(self, colors: Colors) -> None:
        for button in self.remove_buttons:
            button.setIcon(icon("delete", colors.text, colors.faint))

"""The side panel's part about the portrait."""

from PySide6.QtCore import QRect, Signal
from PySide6.QtGui import QImage, QPixmap
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from app.gui.look.colors import Colors
from app.gui.look.icons import icon, pixmap
from app.gui.look.images import thumbnail, to_qimage
from app.gui.look.theme import Theme
from app.gui.panel.section import ElidedLabel, Section, push_button, small_row, tool_button
from app.workers.take import PortraitInfo, PortraitSeen

_THUMBNAIL_PX = 52


class PortraitSection(Section):
    """Which portrait and which of its faces performs."""

    open_pressed = Signal()
    paste_pressed = Signal()
    camera_pressed = Signal()
    correct_pressed = Signal()
    face_chosen = Signal(int)

    def __init__(self, theme: Theme) -> None:
        self.open_button = push_button("Open…", "Choose a picture (Ctrl+O)")
        self.paste_button = push_button("Paste", "Use the picture on the clipboard (Ctrl+V)")
        super().__init__("Portrait", self.paste_button, self.open_button)
        self._theme = theme
        self._info: PortraitInfo | None = None
        self._empty, self._waiting = True, False
        self._picture = QLabel()
        self._picture.setFixedSize(_THUMBNAIL_PX, _THUMBNAIL_PX)
        self._name, self._detail = ElidedLabel("title"), ElidedLabel("muted")
        self.open_button.setAccessibleName("Open portrait")
        self.open_button.clicked.connect(self.open_pressed)
        self.paste_button.setAccessibleName("Paste portrait")
        self.paste_button.clicked.connect(self.paste_pressed)
        self.camera_button = push_button("Camera…", "Take a picture of yourself")
        self.camera_button.setAccessibleName("Take a portrait with the camera")
        self.camera_button.clicked.connect(self.camera_pressed)
        self.correct_button = push_button("Correct the face…", "Drag its points to where they belong (Ctrl+F)")
        self.correct_button.clicked.connect(self.correct_pressed)
        self.previous_button = tool_button("Previous face", "Let the previous face perform")
        self.next_button = tool_button("Next face", "Let the next face perform")
        self.previous_button.clicked.connect(self._previous)
        self.next_button.clicked.connect(self._next)
        self._which = QLabel()
        self._faces = QWidget()
        self._lay_out()
        theme.changed.connect(self._recolor)
        self.set_portrait(None)
        self._recolor(theme.colors)

    def _lay_out(self) -> None:
        lines = QVBoxLayout()
        lines.setSpacing(2)
        lines.addStretch(1)
        lines.addWidget(self._name)
        lines.addWidget(self._detail)
        lines.addStretch(1)
        row = QHBoxLayout()
        row.setSpacing(12)
        row.addWidget(self._picture)
        row.addLayout(lines, 1)
        self.body.addLayout(row)
        faces = QHBoxLayout(self._faces)
        faces.setContentsMargins(0, 0, 0, 0)
        faces.setSpacing(6)
        faces.addWidget(self._which, 1)
        faces.addWidget(self.previous_button)
        faces.addWidget(self.next_button)
        self.body.addWidget(self._faces)
        self.body.addLayout(small_row(self.camera_button, self.correct_button))

    def set_portrait(self, info: PortraitInfo | None) -> None:
        """Show this portrait, or that there is none."""
        self._info, self._empty = info, info is None
        self._faces.setVisible(info is not None and len(info.faces) > 1)
        if info is None:
            self._invite()
            self._recolor(self._theme.colors)
            return
        self._name.set_text(info.name)
        self._detail.set_text(f"{info.width} × {info.height}")
        self._which.setText(f"Face {info.number + 1} of {len(info.faces)}")
        still = info.still.rgb
        box, scale = info.faces[info.number], still.shape[1] / info.width
        grown = 0.25 * box.width
        part = QRect(
            round((box.left - grown) * scale),
            round((box.top - grown) * scale),
            round((box.width + 2 * grown) * scale),
            round((box.height + 2 * grown) * scale),
        )
        self._show_thumbnail(to_qimage(still), part)

    def set_busy(self, text: str) -> None:
        """Invite to bring a portrait only while the user waits for nothing."""
        self._waiting = bool(text)
        if self._empty:
            self._invite()

    def _invite(self) -> None:
        self._name.set_text("" if self._waiting else "No portrait yet")
        self._detail.set_text("" if self._waiting else "Drop a picture on the window")

    def set_picture(self, seen: PortraitSeen) -> None:
        """Show a picture whose face has not been found yet."""
        self._empty = False
        self._faces.hide()
        self._name.set_text(seen.name)
        self._detail.set_text("")
        image = to_qimage(seen.rgb)
        self._show_thumbnail(image, image.rect())

    def set_correctable(self, correctable: bool) -> None:
        """Allow correcting the face now, or not."""
        self.correct_button.setEnabled(correctable)

    @property
    def picture(self) -> QPixmap:
        """The thumbnail that is shown."""
        return self._picture.pixmap()

    def _show_thumbnail(self, image: QImage, part: QRect) -> None:
        self._picture.setPixmap(thumbnail(image, part, _THUMBNAIL_PX, self.devicePixelRatioF()))

    def _previous(self) -> None:
        if self._info:
            self.face_chosen.emit((self._info.number - 1) % len(self._info.faces))

    def _next(self) -> None:
        if self._info:
            self.face_chosen.emit((self._info.number + 1) % len(self._info.faces))

    def _recolor(self, colors: Colors) -> None:
        self.previous_button.setIcon(icon("previous", colors.text, colors.faint))
        self.next_button.setIcon(icon("next", colors.text, colors.faint))
        if self._info is None:
            self._picture.setPixmap(pixmap("portrait", colors.muted, _THUMBNAIL_PX, self.devicePixelRatioF()))

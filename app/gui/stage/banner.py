"""A quiet line over the stage that says what happened; never a box that must be answered."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, Qt, QTimer, QUrl, Signal
from PySide6.QtGui import QDesktopServices, QEnterEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QLabel, QPushButton, QToolButton, QWidget

from app.gui.look.colors import Colors
from app.gui.look.icons import icon, pixmap
from app.gui.look.theme import Theme
from app.gui.show_in_folder import show_in_folder
from app.workers.status import Message, Subject, Tone

# Readable on light and on dark panels alike.
_MARK_COLORS = {
    Tone.INFO: ("#2f7fb8", "#7cc0f0"),
    Tone.SUCCESS: ("#27804a", "#6fd196"),
    Tone.WARNING: ("#a96a00", "#f0b95a"),
    Tone.ERROR: ("#c23a2e", "#ff8a7d"),
}

# A message leaves by itself when it has been read; what went wrong may have to be acted upon.
_LEAST_S = {Tone.INFO: 5.0, Tone.SUCCESS: 5.0, Tone.WARNING: 20.0, Tone.ERROR: 30.0}
_READING_S = 0.05  # more for each letter
_BUTTON_S = 12.0  # more for a button, which wants a decision
_AFTER_MOUSE_S = 3.0
_LEAST_BESIDE_PX = 300  # for mark, text and cross, beside the buttons


class Banner(QFrame):
    """Shows the latest message until it is dismissed, followed by another, or out of date."""

    shown = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.message: Message | None = None
        self.leaving = QTimer(self, singleShot=True)  # runs while a message will leave by itself
        self.leaving.timeout.connect(self._leave)
        self.setObjectName("banner")
        self._mark = QLabel()
        self._mark.setFixedSize(22, 22)
        self.text = QLabel(wordWrap=True)
        self.text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.open_button = QPushButton("Open")
        self.open_button.setToolTip("Play the video in your usual player")
        self.open_button.clicked.connect(self._open_file)
        self.folder_button = QPushButton("Show in folder")
        self.folder_button.setToolTip("Open the folder that holds the video")
        self.folder_button.clicked.connect(self._open_folder)
        self.offer_button = QPushButton()
        self.offer_button.clicked.connect(self._take_offer)
        self._offer: Callable[[], object] | None = None
        self._left_s = 0.0  # that the message still had when the mouse came
        self._close = QToolButton()
        self._close.setAccessibleName("Dismiss message")
        self._close.setToolTip("Dismiss (Esc)")
        self._close.clicked.connect(self.dismiss)
        for button in (self.open_button, self.folder_button, self.offer_button, self._close):
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._buttons = QWidget()
        row = QHBoxLayout(self._buttons)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(10)
        for button in (self.open_button, self.folder_button, self.offer_button):
            row.addWidget(button)
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(14, 8, 8, 8)
        self._grid.setSpacing(10)
        self._grid.setColumnStretch(1, 1)
        self._grid.addWidget(self._mark, 0, 0)
        self._grid.addWidget(self.text, 0, 1)
        self._grid.addWidget(self._buttons, 0, 2)
        self._grid.addWidget(self._close, 0, 3)
        theme.changed.connect(self._recolor)
        self._recolor(theme.colors)
        self.hide()

    def tell(self, message: Message) -> None:
        """Show a message in place of the last one."""
        self.message = message
        self.text.setText(message.text)
        self.setAccessibleName(message.text)
        for button in (self.open_button, self.folder_button):
            button.setVisible(message.file is not None)
        self.offer_button.hide()
        self._buttons.setVisible(message.file is not None)
        self._recolor(self._theme.colors)
        self.show()
        self.raise_()
        self._leave_in(self._reading_s())
        self.shown.emit()

    def offer(self, text: str, tip: str, answer: Callable[[], object]) -> None:
        """Add a button to the message that is shown, which does something about it."""
        if self.message is None:
            return
        self._offer = answer
        self.offer_button.setText(text)
        self.offer_button.setToolTip(tip)
        self.offer_button.show()
        self._buttons.show()
        self._leave_in(self._reading_s())
        self.shown.emit()

    def dismiss(self) -> None:
        """Hide the message."""
        self.message = None
        self.leaving.stop()
        self.hide()

    def arrange(self, width: int) -> None:
        """Put the buttons beside the text, or below it where they would leave it no room at this width."""
        self._grid.removeWidget(self._buttons)
        if width - self._buttons.sizeHint().width() < _LEAST_BESIDE_PX:
            self._grid.addWidget(self._buttons, 1, 1, 1, 3, Qt.AlignmentFlag.AlignLeft)
        else:
            self._grid.addWidget(self._buttons, 0, 2)

    def least_width(self) -> int:
        """The narrowest that the message may be, with its buttons whole."""
        self.arrange(0)
        return self.minimumSizeHint().width()

    def height_at(self, width: int) -> int:
        """The height that the message needs at a width."""
        self.arrange(width)
        return max(self.heightForWidth(width), self.minimumSizeHint().height())

    def forget(self, *subjects: Subject) -> None:
        """Hide the message if it is about one of these subjects, which has been replaced."""
        if self.message and self.message.about in subjects:
            self.dismiss()

    def enterEvent(self, event: QEnterEvent) -> None:
        """Keep the message while the mouse is on it."""
        self._left_s = max(0.0, self.leaving.remainingTime() / 1000)
        self.leaving.stop()

    def leaveEvent(self, event: QEvent) -> None:
        """Let the message leave, at the earliest 3 s after the mouse has left it."""
        self._leave_in(max(_AFTER_MOUSE_S, self._left_s))

    def _reading_s(self) -> float:
        """Seconds after which the message is hidden: more for trouble, for longer texts and with a button."""
        if self.message is None:
            return 0.0
        has_button = self.message.file is not None or self.offer_button.isVisibleTo(self)
        return _LEAST_S[self.message.tone] + _READING_S * len(self.text.text()) + (_BUTTON_S if has_button else 0.0)

    def _leave_in(self, seconds: float) -> None:
        self.leaving.stop()
        if self.message and not self.underMouse():
            self.leaving.start(round(seconds * 1000))

    def _leave(self) -> None:
        """Hide the message, unless nobody is at the window to read it: then it has its whole time again."""
        if self.isActiveWindow():
            self.dismiss()
        else:
            self._leave_in(self._reading_s())

    def _recolor(self, colors: Colors) -> None:
        self._close.setIcon(icon("close", colors.muted))
        if self.message:
            light, dark = _MARK_COLORS[self.message.tone]
            color = dark if self._theme.is_dark else light
            self._mark.setPixmap(pixmap(self.message.tone.value, color, 22, self.devicePixelRatioF()))

    def _take_offer(self) -> None:
        if self._offer is not None:
            self._offer()

    def _open_file(self) -> None:
        if self.message and self.message.file:
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(self.message.file)))

    def _open_folder(self) -> None:
        if self.message and self.message.file:
            show_in_folder(self.message.file)

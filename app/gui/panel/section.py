"""Pieces that the side panel's sections are made of."""

from PySide6.QtCore import QPointF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import (
    QComboBox,
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from app.gui.look.theme import Theme

TOOL_BUTTON_PX = 34


class Section(QFrame):
    """A titled part of the side panel, with small widgets at the right of the title."""

    def __init__(self, title: str, *beside: QWidget) -> None:
        super().__init__()
        self.setObjectName("section")
        self.body = QVBoxLayout(self)
        self.body.setContentsMargins(18, 11, 18, 14)
        self.body.setSpacing(9)
        heading = QLabel(title)
        heading.setObjectName("heading")
        row = QHBoxLayout()
        row.setSpacing(6)
        row.addWidget(heading, 1)
        for widget in beside:
            widget.setProperty("small", True)
            row.addWidget(widget)
        self.body.addLayout(row)


class ElidedLabel(QLabel):
    """One line that ends in … where it does not fit, with the whole text as its tool tip."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self._whole = ""
        self.setObjectName(name)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    def set_text(self, text: str) -> None:
        """Show this text."""
        self._whole = text
        self.setAccessibleName(text)
        self._elide()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fit the text to the new width."""
        super().resizeEvent(event)
        self._elide()

    def _elide(self) -> None:
        shown = self.fontMetrics().elidedText(self._whole, Qt.TextElideMode.ElideMiddle, self.width())
        self.setText(shown)
        self.setToolTip("" if shown == self._whole else self._whole)


class ChoiceBox(QComboBox):
    """A drop-down list with our own arrow, since a style sheet could only take one from a file."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)  # after a click Space goes on playing

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Choose only with the keyboard's focus; else the page scrolls."""
        if self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the box, then the arrow."""
        super().paintEvent(event)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        colors = self._theme.colors
        pen = QPen(QColor(colors.text if self.isEnabled() else colors.faint), 1.6)
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        painter.setPen(pen)
        x, y = self.width() - 18.0, self.height() / 2
        painter.drawPolyline([QPointF(x - 4, y - 2), QPointF(x, y + 2), QPointF(x + 4, y - 2)])


def push_button(text: str, tip: str) -> QPushButton:
    """A button that takes the focus from the keyboard alone, so that Space goes on playing after a click."""
    button = QPushButton(text)
    button.setToolTip(tip)
    button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    return button


def tool_button(name: str, tip: str) -> QToolButton:
    """A small square button with an icon."""
    button = QToolButton()
    button.setObjectName("raised")
    button.setAccessibleName(name)
    button.setToolTip(tip)
    button.setIconSize(QSize(20, 20))
    button.setFixedSize(TOOL_BUTTON_PX, TOOL_BUTTON_PX)
    button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    return button


def small_row(*buttons: QPushButton) -> QHBoxLayout:
    """Small buttons side by side, from the left."""
    row = QHBoxLayout()
    row.setSpacing(6)
    for button in buttons:
        button.setProperty("small", True)
        row.addWidget(button)
    row.addStretch(1)
    return row

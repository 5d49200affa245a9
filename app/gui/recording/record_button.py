"""The round red button that starts and stops a recording."""

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton

from app.gui.look.colors import Colors
from app.gui.look.theme import Theme

SIDE_PX = 52


class RecordButton(QAbstractButton):
    """A red disc that starts; while it is on, a red square that stops."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._on = False
        self.setFixedSize(SIDE_PX, SIDE_PX)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        theme.changed.connect(self._repaint)
        self.set_on(False)

    def set_on(self, on: bool) -> None:
        """Show the square that stops, or the disc that starts."""
        self._on = on
        word = "Stop recording" if on else "Record"
        self.setAccessibleName(word)
        self.setToolTip(f"{word} (Ctrl+R)")
        self.update()

    def sizeHint(self) -> QSize:
        """A square, which the circle fills."""
        return QSize(SIDE_PX, SIDE_PX)

    def _repaint(self, _colors: Colors) -> None:
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw ring and disc, or ring and square."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        colors = self._theme.colors
        whole = QRectF(self.rect()).adjusted(1.5, 1.5, -1.5, -1.5)
        painter.setBrush(QColor(colors.hover if self.underMouse() and self.isEnabled() else colors.raised))
        painter.setPen(QPen(QColor(colors.accent if self.hasFocus() else colors.edge), 2.4 if self.hasFocus() else 1.6))
        painter.drawEllipse(whole)
        color = QColor(self._theme.colors.record if self.isEnabled() else colors.faint)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(color.darker(115) if self.isDown() else color)
        if self._on:
            side = 18.0
            square = QRectF(whole.center().x() - side / 2, whole.center().y() - side / 2, side, side)
            painter.drawRoundedRect(square, 3.5, 3.5)
        else:
            painter.drawEllipse(whole.center(), 16.0, 16.0)

"""A check box that can be seen in light and in dark."""

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QCheckBox

from app.gui.look.colors import Colors
from app.gui.look.theme import Theme

_SIDE_PX = 17
_GAP_PX = 9


class TickBox(QCheckBox):
    """A check box that draws itself, since a style sheet could only take the tick from a file."""

    def __init__(self, theme: Theme, text: str) -> None:
        super().__init__(text)
        self._theme = theme
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        theme.changed.connect(self._repaint)

    def sizeHint(self) -> QSize:
        """Room for the box and the text beside it."""
        metrics = self.fontMetrics()
        return QSize(_SIDE_PX + _GAP_PX + metrics.horizontalAdvance(self.text()) + 4, max(24, metrics.height() + 6))

    def _repaint(self, _colors: Colors) -> None:
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the box, the tick and the text."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        colors, usable = self._theme.colors, self.isEnabled()
        box = QRectF(1.0, (self.height() - _SIDE_PX) / 2, _SIDE_PX, _SIDE_PX)
        filled = self.isChecked() and usable
        painter.setBrush(QColor(colors.accent if filled else colors.hover if self.underMouse() else colors.panel))
        edge = colors.text if self.hasFocus() else colors.accent if filled else colors.edge
        painter.setPen(QPen(QColor(edge if usable else colors.faint), 2.0 if self.hasFocus() else 1.4))
        painter.drawRoundedRect(box, 4, 4)
        if self.isChecked():
            pen = QPen(QColor(colors.on_accent if usable else colors.faint), 2.0)
            pen.setCapStyle(Qt.PenCapStyle.RoundCap)
            pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
            painter.setPen(pen)
            x, y = box.left(), box.center().y()
            painter.drawPolyline([QPointF(x + 4.2, y + 0.4), QPointF(x + 7.4, y + 3.6), QPointF(x + 12.8, y - 3.4)])
        painter.setPen(QColor(colors.text if usable else colors.faint))
        left = round(box.right()) + _GAP_PX
        painter.drawText(self.rect().adjusted(left, 0, 0, 0), Qt.AlignmentFlag.AlignVCenter, self.text())

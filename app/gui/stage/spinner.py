"""A small pill that says what the user is waiting for."""

from PySide6.QtCore import QRectF, Qt, QTimer
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

_STEP_MS = 40
_STEP_DEGREES = 12


class BusyPill(QWidget):
    """Turns while there is something to wait for, and hides otherwise."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._text = ""
        self._angle = 0
        self._timer = QTimer(self, interval=_STEP_MS)
        self._timer.timeout.connect(self._turn)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.hide()

    def set_text(self, text: str) -> None:
        """Show this text, or hide when it is empty."""
        self._text = text
        self.setAccessibleName(text)
        self.setVisible(bool(text))
        if text:
            self.resize(self.fontMetrics().horizontalAdvance(text) + 62, self.fontMetrics().height() + 20)
            self._timer.start()
        else:
            self._timer.stop()
        self.update()

    def _turn(self) -> None:
        self._angle = (self._angle + _STEP_DEGREES) % 360
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the pill, the ring and the text."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(12, 14, 16, 205))
        painter.drawRoundedRect(self.rect(), self.height() / 2, self.height() / 2)
        ring = QRectF(16, self.height() / 2 - 8, 16, 16)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(QColor(255, 255, 255, 60), 2.2))
        painter.drawEllipse(ring)
        painter.setPen(QPen(QColor("#6fd3d6"), 2.2, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
        painter.drawArc(ring, -self._angle * 16, 100 * 16)
        painter.setPen(QColor("#f2f3f3"))
        painter.drawText(self.rect().adjusted(42, 0, -18, 0), Qt.AlignmentFlag.AlignVCenter, self._text)

"""What the stage writes on itself: the invitation, what a drop would do, and labels."""

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from app.gui.look.icons import pixmap

_ACCENT = "#6fd3d6"


def paint_invitation(painter: QPainter, stage: QRectF, color: QColor, pixel_ratio: float) -> None:
    """Draw the invitation to bring a portrait, while there is none."""
    middle, quiet = stage.center(), QColor(color)
    frame = QRectF(middle.x() - 190, middle.y() - 120, 380, 240)
    quiet.setAlpha(120)
    painter.setPen(QPen(quiet, 1.6, Qt.PenStyle.DashLine))
    painter.drawRoundedRect(frame, 16, 16)
    picture = pixmap("portrait", color.name(), 56, pixel_ratio)
    painter.drawPixmap(QPointF(middle.x() - 28, frame.top() + 46), picture)
    line, font = QRectF(frame.left(), frame.top() + 120, frame.width(), 30), painter.font()
    painter.setPen(color)
    painter.setFont(_larger(font, 1.25))
    painter.drawText(line, Qt.AlignmentFlag.AlignCenter, "Drop a portrait here")
    painter.setFont(font)
    quiet.setAlpha(180)
    painter.setPen(quiet)
    painter.drawText(line.translated(0, 30), Qt.AlignmentFlag.AlignCenter, "or press Ctrl+O, or paste one")


class DropSign(QWidget):
    """Darkens the stage with all that is on it, and says what dropping the dragged thing would do."""

    def __init__(self, stage: QWidget) -> None:
        super().__init__(stage)
        self._text = ""
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.hide()

    def set_text(self, text: str) -> None:
        """Show this text; empty for nothing."""
        self._text = text
        self.setVisible(bool(text))
        self.raise_()
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the shade, a dashed frame and the text."""
        painter, stage = QPainter(self), QRectF(self.rect())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(stage, QColor(10, 12, 14, 150))
        painter.setPen(QPen(QColor(_ACCENT), 2.5, Qt.PenStyle.DashLine))
        painter.drawRoundedRect(stage.adjusted(12, 12, -12, -12), 14, 14)
        painter.setFont(_larger(painter.font(), 1.35))
        painter.setPen(QColor("#ffffff"))
        painter.drawText(stage, Qt.AlignmentFlag.AlignCenter, self._text)


def paint_label(painter: QPainter, picture: QRectF, text: str) -> None:
    """Draw a few words in the upper left corner of the picture, readable on any picture."""
    size = painter.fontMetrics().size(Qt.TextFlag.TextSingleLine, text)
    pill = QRectF(picture.left() + 12, picture.top() + 12, size.width() + 24, size.height() + 12)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(12, 14, 16, 190))
    painter.drawRoundedRect(pill, pill.height() / 2, pill.height() / 2)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QColor("#ffffff"))
    painter.drawText(pill, Qt.AlignmentFlag.AlignCenter, text)


def _larger(font: QFont, times: float) -> QFont:
    larger = QFont(font)
    larger.setPointSizeF(font.pointSizeF() * times)
    return larger

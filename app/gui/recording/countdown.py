"""What is shown on the stage while a recording is about to begin, and while it goes on."""

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from app.gui.stage.stage import Stage
from app.gui.words import clock

DISC_PX = 190
_RED = "#ff5348"  # on the dark disc, in light and in dark
_OUTER_PX = 14


class Countdown(QWidget):
    """A large number in the middle of the stage, so that it is seen from where one speaks."""

    def __init__(self, stage: Stage) -> None:
        super().__init__(stage)
        self._stage = stage
        self._count = 0
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        stage.resized.connect(self._place)
        self.hide()

    def set_count(self, count: int) -> None:
        """Show 3, 2 or 1; hide at 0."""
        self._count = count
        self.setAccessibleName(f"Recording starts in {count}" if count else "")
        self.setVisible(count > 0)
        self._place()
        self.raise_()
        self.update()

    def _place(self) -> None:
        """In the middle, and no larger than the stage: on a small screen that is low."""
        side = min(DISC_PX, self._stage.width(), self._stage.height())
        self.setGeometry((self._stage.width() - side) // 2, (self._stage.height() - side) // 2, side, side)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the disc, the ring and the number."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.scale(self.width() / DISC_PX, self.height() / DISC_PX)
        disc = QRectF(0, 0, DISC_PX, DISC_PX)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(12, 14, 16, 215))
        painter.drawEllipse(disc)
        ring = disc.adjusted(9, 9, -9, -9)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(QColor(_RED), 5.0))
        painter.drawEllipse(ring)
        font = self.font()
        font.setPixelSize(96)
        font.setWeight(font.Weight.DemiBold)
        painter.setFont(font)
        painter.setPen(QColor("#ffffff"))
        painter.drawText(disc.adjusted(0, -12, 0, -12), Qt.AlignmentFlag.AlignCenter, str(self._count))
        font.setPixelSize(15)
        painter.setFont(font)
        painter.setPen(QColor(255, 255, 255, 210))
        painter.drawText(disc.adjusted(0, 104, 0, 0), Qt.AlignmentFlag.AlignCenter, "Get ready")


class OnAir(QWidget):
    """A pill in the stage's lower left corner: that a recording goes on, and for how long."""

    def __init__(self, stage: Stage) -> None:
        super().__init__(stage)
        self._stage = stage
        self._text = ""
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        stage.resized.connect(self._place)
        self.hide()

    def set_seconds(self, seconds: float | None) -> None:
        """Show the length of the recording so far; None hides the pill."""
        text = "" if seconds is None else f"Recording {clock(seconds)}"
        if text != self._text:
            self._text = text
            self.setVisible(bool(text))
            self.resize(self.fontMetrics().horizontalAdvance(text) + 52, self.fontMetrics().height() + 16)
            self._place()
            self.update()

    def _place(self) -> None:
        self.move(_OUTER_PX, self._stage.height() - self.height() - _OUTER_PX)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the pill, the red dot and the time."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(12, 14, 16, 215))
        painter.drawRoundedRect(self.rect(), self.height() / 2, self.height() / 2)
        painter.setBrush(QColor(_RED))
        painter.drawEllipse(QRectF(16, self.height() / 2 - 5.5, 11, 11))
        painter.setPen(QColor("#ffffff"))
        painter.drawText(self.rect().adjusted(35, 0, -14, 0), Qt.AlignmentFlag.AlignVCenter, self._text)

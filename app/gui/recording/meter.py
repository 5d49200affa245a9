"""The level meter."""

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QLinearGradient, QPainter, QPainterPath, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.gui.look.colors import Colors
from app.gui.look.theme import Theme
from app.media.sound.level import FLOOR_DB, Level

HEIGHT_PX = 12
LOUD_DB, TOO_LOUD_DB = -12.0, -3.0
_MARK_PX = 3.0


class LevelBar(QWidget):
    """Loudness as a strong bar, the peak as a pale one before it, and a mark that stays where the last peak was."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._level = Level()
        self.setFixedHeight(HEIGHT_PX)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName("Level of the microphone")
        self.setToolTip("How loud you are heard. Aim for the upper third, without the red.")
        theme.changed.connect(self._repaint)

    @property
    def level(self) -> Level:
        """The level that is shown."""
        return self._level

    def set_level(self, level: Level) -> None:
        """Show this level."""
        if level != self._level:
            self._level = level
            self.update()

    def sizeHint(self) -> QSize:
        """Wide enough for a panel."""
        return QSize(240, HEIGHT_PX)

    def _repaint(self, _colors: Colors) -> None:
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw groove, bars and mark."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        width, height = float(self.width()), float(self.height())
        outline = QPainterPath()
        outline.addRoundedRect(QRectF(0, 0, width, height), 4, 4)
        painter.setClipPath(outline)
        painter.fillRect(self.rect(), QColor(self._theme.colors.hover))
        colors = self._colors(width)
        painter.setOpacity(0.45)
        painter.fillRect(QRectF(0, 0, _share(self._level.peak_db) * width, height), colors)
        painter.setOpacity(1.0)
        painter.fillRect(QRectF(0, 0, _share(self._level.rms_db) * width, height), colors)
        held = _share(self._level.held_db)
        if held > 0.0:
            painter.fillRect(QRectF(held * width - _MARK_PX, 0, _MARK_PX, height), colors)

    def _colors(self, width: float) -> QLinearGradient:
        """A gradient over the bar's width: accent, amber and red, with sharp borders."""
        gradient = QLinearGradient(0, 0, width, 0)
        loud, too_loud = _share(LOUD_DB), _share(TOO_LOUD_DB)
        for start, end, color in (
            (0.0, loud, self._theme.colors.accent),
            (loud, too_loud, self._theme.colors.nearly_too_loud),
            (too_loud, 1.0, self._theme.colors.record),
        ):
            gradient.setColorAt(start + 1e-4, QColor(color))
            gradient.setColorAt(end, QColor(color))
        return gradient


def _share(db: float) -> float:
    """Where a level in dB of full scale lies on the bar, 0 to 1."""
    return min(1.0, max(0.0, 1.0 - db / FLOOR_DB))

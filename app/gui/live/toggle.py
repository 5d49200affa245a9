"""The button that turns the live performance on and off."""

from PySide6.QtCore import QPointF, QSize, Qt
from PySide6.QtGui import QColor, QIcon, QPainter, QPixmap
from PySide6.QtWidgets import QPushButton

from app.gui.look.colors import Colors
from app.gui.look.theme import Theme

_DOT_PX = 14


class LiveToggle(QPushButton):
    """Stays down while the portrait is live; its dot is red then."""

    def __init__(self, theme: Theme) -> None:
        super().__init__("Live")
        self._theme = theme
        self.setObjectName("live")
        self.setCheckable(True)
        self.setIconSize(QSize(_DOT_PX, _DOT_PX))
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        theme.changed.connect(self._recolor)
        self.show_on(False)

    def show_on(self, on: bool) -> None:
        """Show whether the portrait is live."""
        self.setChecked(on)
        word = "End the live performance" if on else "Speak live: the microphone drives the portrait"
        self.setAccessibleName("Live, on" if on else "Live, off")
        self.setToolTip(f"{word} (Ctrl+L)")
        self._recolor(self._theme.colors)

    def _recolor(self, colors: Colors) -> None:
        color = self._theme.colors.record if self.isChecked() else colors.muted
        self.setIcon(_dot(color, colors.faint, self.devicePixelRatioF()))


def _dot(color: str, disabled: str, device_pixel_ratio: float) -> QIcon:
    icon = QIcon()
    for mode, shade in ((QIcon.Mode.Normal, color), (QIcon.Mode.Disabled, disabled)):
        side = round(_DOT_PX * device_pixel_ratio)
        picture = QPixmap(side, side)
        picture.fill(Qt.GlobalColor.transparent)
        painter = QPainter(picture)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(shade))
        painter.drawEllipse(QPointF(side / 2, side / 2), side * 0.33, side * 0.33)
        painter.end()
        picture.setDevicePixelRatio(device_pixel_ratio)
        icon.addPixmap(picture, mode)
    return icon

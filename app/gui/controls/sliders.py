"""Sliders and number boxes that do not surprise: a click jumps to its place, and the wheel scrolls the page."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QMouseEvent, QWheelEvent
from PySide6.QtWidgets import QSlider, QSpinBox, QStyle, QStyleOptionSlider


class JumpSlider(QSlider):
    """A level slider whose handle comes to where it is clicked."""

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Move the handle below the mouse before it is grabbed; one that is there already stays."""
        option = QStyleOptionSlider()
        self.initStyleOption(option)
        slider, parts = QStyle.ComplexControl.CC_Slider, QStyle.SubControl
        handle = self.style().subControlRect(slider, option, parts.SC_SliderHandle, self)
        point = event.position().toPoint()
        if event.button() is Qt.MouseButton.LeftButton and not handle.contains(point):
            groove = self.style().subControlRect(slider, option, parts.SC_SliderGroove, self)
            span = max(1, groove.width() - handle.width())
            place = point.x() - groove.left() - handle.width() // 2
            self.setValue(QStyle.sliderValueFromPosition(self.minimum(), self.maximum(), place, span))
        super().mousePressEvent(event)


class PanelSlider(JumpSlider):
    """A slider on a page that scrolls."""

    usual_wanted = Signal()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """The usual value is wanted."""
        self.usual_wanted.emit()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Turn the value only with the keyboard's focus; else the page scrolls."""
        if self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()


class NumberBox(QSpinBox):
    """A number on a page that scrolls."""

    def __init__(self) -> None:
        super().__init__()
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)  # not by the wheel
        self.lineEdit().setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setButtonSymbols(QSpinBox.ButtonSymbols.NoButtons)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Turn the number only with the keyboard's focus; else the page scrolls."""
        if self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()

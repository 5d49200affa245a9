"""Sliders and number boxes that do not surprise: a click jumps to its place, and the wheel scrolls the page."""

from collections.abc import Callable

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtGui import QMouseEvent, QWheelEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSlider, QSpinBox, QStyle, QStyleOptionSlider, QVBoxLayout, QWidget


class JumpSlider(QSlider):
    """A horizontal slider whose handle jumps to where it is clicked."""

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
    """A slider on a page that scrolls: the wheel turns it only while it has the focus."""

    usual_wanted = Signal()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Ask for the usual value by `usual_wanted`."""
        self.usual_wanted.emit()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Turn the value only with the keyboard's focus; else the page scrolls."""
        if self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()


class SettingSlider(QWidget):
    """A slider in steps of 0.01, with its name and its value in words; a double-click brings the usual value back."""

    moved = Signal(float)  # the value, moved by the user

    def __init__(
        self, name: str, tip: str, limits: tuple[float, float], usual: float, words: Callable[[float], str]
    ) -> None:
        """limits: lowest and highest value. usual: the value at first. words: turns a value into a text."""
        super().__init__()
        self._words = words
        self._usual = usual
        self.slider = PanelSlider(Qt.Orientation.Horizontal)
        self.slider.setRange(round(limits[0] * 100), round(limits[1] * 100))
        self.slider.setPageStep(10)
        self.slider.setAccessibleName(name)
        self.slider.setToolTip(f"{tip}. Double-click for the usual")
        self.slider.valueChanged.connect(self._on_value)
        self.slider.usual_wanted.connect(self._reset)
        label = QLabel(name)
        label.setBuddy(self.slider)
        self._said = QLabel()
        self._said.setObjectName("muted")
        line = QHBoxLayout()
        line.addWidget(label, 1)
        line.addWidget(self._said)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(1)
        column.addLayout(line)
        column.addWidget(self.slider)
        self.set_value(usual)

    def set_value(self, value: float) -> None:
        """Show a value without sending it."""
        with QSignalBlocker(self.slider):
            self.slider.setValue(round(value * 100))
        self._say()

    def _reset(self) -> None:
        self.slider.setValue(round(self._usual * 100))

    def _on_value(self, value: int) -> None:
        self._say()
        self.moved.emit(value / 100)

    def _say(self) -> None:
        self._said.setText(self._words(self.slider.value() / 100))


class NumberBox(QSpinBox):
    """A number box on a page that scrolls: the wheel turns it only while it has the focus."""

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

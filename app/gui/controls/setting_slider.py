"""A slider with its name and what it says now."""

from collections.abc import Callable

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from app.gui.controls.sliders import PanelSlider


class SettingSlider(QWidget):
    """A strength from `low` to `high`; a double-click brings the usual one back."""

    moved = Signal(float)  # by the user

    def __init__(
        self, name: str, tip: str, limits: tuple[float, float], usual: float, words: Callable[[float], str]
    ) -> None:
        """words: what a value is called."""
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

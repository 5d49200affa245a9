"""The side panel's part about how the portrait moves."""

from PySide6.QtCore import QRandomGenerator, QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel

from app.core.settings import SETTINGS, PerformanceSettings
from app.gui.controls.sliders import NumberBox, SettingSlider
from app.gui.look.colors import Colors
from app.gui.look.icons import icon
from app.gui.look.theme import Theme
from app.gui.panel.section import Section, tool_button

MAX_SEED = 9999


class MovementSection(Section):
    """A slider for each of SETTINGS, and the seed that selects one of many possible movements."""

    moved = Signal(str, float)  # name of a setting, value
    seed_changed = Signal(int)

    def __init__(self, theme: Theme) -> None:
        super().__init__("Movement")
        self.body.setSpacing(4)
        self.body.addSpacing(4)
        self.sliders: dict[str, SettingSlider] = {}
        for name, setting in SETTINGS.items():
            limits = (setting.low, setting.high)
            control = SettingSlider(setting.label, setting.tip, limits, setting.usual, setting.said)
            control.moved.connect(lambda value, name=name: self.moved.emit(name, value))
            self.sliders[name] = control
            self.body.addWidget(control)
        self.head = self.sliders["head"].slider
        self.seed = NumberBox()
        self.seed.setRange(0, MAX_SEED)
        self.seed.setKeyboardTracking(False)
        self.seed.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.seed.setFixedWidth(72)
        self.seed.setAccessibleName("Variation")
        self.seed.setToolTip("The same number gives the same blinks, glances and nods")
        self.seed.valueChanged.connect(self.seed_changed)
        self.dice = tool_button("Another variation", "Other blinks, glances and nods (Ctrl+D)")
        self.dice.clicked.connect(self.throw_dice)
        take = QLabel("Variation")
        take.setBuddy(self.seed)
        row = QHBoxLayout()
        row.setSpacing(6)
        row.addWidget(take, 1)
        row.addWidget(self.seed)
        row.addWidget(self.dice)
        self.body.addLayout(row)
        theme.changed.connect(self._recolor)
        self._recolor(theme.colors)

    def set_settings(self, settings: PerformanceSettings) -> None:
        """Show these settings, without sending them."""
        for name, control in self.sliders.items():
            control.set_value(getattr(settings, name))
        with QSignalBlocker(self.seed):
            self.seed.setValue(settings.seed)

    def throw_dice(self) -> None:
        """Draw another seed from 0 to MAX_SEED and send it by `seed_changed`."""
        other = QRandomGenerator.global_().bounded(MAX_SEED)
        self.seed.setValue(other + (other >= self.seed.value()))

    def _recolor(self, colors: Colors) -> None:
        self.dice.setIcon(icon("dice", colors.text, colors.faint))

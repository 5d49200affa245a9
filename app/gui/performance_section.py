"""The side panel's part about how the portrait performs."""

from PySide6.QtCore import QRandomGenerator, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSlider, QSpinBox

from app.core.emotion import Emotion, EmotionKey
from app.core.settings import PerformanceSettings
from app.gui.icons import icon
from app.gui.section import ChoiceBox, Section, tool_button
from app.gui.theme import Theme, Tones

MAX_SEED = 9999


class PerformanceSection(Section):
    """Strength of the head's movement, the emotion, and the take."""

    head_moved = Signal(float)  # 0 to 1
    emotion_chosen = Signal(Emotion, float)  # and its intensity, 0 to 1
    seed_changed = Signal(int)

    def __init__(self, theme: Theme) -> None:
        super().__init__("Performance")
        self.head = QSlider(Qt.Orientation.Horizontal)
        self.head.setRange(0, 100)
        self.head.setPageStep(10)
        self.head.setAccessibleName("Head movement")
        self.head.setToolTip("How much the head moves, from still to lively")
        self.head.valueChanged.connect(self._on_head)
        self._strength = QLabel()
        self._strength.setObjectName("muted")
        self.emotion = ChoiceBox(theme)
        self.emotion.setAccessibleName("Emotion")
        self.emotion.setToolTip("What the face feels from beginning to end")
        for emotion in Emotion:
            self.emotion.addItem(emotion.capitalize(), emotion.value)
        self.emotion.currentIndexChanged.connect(self._on_emotion)
        self.intensity = QSlider(Qt.Orientation.Horizontal)
        self.intensity.setRange(0, 100)
        self.intensity.setPageStep(10)
        self.intensity.setValue(100)
        self.intensity.setAccessibleName("Intensity of the emotion")
        self.intensity.setToolTip("How strongly the face shows the emotion")
        self.intensity.valueChanged.connect(self._on_emotion)
        self._intensity = QLabel()
        self._intensity.setObjectName("muted")
        self._intensity.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self._intensity.setFixedWidth(46)  # of the longest text, so that the slider keeps its length
        self.seed = QSpinBox()
        self.seed.setRange(0, MAX_SEED)
        self.seed.setButtonSymbols(QSpinBox.ButtonSymbols.NoButtons)
        self.seed.setKeyboardTracking(False)
        self.seed.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.seed.setFixedWidth(72)
        self.seed.setAccessibleName("Take number")
        self.seed.setToolTip("The same number gives the same blinks, glances and nods")
        self.seed.valueChanged.connect(self.seed_changed)
        self.dice = tool_button("Another take", "Other blinks, glances and nods (Ctrl+D)")
        self.dice.clicked.connect(self.throw_dice)
        self._lay_out()
        theme.changed.connect(self._recolor)
        self._recolor(theme.tones)

    def _lay_out(self) -> None:
        first = QHBoxLayout()
        label = QLabel("Head movement")
        label.setBuddy(self.head)
        first.addWidget(label, 1)
        first.addWidget(self._strength)
        self.body.addLayout(first)
        self.body.addWidget(self.head)
        feeling = QHBoxLayout()
        label = QLabel("Emotion")
        label.setBuddy(self.emotion)
        feeling.addWidget(label)
        feeling.addWidget(self.emotion, 1)
        self.body.addLayout(feeling)
        strength = QHBoxLayout()
        label = QLabel("Intensity")
        label.setBuddy(self.intensity)
        strength.addWidget(label)
        strength.addWidget(self.intensity, 1)
        strength.addWidget(self._intensity)
        self.body.addLayout(strength)
        second = QHBoxLayout()
        second.setSpacing(6)
        take = QLabel("Take")
        take.setBuddy(self.seed)
        second.addWidget(take, 1)
        second.addWidget(self.seed)
        second.addWidget(self.dice)
        self.body.addLayout(second)

    def set_settings(self, settings: PerformanceSettings) -> None:
        """Show these settings, without sending them."""
        controls = (self.head, self.emotion, self.intensity, self.seed)
        for control in controls:
            control.blockSignals(True)
        self.head.setValue(round(settings.head * 100))
        first = next(iter(settings.emotion.keys), EmotionKey(0.0, Emotion.NEUTRAL))
        self.emotion.setCurrentIndex(self.emotion.findData(first.emotion.value))
        if first.emotion is not Emotion.NEUTRAL:  # else it waits, as it was, for an emotion
            self.intensity.setValue(round(first.intensity * 100))
        self.seed.setValue(settings.seed)
        for control in controls:
            control.blockSignals(False)
        self._name_strength()
        self._show_intensity()

    def set_usable(self, usable: bool) -> None:
        """Whether the settings may be changed now."""
        for control in (self.head, self.emotion, self.seed, self.dice):
            control.setEnabled(usable)
        self._show_intensity()

    def throw_dice(self) -> None:
        """Take another seed."""
        other = QRandomGenerator.global_().bounded(MAX_SEED)
        self.seed.setValue(other + (other >= self.seed.value()))

    def _on_head(self, value: int) -> None:
        self._name_strength()
        self.head_moved.emit(value / 100)

    def _on_emotion(self) -> None:
        self._show_intensity()
        self.emotion_chosen.emit(self._chosen(), self.intensity.value() / 100)

    def _chosen(self) -> Emotion:
        return Emotion(self.emotion.currentData())

    def _show_intensity(self) -> None:
        self.intensity.setEnabled(self.emotion.isEnabled() and self._chosen() is not Emotion.NEUTRAL)
        self._intensity.setEnabled(self.intensity.isEnabled())
        self._intensity.setText(f"{self.intensity.value()} %")

    def _name_strength(self) -> None:
        value = self.head.value()
        self._strength.setText("Still" if value == 0 else f"{value} %")

    def _recolor(self, tones: Tones) -> None:
        self.dice.setIcon(icon("dice", tones.text, tones.faint))

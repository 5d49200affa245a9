"""The side panel's part about the emotions: the one at the start, and later changes."""

from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel

from app.core.emotion import Emotion, EmotionKey
from app.gui.controls.sliders import SettingSlider
from app.gui.look.colors import Colors
from app.gui.look.icons import icon
from app.gui.look.theme import Theme
from app.gui.panel.section import TOOL_BUTTON_PX, ChoiceBox, Section, push_button, small_row, tool_button
from app.gui.words import moment


class EmotionSection(Section):
    """Edits one emotion: that of the beginning, or a later change."""

    chosen = Signal(Emotion, float)  # and its intensity, 0 to 1
    add_pressed = Signal()
    delete_pressed = Signal()
    previous_pressed = Signal()
    next_pressed = Signal()

    def __init__(self, theme: Theme) -> None:
        self._place = QLabel()
        self._place.setObjectName("muted")
        super().__init__("Emotion", self._place)
        self.emotion = ChoiceBox(theme)
        self.emotion.setAccessibleName("Emotion")
        self.emotion.setToolTip("What the face feels")
        for emotion in Emotion:
            self.emotion.addItem(emotion.capitalize(), emotion.value)
        self.emotion.currentIndexChanged.connect(self._send)
        self.previous_button = tool_button("Emotion before", "Work on the emotion before this one")
        self.next_button = tool_button("Emotion after", "Work on the next change of emotion")
        self.strength = SettingSlider(
            "Intensity", "How strongly the face shows it", (0.0, 1.0), 1.0, lambda value: f"{round(value * 100)} %"
        )
        policy = self.strength.sizePolicy()
        policy.setRetainSizeWhenHidden(True)  # what stands below stays where it is
        self.strength.setSizePolicy(policy)
        self.intensity = self.strength.slider
        self.strength.moved.connect(self._send)
        self.add_button = push_button("Add emotion here", "Let the face feel something else from the play head on (E)")
        self.add_button.clicked.connect(self.add_pressed)
        self.delete_button = push_button("Delete", "Take this change of emotion away (Del)")
        self.delete_button.setAccessibleName("Delete this change of emotion")
        self.delete_button.clicked.connect(self.delete_pressed)
        self.previous_button.clicked.connect(self.previous_pressed)
        self.next_button.clicked.connect(self.next_pressed)
        first = QHBoxLayout()
        first.setSpacing(6)
        first.addStrut(TOOL_BUTTON_PX)  # the height stays when buttons come and go
        first.addWidget(self.emotion, 1)
        first.addWidget(self.previous_button)
        first.addWidget(self.next_button)
        self.body.addLayout(first)
        self.body.addWidget(self.strength)
        self.body.addLayout(small_row(self.add_button, self.delete_button))
        theme.changed.connect(self._recolor)
        self._recolor(theme.colors)

    def show_key(self, key: EmotionKey, number: int, count: int, zero_s: float) -> None:
        """Show emotion `number` of `count`; number 0 is the beginning's. zero_s: where in the sound the take begins."""
        from_s = max(0.0, key.time_s - zero_s)
        self._place.setText("From the start" if number == 0 else f"From {moment(from_s)} on")
        with QSignalBlocker(self.emotion):
            self.emotion.setCurrentIndex(self.emotion.findData(key.emotion.value))
        if key.emotion is not Emotion.NEUTRAL:  # else the slider keeps the intensity of the last emotion
            self.strength.set_value(key.intensity)
        for show in (self.strength.setEnabled, self.strength.setVisible):
            show(key.emotion is not Emotion.NEUTRAL)
        self.delete_button.setEnabled(number > 0)
        self.previous_button.setEnabled(number > 0)
        self.next_button.setEnabled(number < count - 1)
        for button in (self.previous_button, self.next_button):
            button.setVisible(count > 1)

    def set_ready(self, ready: bool) -> None:
        """Allow adding a change only while there is a take."""
        self.add_button.setEnabled(ready)

    def _send(self) -> None:
        self.chosen.emit(Emotion(self.emotion.currentData()), self.intensity.value() / 100)

    def _recolor(self, colors: Colors) -> None:
        self.previous_button.setIcon(icon("previous", colors.text, colors.faint))
        self.next_button.setIcon(icon("next", colors.text, colors.faint))

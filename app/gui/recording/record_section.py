"""The side panel's part that records."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout

from app.gui.controls.tick_box import TickBox
from app.gui.look.colors import Colors
from app.gui.look.theme import Theme
from app.gui.panel.section import Section
from app.gui.recording.device_box import DeviceBox
from app.gui.recording.meter import LevelBar
from app.gui.recording.record_button import RecordButton
from app.gui.words import clock
from app.media.sound.level import Level
from app.workers.recording.booth import BoothState
from app.workers.recording.capture import Capturing

TOO_LOUD = "Too loud. Move back a little, or turn the microphone down."
NOTHING_HEARD = "Silence. Is the microphone muted, or forbidden?"
_SAID = {
    BoothState.IDLE: "Press the red button and speak.",
    BoothState.OPENING: "Opening the microphone…",
    BoothState.COUNTING: "Get ready…",
    BoothState.RECORDING: "Recording. Press again to stop.",
    BoothState.SAVING: "Saving…",
}


class RecordSection(Section):
    """Record button with time and note, level, choice of microphone, monitor."""

    pressed = Signal()
    shown = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__("Record")
        self._theme = theme
        self._state = BoothState.IDLE
        self._level = Level()
        self._warns = False
        self._hindrance = ""
        self.button = RecordButton(theme)
        self.button.clicked.connect(self.pressed)
        self.time = QLabel("0:00")
        font = self.time.font()
        font.setPointSizeF(font.pointSizeF() * 1.7)
        font.setWeight(font.Weight.DemiBold)
        self.time.setFont(font)
        self.time.setAccessibleName("Length of the recording")
        self.note = QLabel(wordWrap=True)
        self.note.setMinimumHeight(2 * self.note.fontMetrics().lineSpacing())  # as the longest note: nothing jumps
        self.note.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.level = LevelBar(theme)
        self.devices = DeviceBox(theme)
        self.monitor = TickBox(theme, "Hear yourself while recording")
        self.monitor.setToolTip("Only with headphones: a loudspeaker would be heard by the microphone and howl")
        self._howl = QLabel("Use headphones, or it may howl.", wordWrap=True)
        self._howl.setObjectName("muted")
        self._howl.hide()
        self.monitor.toggled.connect(self._howl.setVisible)
        self._lay_out()
        theme.changed.connect(self._recolor)
        self._recolor(theme.colors)
        self._say()

    def _lay_out(self) -> None:
        beside = QVBoxLayout()
        beside.setSpacing(2)
        beside.addWidget(self.time)
        beside.addWidget(self.note)
        row = QHBoxLayout()
        row.setSpacing(14)
        row.addWidget(self.button)
        row.addLayout(beside, 1)
        self.body.addLayout(row)
        self.body.addWidget(self.level)
        self.body.addWidget(self.devices)
        self.body.addWidget(self.monitor)
        self.body.addWidget(self._howl)

    def set_state(self, state: BoothState) -> None:
        """Show the booth's state."""
        self._state = state
        busy = state is not BoothState.IDLE
        self.button.set_on(busy)
        self.devices.setEnabled(not busy)
        if not busy:
            self.set_captured(Capturing(Level(), 0.0))
        self._say()

    def set_hindrance(self, why: str) -> None:
        """Say why no recording can start; empty if one can. One that goes on can always be stopped."""
        self._hindrance = why
        self.button.setEnabled(not why or self._state is not BoothState.IDLE)
        self._say()

    def set_captured(self, captured: Capturing) -> None:
        """Show the level, and the length of the recording so far."""
        self._level = captured.level
        self.level.set_level(captured.level)
        self.time.setText(clock(captured.seconds))
        self._say()

    def set_monitored(self, monitored: bool) -> None:
        """Show whether one hears oneself while recording."""
        self.monitor.setChecked(monitored)

    def showEvent(self, event: QShowEvent) -> None:
        """Send `shown`, so that the list of microphones is read anew."""
        super().showEvent(event)
        self.shown.emit()

    def _say(self) -> None:
        text, warns = _SAID[self._state], False
        if self._state is BoothState.IDLE and self._hindrance:
            text = self._hindrance
        if self._state in (BoothState.COUNTING, BoothState.RECORDING):
            if self._level.clipped:
                text, warns = TOO_LOUD, True
            elif self._level.mute:
                text, warns = NOTHING_HEARD, True
        if text != self.note.text() or warns != self._warns:
            self._warns = warns
            self.note.setText(text)
            self._recolor(self._theme.colors)

    def _recolor(self, colors: Colors) -> None:
        self.note.setStyleSheet(f"color: {self._theme.colors.record if self._warns else colors.muted};")

"""The strip below the stage while the portrait is live."""

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton

from app.gui.look.theme import Theme
from app.gui.panel.section import ElidedLabel, push_button
from app.gui.recording.meter import LevelBar
from app.gui.words import length
from app.media.sound.level import Level
from app.workers.live.figures import LiveFigures

METER_PX = 64
TALK_KEY = "T"
GOOD_LATENCY_MS = 250
ROOMY_PX = 660  # from this width on there is room for the word Delay
NARROW_PX = 560  # below this width the buttons need the room of the figures


class LiveBar(QFrame):
    """Shows the microphone's level, the state and the delay, with buttons to mute, talk, keep and close."""

    camera_switched = Signal(bool)
    voices_lips_switched = Signal(bool)
    muted = Signal(bool)
    push_to_talk_switched = Signal(bool)
    talking = Signal(bool)
    keep_pressed = Signal()
    dismissed = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.setObjectName("liveBar")
        self._on = False
        self.level = LevelBar(theme)
        self.level.setFixedWidth(METER_PX)
        self.state = ElidedLabel("title")
        self.delay = QLabel()
        self.delay.setObjectName("muted")
        self.delay.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.delay.setMinimumWidth(self.delay.fontMetrics().horizontalAdvance("9999 ms") + 4)
        self.camera = _switch("Camera", "Your face drives the portrait: head, eyes, brows and lips (Ctrl+Shift+L)")
        self.voices_lips = _switch("Lips by voice", "The lips follow what you say, not what your face shows")
        self.mute = _switch("Mute", "The portrait hears nothing and idles (Ctrl+M)")
        self.mute.setAccessibleName("Mute the microphone")
        self.push_to_talk = _switch("Push to talk", f"The portrait hears you only while you hold the key {TALK_KEY}")
        self.talk = push_button(
            f"Hold {TALK_KEY} to talk", f"Hold the key {TALK_KEY} down while you speak, or this button"
        )
        self.keep = push_button("Keep take", "Make a take of what was said, up to the last five minutes (Ctrl+K)")
        self.close_button = push_button("Close", "Let go of what was said")
        self.camera.toggled.connect(self.camera_switched)
        self.voices_lips.toggled.connect(self.voices_lips_switched)
        self.mute.toggled.connect(self.muted)
        self.push_to_talk.toggled.connect(self.push_to_talk_switched)
        self.talk.pressed.connect(self._press)
        self.talk.released.connect(self._release)
        self.keep.clicked.connect(self.keep_pressed)
        self.close_button.clicked.connect(self.dismissed)
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 6, 12, 6)
        row.setSpacing(6)
        row.addWidget(self.level)
        row.addWidget(self.state, 1)
        buttons = (self.camera, self.voices_lips, self.mute, self.push_to_talk, self.talk, self.keep, self.close_button)
        row.addWidget(self.delay)
        for button in buttons:
            row.addWidget(button)
            button.setProperty("small", True)
        self.hide()

    def show_on(self, on: bool) -> None:
        """Show the controls of a live portrait, or those left afterwards: keep what was said, or close."""
        self._on = on
        self.mute.setVisible(on)
        self._fit()
        self.talk.setVisible(on and self.push_to_talk.isChecked())
        self.close_button.setVisible(not on)
        if not on:
            self.set_level(Level())
            self.set_figures(None)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave out the level, the delay and words where the buttons need their room."""
        self._fit()

    def _fit(self) -> None:
        roomy = self.width() >= NARROW_PX
        for widget in (self.level, self.delay):
            widget.setVisible(self._on and roomy)
        # Where there is no room for both, that one stays which is in use.
        talks, sees = self.push_to_talk.isChecked(), self.camera.isChecked()
        self.camera.setVisible(self._on and (roomy or sees or not talks))
        self.voices_lips.setVisible(self._on and sees and (roomy or not talks))
        self.push_to_talk.setVisible(self._on and (roomy or talks or not sees))
        self.talk.setText(f"Hold {TALK_KEY} to talk" if roomy else f"Hold {TALK_KEY}")

    def set_switches(self, *, camera: bool, voices_lips: bool, muted: bool, push_to_talk: bool) -> None:
        """Show the switches without sending their signals."""
        for switch, on in (
            (self.camera, camera),
            (self.voices_lips, voices_lips),
            (self.mute, muted),
            (self.push_to_talk, push_to_talk),
        ):
            with QSignalBlocker(switch):
                switch.setChecked(on)

    def set_microphone(self, name: str) -> None:
        """Name the microphone in the level's tool tip; empty if its name is not known."""
        which = f"Through “{name}”. " if name else ""
        self.level.setToolTip(f"How loud you are heard. {which}Another microphone can be chosen on the Voice page.")

    def set_state(self, text: str) -> None:
        """Show the state in a few words."""
        self.state.set_text(text)

    def set_kept_length(self, seconds: float) -> None:
        """Allow keeping if there are any seconds to keep, and tell screen readers how many."""
        self.keep.setEnabled(seconds > 0)
        self.keep.setAccessibleName(f"Keep take, {length(seconds)}")

    def set_level(self, level: Level) -> None:
        """Show the microphone's level."""
        self.level.set_level(level)

    def set_figures(self, figures: LiveFigures | None) -> None:
        """Show the delay in milliseconds, in the tool tip also the frame rate and dropped frames; None clears it."""
        if figures is None:
            self.delay.setText("")
            return
        word = "Delay " if self.width() >= ROOMY_PX else ""
        self.delay.setText(f"{word}{figures.latency_ms:.0f} ms")
        verdict = "good" if figures.latency_ms <= GOOD_LATENCY_MS else "slow: other programs keep this computer busy"
        source = "face" if figures.by_face else "voice"
        self.delay.setToolTip(
            f"From your {source} to the picture: {figures.latency_ms:.0f} ms ({verdict}).\n"
            f"{figures.frames_per_second:.0f} frames a second, {figures.dropped} left out so far."
        )
        self.delay.setAccessibleName(f"Delay {figures.latency_ms:.0f} milliseconds")

    def _press(self) -> None:
        self.talking.emit(True)

    def _release(self) -> None:
        self.talking.emit(False)


def _switch(text: str, tip: str) -> QPushButton:
    button = push_button(text, tip)
    button.setCheckable(True)
    return button

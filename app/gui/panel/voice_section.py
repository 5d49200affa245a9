"""The side panel's part about the voice."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel

from app.gui.panel.section import ElidedLabel, Section, push_button
from app.gui.words import length
from app.workers.take import SoundInfo


class VoiceSection(Section):
    """Which sound drives the portrait."""

    open_pressed = Signal()

    def __init__(self) -> None:
        self.open_button = push_button("Open…", "Choose a sound, or a video")
        super().__init__("Voice", self.open_button)
        self._name = ElidedLabel("title")
        self._length = QLabel()
        self._length.setObjectName("muted")
        self.open_button.setAccessibleName("Open voice")
        self.open_button.clicked.connect(self.open_pressed)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self._name, 1)
        row.addWidget(self._length)
        self.body.addLayout(row)
        self._empty = True
        self.set_busy("")

    def set_busy(self, text: str) -> None:
        """Say that there is no voice only while the user waits for nothing."""
        if self._empty:
            self._name.set_text("" if text else "No voice yet")

    def set_sound(self, info: SoundInfo) -> None:
        """Show this voice."""
        self._empty = False
        self._name.set_text(info.name)
        self._length.setText(length(info.duration_s))

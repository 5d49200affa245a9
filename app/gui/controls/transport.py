"""The bar below the stage: play, time, volume, and what features put between them."""

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QToolButton, QWidget

from app.gui.controls.sliders import JumpSlider
from app.gui.look.colors import Colors
from app.gui.look.icons import icon
from app.gui.look.theme import Theme
from app.gui.words import moment

ROOMY_PX = 430  # from this width on there is room for the length of the take


class Transport(QFrame):
    """Buttons and sliders for playing. Holds no state of its own."""

    play_pressed = Signal()
    replay_pressed = Signal()
    loop_pressed = Signal()
    volume_moved = Signal(float)  # 0 to 1

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._stop_word = ""
        self._silence = ""
        self.setObjectName("transport")
        self.play_button = _button("play", 44, 26)
        self.play_button.clicked.connect(self.play_pressed)
        self.replay_button = _button("replay", 36, 22)
        self.replay_button.setAccessibleName("Play from the start")
        self.replay_button.setToolTip("Play from the start (Shift+Space)")
        self.replay_button.clicked.connect(self.replay_pressed)
        self.loop_button = _button("loop", 36, 22)
        self.loop_button.setAccessibleName("Repeat")
        self.loop_button.setToolTip("Repeat (L); drag above the waveform to choose a part")
        self.loop_button.setCheckable(True)
        self.loop_button.clicked.connect(self.loop_pressed)
        self.loop_button.toggled.connect(self._on_loop)
        self._elapsed, self._total = _time_label("time", "0:00.0"), _time_label("muted", "/ 0:00.0")
        self.mute_button = _button("mute", 34, 20)
        self.mute_button.setCheckable(True)
        self.mute_button.toggled.connect(self._on_mute)
        self.volume = JumpSlider(Qt.Orientation.Horizontal)
        self.volume.setRange(0, 100)
        self.volume.setMinimumWidth(36)
        self.volume.setMaximumWidth(84)
        self.volume.setAccessibleName("Volume")
        self.volume.valueChanged.connect(self._on_volume)
        self._row = row = QHBoxLayout(self)
        row.setContentsMargins(12, 9, 12, 9)
        row.setSpacing(6)
        for widget in (self.play_button, self.replay_button, self.loop_button, self._elapsed, self._total):
            row.addWidget(widget)
        row.addStretch(1)
        row.addWidget(self.mute_button)
        row.addWidget(self.volume)
        theme.changed.connect(self._recolor)
        self._recolor(theme.colors)
        self.set_silence("")

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave out the take's length, which the time line shows as well, where it would press the buttons together."""
        self._total.setVisible(event.size().width() >= ROOMY_PX)

    def add(self, widget: QWidget) -> None:
        """Put a feature's control between the time and the volume."""
        self._row.insertWidget(self._row.indexOf(self.mute_button), widget)

    def set_playing(self, playing: bool, word: str) -> None:
        """Show Pause on the play button while the take plays, else Play. word: what Pause is called."""
        self._stop_word = word if playing else ""
        self._recolor(self._theme.colors)

    def set_duration(self, seconds: float) -> None:
        """Show the length of the take."""
        self._total.setText(f"/ {moment(seconds, 0.1)}")

    def set_position(self, seconds: float) -> None:
        """Show the position of the play head, in seconds of the take."""
        self._elapsed.setText(moment(seconds, 0.1))

    def set_volume(self, volume: float) -> None:
        """Move the volume slider to a loudness, 0 to 1; sends `volume_moved` if that changes it."""
        self.volume.setValue(round(volume * 100))

    def set_usable(self, usable: bool) -> None:
        """Enable the buttons for playing, or disable them while there is nothing to play."""
        for button in (self.play_button, self.replay_button, self.loop_button):
            button.setEnabled(usable)

    def set_silence(self, reason: str) -> None:
        """Disable the volume and give the reason why nothing can be heard; an empty reason enables it."""
        self._silence = reason
        self.volume.setEnabled(not reason)
        self.mute_button.setEnabled(not reason)
        self.volume.setToolTip(reason or "Volume")
        self._recolor(self._theme.colors)

    def _on_volume(self, value: int) -> None:
        self.mute_button.setChecked(False)
        self._send_volume()

    def _on_mute(self, _muted: bool) -> None:
        self._send_volume()

    def _on_loop(self, _on: bool) -> None:
        self._recolor(self._theme.colors)

    def _send_volume(self) -> None:
        muted = self.mute_button.isChecked()
        self.volume_moved.emit(0.0 if muted else self.volume.value() / 100)
        self._recolor(self._theme.colors)

    def _recolor(self, colors: Colors) -> None:
        name = self._stop_word or "Play"
        self.play_button.setIcon(icon("pause" if self._stop_word else "play", colors.on_accent, colors.faint))
        self.play_button.setAccessibleName(name)
        self.play_button.setToolTip(f"{name} (Space)")
        looping = self.loop_button.isChecked()
        self.replay_button.setIcon(icon("replay", colors.text, colors.faint))
        self.loop_button.setIcon(icon("loop", colors.on_accent if looping else colors.text, colors.faint))
        silent = bool(self._silence) or self.mute_button.isChecked() or self.volume.value() == 0
        self.mute_button.setIcon(icon("muted" if silent else "volume", colors.text, colors.faint))
        word = "Unmute" if self.mute_button.isChecked() else "Mute"
        self.mute_button.setAccessibleName(word)
        self.mute_button.setToolTip(self._silence or word)


def _button(name: str, side: int, icon_side: int) -> QToolButton:
    button = QToolButton()
    button.setObjectName(name)
    button.setFixedSize(side, side)
    button.setIconSize(QSize(icon_side, icon_side))
    button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    return button


def _time_label(name: str, text: str) -> QLabel:
    label = QLabel(text)
    label.setObjectName(name)
    font = label.font()
    font.setBold(True)  # as the style sheet will have it for one of them
    label.setMinimumWidth(QFontMetrics(font).horizontalAdvance(text) + 2)
    return label

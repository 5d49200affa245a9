"""The bar below the stage: play, position, volume."""

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QSlider, QStyle, QToolButton, QWidget

from app.gui.icons import icon
from app.gui.theme import Theme, Tones
from app.gui.words import clock

_POSITION_STEPS_PER_S = 25


class JumpSlider(QSlider):
    """A slider whose handle comes to where it is clicked."""

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Move the handle below the mouse before it is grabbed."""
        if event.button() is Qt.MouseButton.LeftButton:
            span = max(1, self.width() - 14)
            value = QStyle.sliderValueFromPosition(
                self.minimum(), self.maximum(), round(event.position().x() - 7), span
            )
            self.blockSignals(True)  # sliderPressed follows and speaks for it
            self.setValue(value)
            self.blockSignals(False)
        super().mousePressEvent(event)


class Transport(QFrame):
    """Buttons and sliders for playing. Holds no state of its own."""

    play_pressed = Signal()
    replay_pressed = Signal()
    sought = Signal(float)  # seconds
    volume_moved = Signal(float)  # 0 to 1

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._playing = False
        self._silence = ""
        self.setObjectName("transport")
        self.play_button = _button("play", 44, 26)
        self.play_button.clicked.connect(self.play_pressed)
        self.replay_button = _button("replay", 36, 22)
        self.replay_button.setAccessibleName("Play from the start")
        self.replay_button.setToolTip("Play from the start (Home)")
        self.replay_button.clicked.connect(self.replay_pressed)
        self._elapsed, self._total = _time_label(Qt.AlignmentFlag.AlignRight), _time_label(Qt.AlignmentFlag.AlignLeft)
        self.position = JumpSlider(Qt.Orientation.Horizontal)
        self.position.setAccessibleName("Position")
        self.position.setToolTip("Go to a moment of the performance")
        self.position.setPageStep(_POSITION_STEPS_PER_S)
        self.position.valueChanged.connect(self._on_position)
        self.position.sliderPressed.connect(self._on_grabbed)
        self.position.sliderReleased.connect(self._on_released)
        self.mute_button = _button("mute", 34, 20)
        self.mute_button.setCheckable(True)
        self.mute_button.toggled.connect(self._on_mute)
        self.volume = JumpSlider(Qt.Orientation.Horizontal)
        self.volume.setRange(0, 100)
        self.volume.setFixedWidth(92)
        self.volume.setAccessibleName("Volume")
        self.volume.valueChanged.connect(self._on_volume)
        self._row = row = QHBoxLayout(self)
        row.setContentsMargins(18, 12, 18, 12)
        row.setSpacing(8)
        row.addWidget(self.play_button)
        row.addWidget(self.replay_button)
        row.addWidget(self._elapsed)
        row.addWidget(self.position, 1)
        row.addWidget(self._total)
        row.addWidget(self.mute_button)
        row.addWidget(self.volume)
        theme.changed.connect(self._recolor)
        self._recolor(theme.tones)
        self.set_silence("")

    def add(self, widget: QWidget) -> None:
        """Put a feature's control between the time and the volume."""
        self._row.insertWidget(self._row.indexOf(self.mute_button), widget)

    def set_playing(self, playing: bool) -> None:
        """Whether the play button would stop."""
        self._playing = playing
        self._recolor(self._theme.tones)

    def set_duration(self, seconds: float) -> None:
        """Length of the take."""
        self.position.blockSignals(True)
        self.position.setRange(0, max(0, round(seconds * _POSITION_STEPS_PER_S)))
        self.position.blockSignals(False)
        self._total.setText(clock(seconds))

    def set_position(self, seconds: float) -> None:
        """Show a moment without asking for it."""
        self.position.blockSignals(True)
        if not self.position.isSliderDown():
            self.position.setValue(round(seconds * _POSITION_STEPS_PER_S))
        self.position.blockSignals(False)
        self._elapsed.setText(clock(seconds))

    def set_volume(self, volume: float) -> None:
        """Show a loudness, 0 to 1."""
        self.volume.setValue(round(volume * 100))

    def set_usable(self, play: bool, move: bool) -> None:
        """What can be used now: the play buttons, and the position."""
        self.play_button.setEnabled(play)
        self.replay_button.setEnabled(play)
        self.position.setEnabled(move)

    def set_silence(self, reason: str) -> None:
        """Why nothing can be heard; empty when it can."""
        self._silence = reason
        self.volume.setEnabled(not reason)
        self.mute_button.setEnabled(not reason)
        self.volume.setToolTip(reason or "Volume")
        self._recolor(self._theme.tones)

    def _on_position(self, value: int) -> None:
        if self._playing and self.position.isSliderDown():
            self._elapsed.setText(clock(value / _POSITION_STEPS_PER_S))  # the sound jumps when the handle is let go
        else:
            self.sought.emit(value / _POSITION_STEPS_PER_S)

    def _on_grabbed(self) -> None:
        self._on_position(self.position.value())

    def _on_released(self) -> None:
        if self._playing:
            self.sought.emit(self.position.value() / _POSITION_STEPS_PER_S)

    def _on_volume(self, value: int) -> None:
        self.mute_button.setChecked(False)
        self._send_volume()

    def _on_mute(self, _muted: bool) -> None:
        self._send_volume()

    def _send_volume(self) -> None:
        muted = self.mute_button.isChecked()
        self.volume_moved.emit(0.0 if muted else self.volume.value() / 100)
        self._recolor(self._theme.tones)

    def _recolor(self, tones: Tones) -> None:
        name = "Pause" if self._playing else "Play"
        self.play_button.setIcon(icon(name.lower(), tones.on_accent, tones.faint))
        self.play_button.setAccessibleName(name)
        self.play_button.setToolTip(f"{name} (Space)")
        self.replay_button.setIcon(icon("replay", tones.text, tones.faint))
        silent = bool(self._silence) or self.mute_button.isChecked() or self.volume.value() == 0
        self.mute_button.setIcon(icon("muted" if silent else "volume", tones.text, tones.faint))
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


def _time_label(alignment: Qt.AlignmentFlag) -> QLabel:
    label = QLabel("0:00")
    label.setObjectName("time")
    label.setAlignment(alignment | Qt.AlignmentFlag.AlignVCenter)
    label.setMinimumWidth(label.fontMetrics().horizontalAdvance("00:00") + 4)
    return label

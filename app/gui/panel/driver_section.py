"""The side panel's part about a face that drives the portrait."""

from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QProgressBar, QVBoxLayout, QWidget

from app.core.driving import LEAST_SEEN, NOTABLE_S, Lips
from app.gui.look.colors import Colors
from app.gui.look.icons import icon
from app.gui.look.theme import Theme
from app.gui.panel.section import ChoiceBox, ElidedLabel, Section, push_button, tool_button
from app.gui.words import length
from app.workers.loading import FaceRead
from app.workers.take import DriverInfo

LIPS = {Lips.FACE: "Lips from the face", Lips.VOICE: "Lips from the voice"}


class DriverSection(Section):
    """Which face of which video drives the portrait, and whose lips; shows how far it has been read."""

    open_pressed = Signal()
    removed = Signal()
    face_chosen = Signal(int)
    lips_chosen = Signal(object)  # Lips
    cancel_pressed = Signal()

    def __init__(self, theme: Theme) -> None:
        self.open_button = push_button("Open…", "Choose a video whose face drives the portrait")
        super().__init__("Driving face", self.open_button)
        self._theme = theme
        self._info: DriverInfo | None = None
        self.open_button.setAccessibleName("Open a video of a driving face")
        self.open_button.clicked.connect(self.open_pressed)
        self._hint = QLabel("A face in a video can move the portrait's head, eyes, brows and lips.", wordWrap=True)
        self._name, self._length = ElidedLabel("title"), QLabel()
        self.remove_button = tool_button("Take the driving face away", "Let the voice alone drive the portrait")
        self.remove_button.clicked.connect(self.removed)
        self._which = QLabel()
        self.previous_button = tool_button("Previous driving face", "Let the previous face of the video drive")
        self.next_button = tool_button("Next driving face", "Let the next face of the video drive")
        self.previous_button.clicked.connect(lambda: self._step(-1))
        self.next_button.clicked.connect(lambda: self._step(1))
        self.lips_box = ChoiceBox(theme)
        self.lips_box.setAccessibleName("Whose lips")
        self.lips_box.setToolTip("Whether the lips follow the face in the video, or what is heard")
        for lips, text in LIPS.items():
            self.lips_box.addItem(text, lips)
        self.lips_box.currentIndexChanged.connect(lambda: self.lips_chosen.emit(Lips(self.lips_box.currentData())))
        self._note = QLabel(wordWrap=True)
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setAccessibleName("How far the face is read")
        self.cancel_button = push_button("Cancel", "Do without this face")
        self.cancel_button.setAccessibleName("Cancel reading the face")
        self.cancel_button.setProperty("small", True)
        self.cancel_button.clicked.connect(self.cancel_pressed)
        for label in (self._hint, self._length, self._note):
            label.setObjectName("muted")
        self._reading, self._chosen, self._faces = QWidget(), QWidget(), QWidget()
        self._lay_out()
        theme.changed.connect(self._recolor)
        self._recolor(theme.colors)
        self.set_driver(None)
        self.set_reading(None)

    def _lay_out(self) -> None:
        title, faces, reading = QHBoxLayout(), QHBoxLayout(self._faces), QHBoxLayout(self._reading)
        for widget in (self._name, self._length, self.remove_button):
            title.addWidget(widget, 1 if widget is self._name else 0)
        faces.addWidget(self._which, 1)
        faces.addWidget(self.previous_button)
        faces.addWidget(self.next_button)
        reading.addWidget(self.bar, 1)
        reading.addWidget(self.cancel_button)
        chosen = QVBoxLayout(self._chosen)
        chosen.addLayout(title)
        chosen.addWidget(self._faces)
        chosen.addWidget(self.lips_box)
        chosen.addWidget(self._note)
        for layout in (faces, reading, chosen):
            layout.setContentsMargins(0, 0, 0, 0)
        for layout in (title, faces, reading, chosen):
            layout.setSpacing(8)
        self.body.addWidget(self._hint)
        self.body.addWidget(self._chosen)
        self.body.addWidget(self._reading)

    def set_driver(self, info: DriverInfo | None) -> None:
        """Show this face, or that none drives."""
        self._info = info
        self._show_parts()
        if info is None:
            return
        self._name.set_text(info.source.file.name)
        self._length.setText(length(info.duration_s))
        self._faces.setVisible(info.faces > 1)
        self._which.setText(f"Face {info.source.number + 1} of {info.faces}")
        with QSignalBlocker(self.lips_box):
            self.lips_box.setCurrentIndex(list(LIPS).index(info.source.lips))

    def set_part(self, start_s: float, duration_s: float) -> None:
        """Say what may surprise, of a take that begins so far into the video and is so long."""
        info, said = self._info, []
        if info is not None:
            missing_s = start_s + duration_s - info.duration_s
            if duration_s and missing_s > NOTABLE_S:
                said.append(f"It ends {missing_s:.1f} seconds before the voice does; then the voice moves the face.")
            if info.seen < LEAST_SEEN:
                said.append(f"It is seen {info.seen:.0%} of the time; else the voice moves the portrait.")
        self._note.setText(" ".join(said))
        self._note.setVisible(bool(said))

    def set_reading(self, read: FaceRead | None) -> None:
        """Show how far a face has been read; None when none is being read."""
        self._reading.setVisible(read is not None)
        self._show_parts()
        if read is not None:
            self.bar.setRange(0, read.total or 0)
            self.bar.setValue(min(read.done, read.total or 0))

    def set_usable(self, usable: bool) -> None:
        """Allow choosing among faces now, or not."""
        for button in (self.previous_button, self.next_button, self.remove_button):
            button.setEnabled(usable)

    def _show_parts(self) -> None:
        self._chosen.setVisible(self._info is not None)
        self._hint.setVisible(self._info is None and self._reading.isHidden())

    def _step(self, step: int) -> None:
        if self._info:
            self.face_chosen.emit((self._info.source.number + step) % self._info.faces)

    def _recolor(self, colors: Colors) -> None:
        for button, name in (
            (self.remove_button, "delete"),
            (self.previous_button, "previous"),
            (self.next_button, "next"),
        ):
            button.setIcon(icon(name, colors.text, colors.faint))

"""The side panel's part with the recordings and what can be done with them."""

from pathlib import Path

from PySide6.QtCore import QModelIndex, Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QHBoxLayout

from app.gui.look.colors import Colors
from app.gui.look.icons import icon
from app.gui.look.theme import Theme
from app.gui.panel.section import Section, push_button, tool_button
from app.gui.recording.recording_list import RecordingList
from app.gui.recording.recording_model import RecordingModel
from app.gui.show_in_folder import show_in_folder
from app.media.recordings.recording_file import Recording


class RecordingsSection(Section):
    """Lists recordings; one of them is chosen."""

    used = Signal(object)  # path of the recording that becomes the voice
    heard = Signal(object)  # path of the recording to play; None to stop
    renamed = Signal(object, str)  # path, name
    deleted = Signal(object)  # path

    def __init__(self, theme: Theme) -> None:
        super().__init__("Takes")
        self.model = RecordingModel(self)
        self.list = RecordingList(theme, self.model)
        self.use_button = push_button("Use as voice", "Let the portrait speak the chosen take (Enter)")
        self.hear_button = tool_button("Listen", "Listen to the chosen take")
        self.rename_button = tool_button("Rename", "Rename the chosen take (F2)")
        self.delete_button = tool_button("Delete", "Delete the chosen take (Delete); Ctrl+Z brings it back")
        self._hearing = False
        self._usable = True
        self._lay_out()
        self._join()
        self.model.dataChanged.connect(self._refresh)
        theme.changed.connect(self._recolor)
        self._theme = theme
        self._recolor(theme.colors)
        self._refresh()

    def _lay_out(self) -> None:
        row = QHBoxLayout()
        row.setSpacing(6)
        row.addWidget(self.use_button, 1)
        for button in (self.hear_button, self.rename_button, self.delete_button):
            row.addWidget(button)
        self.body.addWidget(self.list)
        self.body.addLayout(row)

    def _join(self) -> None:
        self.use_button.clicked.connect(self._use)
        self.hear_button.clicked.connect(self._hear)
        self.rename_button.clicked.connect(self._rename)
        self.delete_button.clicked.connect(self._delete)
        self.list.used.connect(self._use)
        self.list.delete_pressed.connect(self._delete)
        self.list.selectionModel().currentChanged.connect(self._refresh)
        self.model.renamed.connect(self.renamed)
        for text, slot in (("Use as voice", self._use), ("Listen", self._hear), ("Rename", self._rename)):
            self._add_action(text).triggered.connect(slot)
        self._add_action("Show in folder").triggered.connect(self._show_in_folder)
        self._add_action("Delete").triggered.connect(self._delete)

    def set_recordings(self, recordings: list[Recording]) -> None:
        """Show these recordings; the same one stays chosen, or its neighbour if it is gone."""
        chosen, row = self.chosen, self.list.currentIndex().row()
        self.model.set_recordings(recordings)
        index = self.model.index_of(chosen) if chosen else QModelIndex()
        if not index.isValid() and recordings and row >= 0:
            index = self.model.index(min(row, len(recordings) - 1))
        self.list.setCurrentIndex(index)
        self._refresh()

    def choose(self, path: Path) -> None:
        """Choose a recording, and bring it into sight."""
        self.list.setCurrentIndex(self.model.index_of(path))
        self.list.scrollTo(self.list.currentIndex())

    @property
    def chosen(self) -> Path | None:
        """File of the chosen recording."""
        recording = self.model.recording(self.list.currentIndex())
        return recording.path if recording else None

    def set_heard(self, path: Path | None) -> None:
        """Mark the recording that is being played; None marks none."""
        self._hearing = path is not None
        self.model.set_heard(path)
        self._recolor(self._theme.colors)
        self._refresh()

    def set_usable(self, usable: bool) -> None:
        """Allow using and playing recordings now, or not."""
        self._usable = usable
        self._refresh()

    def _use(self) -> None:
        if self.chosen and self._usable:
            self.used.emit(self.chosen)

    def _hear(self) -> None:
        if self._hearing:
            self.heard.emit(None)
        elif self.chosen and self._usable:
            self.heard.emit(self.chosen)

    def _rename(self) -> None:
        if self.chosen:
            self.list.setFocus(Qt.FocusReason.OtherFocusReason)
            self.list.edit(self.list.currentIndex())

    def _show_in_folder(self) -> None:
        if self.chosen:
            show_in_folder(self.chosen)

    def _delete(self) -> None:
        if self.chosen:
            self.deleted.emit(self.chosen)

    def _add_action(self, text: str) -> QAction:
        action = QAction(text, self.list)
        self.list.addAction(action)
        return action

    def _refresh(self, *_whatever: object) -> None:
        chosen = self.chosen is not None
        self.use_button.setEnabled(chosen and self._usable and self.chosen != self.model.voice)
        self.hear_button.setEnabled(self._hearing or (chosen and self._usable))
        for button in (self.rename_button, self.delete_button):
            button.setEnabled(chosen)
        for action in self.list.actions():
            action.setEnabled(chosen)

    def _recolor(self, colors: Colors) -> None:
        word = "Stop" if self._hearing else "Listen"
        self.hear_button.setAccessibleName(word)
        self.hear_button.setToolTip("Stop listening" if self._hearing else "Listen to the chosen take")
        self.hear_button.setIcon(icon("stop" if self._hearing else "play", colors.text, colors.faint))
        self.rename_button.setIcon(icon("rename", colors.text, colors.faint))
        self.delete_button.setIcon(icon("delete", colors.text, colors.faint))

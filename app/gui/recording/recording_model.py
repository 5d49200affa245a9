"""The recordings as Qt's list views want them."""

from datetime import date
from enum import IntEnum
from pathlib import Path

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal

from app.gui.words import length
from app.media.recordings.recording_file import Recording

Index = QModelIndex | QPersistentModelIndex


class RecordingRole(IntEnum):
    """Roles of what the list draws besides the name."""

    DETAILS = Qt.ItemDataRole.UserRole
    IS_VOICE = Qt.ItemDataRole.UserRole + 1
    IS_HEARD = Qt.ItemDataRole.UserRole + 2


class RecordingModel(QAbstractListModel):
    """Recordings, which of them is the voice, and which is being played."""

    renamed = Signal(object, str)  # path, new name

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._recordings: list[Recording] = []
        self.voice: Path | None = None
        self._heard: Path | None = None

    def set_recordings(self, recordings: list[Recording]) -> None:
        """Show these recordings."""
        self.beginResetModel()
        self._recordings = list(recordings)
        self.endResetModel()

    def set_voice(self, path: Path | None) -> None:
        """Mark the recording in the file that drives the portrait; None marks none."""
        self.voice = path
        self._changed()

    def set_heard(self, path: Path | None) -> None:
        """Mark the recording that is being played; None marks none."""
        self._heard = path
        self._changed()

    def recording(self, index: Index) -> Recording | None:
        """The recording in this row; None if there is no such row."""
        return self._recordings[index.row()] if 0 <= index.row() < len(self._recordings) else None

    def index_of(self, path: Path) -> QModelIndex:
        """Where the recording of this file is; an invalid index if it is not."""
        rows = [row for row, recording in enumerate(self._recordings) if recording.path == path]
        return self.index(rows[0]) if rows else QModelIndex()

    def rowCount(self, parent: Index | None = None) -> int:
        """How many recordings."""
        return 0 if parent is not None and parent.isValid() else len(self._recordings)

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Qt's flags, and that names can be edited."""
        return super().flags(index) | Qt.ItemFlag.ItemIsEditable

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Name, details, what screen readers say, and the two marks; None for other roles."""
        recording = self.recording(index)
        if recording is None:
            return None
        details = f"{_day(recording)}, {recording.recorded_at:%H:%M}"
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.EditRole, Qt.ItemDataRole.ToolTipRole):
            return recording.name
        if role == Qt.ItemDataRole.AccessibleTextRole:
            voice = ", the voice" if recording.path == self.voice else ""
            return f"{recording.name}, {length(recording.duration_s)}, {details}{voice}"
        if role == RecordingRole.DETAILS:
            return f"{length(recording.duration_s)}  ·  {details}"
        if role == RecordingRole.IS_VOICE:
            return recording.path == self.voice
        return recording.path == self._heard if role == RecordingRole.IS_HEARD else None

    def setData(self, index: Index, value: object, role: int = Qt.ItemDataRole.EditRole) -> bool:
        """Send `renamed` with a name that was typed; returns False."""
        recording = self.recording(index)
        if recording and role == Qt.ItemDataRole.EditRole:
            self.renamed.emit(recording.path, str(value))
        return False  # the list is read anew when it has been renamed

    def _changed(self) -> None:
        if self._recordings:
            self.dataChanged.emit(self.index(0), self.index(len(self._recordings) - 1))


def _day(recording: Recording) -> str:
    """The day as people say it."""
    if recording.recorded_at.date() == date.today():
        return "Today"
    return f"{recording.recorded_at.day} {recording.recorded_at:%b %Y}"

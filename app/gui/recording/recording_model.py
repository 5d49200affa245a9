"""The takes as Qt's list views want them."""

from datetime import date
from enum import IntEnum
from pathlib import Path

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal

from app.gui.words import length
from app.media.recordings.recording_file import Take

Index = QModelIndex | QPersistentModelIndex


class TakeRole(IntEnum):
    """What the list draws, beside the name."""

    DETAILS = Qt.ItemDataRole.UserRole
    IS_VOICE = Qt.ItemDataRole.UserRole + 1
    IS_HEARD = Qt.ItemDataRole.UserRole + 2


class TakeModel(QAbstractListModel):
    """Takes, which of them is the voice, and which is being played."""

    renamed = Signal(object, str)  # path, new name

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._takes: list[Take] = []
        self.voice: Path | None = None
        self._heard: Path | None = None

    def set_takes(self, takes: list[Take]) -> None:
        """Show these."""
        self.beginResetModel()
        self._takes = list(takes)
        self.endResetModel()

    def set_voice(self, path: Path | None) -> None:
        """The file that drives the portrait."""
        self.voice = path
        self._changed()

    def set_heard(self, path: Path | None) -> None:
        """The file that is being played."""
        self._heard = path
        self._changed()

    def take(self, index: Index) -> Take | None:
        """The take in this row."""
        return self._takes[index.row()] if 0 <= index.row() < len(self._takes) else None

    def index_of(self, path: Path) -> QModelIndex:
        """Where the take of this file is; an invalid index if it is not."""
        rows = [row for row, take in enumerate(self._takes) if take.path == path]
        return self.index(rows[0]) if rows else QModelIndex()

    def rowCount(self, parent: Index | None = None) -> int:
        """How many takes."""
        return 0 if parent is not None and parent.isValid() else len(self._takes)

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Names can be edited."""
        return super().flags(index) | Qt.ItemFlag.ItemIsEditable

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Name, details, and what screen readers say."""
        take = self.take(index)
        if take is None:
            return None
        details = f"{_day(take)}, {take.recorded_at:%H:%M}"
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.EditRole, Qt.ItemDataRole.ToolTipRole):
            return take.name
        if role == Qt.ItemDataRole.AccessibleTextRole:
            voice = ", the voice" if take.path == self.voice else ""
            return f"{take.name}, {length(take.duration_s)}, {details}{voice}"
        if role == TakeRole.DETAILS:
            return f"{length(take.duration_s)}  ·  {details}"
        if role == TakeRole.IS_VOICE:
            return take.path == self.voice
        return take.path == self._heard if role == TakeRole.IS_HEARD else None

    def setData(self, index: Index, value: object, role: int = Qt.ItemDataRole.EditRole) -> bool:
        """Ask for a new name."""
        take = self.take(index)
        if take and role == Qt.ItemDataRole.EditRole:
            self.renamed.emit(take.path, str(value))
        return False  # the list is read anew when it has been renamed

    def _changed(self) -> None:
        if self._takes:
            self.dataChanged.emit(self.index(0), self.index(len(self._takes) - 1))


def _day(take: Take) -> str:
    """The day as people say it."""
    if take.recorded_at.date() == date.today():
        return "Today"
    return f"{take.recorded_at.day} {take.recorded_at:%b %Y}"

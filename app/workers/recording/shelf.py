"""The list of takes, in which every change can be undone."""

from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QUndoStack

from app.core.errors import CannotWrite
from app.media.recordings.library import TakeLibrary
from app.media.recordings.recording_file import Take, shortened
from app.workers.status import Message, Subject, Tone
from app.workers.undo import Change


class TakeShelf(QObject):
    """What has been recorded."""

    changed = Signal(object)  # list[Take], newest first
    told = Signal(object)  # Message

    def __init__(self, library: TakeLibrary, undo_stack: QUndoStack, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.library = library
        self.takes: list[Take] = []
        self._undo_stack = undo_stack

    def open(self) -> list[Take]:
        """Read the folder; returns takes that were being recorded when the program was ended by force, and says so."""
        recovered = self.library.recover()
        self.refresh()
        if recovered:
            text = "Rhapsode was ended in the middle of a recording. What had been recorded is kept: "
            names = ", ".join(f"{take.name}, {_spoken(take.duration_s)}" for take in recovered)
            self.told.emit(Message(Tone.SUCCESS, f"{text}{names}. Choose it in the list of takes to use it."))
        return recovered

    def refresh(self) -> None:
        """Read the folder anew."""
        self.takes = self.library.takes()
        self.changed.emit(self.takes)

    def find(self, path: Path) -> Take | None:
        """The take in this file."""
        return next((take for take in self.takes if take.path == path), None)

    def rename(self, path: Path, name: str) -> None:
        """Call a take something else. An empty name changes nothing."""
        take, name = self.find(path), shortened(" ".join(name.split()))
        if take and name and name != take.name:
            self._undo_stack.push(Change("Rename take", partial(self._set_name, path), take.name, name))
        else:
            self.changed.emit(self.takes)

    def delete(self, path: Path) -> None:
        """Take it off the list."""
        take = self.find(path)
        if take:
            self._undo_stack.push(Change("Delete take", partial(self._set_deleted, path), False, True))
            text = f"{take.name} was deleted. Press Ctrl+Z to bring it back."
            self.told.emit(Message(Tone.INFO, text, about=Subject.STEP))

    def close(self) -> None:
        """Nothing can be undone any more: remove what was deleted."""
        self.library.forget_deleted()

    def _set_name(self, path: Path, name: str) -> None:
        try:
            self.library.rename(path, name)
        except CannotWrite as error:
            self.told.emit(Message(Tone.ERROR, str(error)))
        self.refresh()

    def _set_deleted(self, path: Path, deleted: bool) -> None:
        try:
            if deleted:
                self.library.delete(path)
            else:
                self.library.restore(path)
        except CannotWrite as error:
            self.told.emit(Message(Tone.ERROR, str(error)))
        self.refresh()


def _spoken(seconds: float) -> str:
    return f"{seconds:.1f} seconds" if seconds < 60 else f"{round(seconds / 60)} minutes"

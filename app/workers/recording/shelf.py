"""The list of recordings, in which every change can be undone."""

from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QUndoStack

from app.core.errors import CannotWrite
from app.core.moved_file import where_now
from app.media.recordings.library import RecordingLibrary
from app.media.recordings.recording_file import Recording, shortened
from app.workers.status import Message, Subject, Tone
from app.workers.undo import Change


class RecordingShelf(QObject):
    """The user's recordings as a list; renaming and deleting are steps on the undo stack."""

    changed = Signal(object)  # list[Recording], newest first
    told = Signal(object)  # Message

    def __init__(self, library: RecordingLibrary, undo_stack: QUndoStack, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.library = library
        self.recordings: list[Recording] = []
        self._undo_stack = undo_stack

    def open(self) -> list[Recording]:
        """Read the folder; finish, tell of and return recordings that were cut short when the program was killed."""
        recovered = self.library.recover()
        self.refresh()
        if recovered:
            text = "Rhapsode was ended in the middle of a recording. What had been recorded is kept: "
            names = ", ".join(f"{recording.name}, {_spoken(recording.duration_s)}" for recording in recovered)
            self.told.emit(Message(Tone.SUCCESS, f"{text}{names}. Choose it in the list of takes to use it."))
        return recovered

    def refresh(self) -> None:
        """Read the folder again, and emit `changed`."""
        self.recordings = self.library.recordings()
        self.changed.emit(self.recordings)

    def find(self, path: Path) -> Recording | None:
        """The recording in this file, or None; a path that it had before it was renamed will do."""
        path = where_now(path)
        return next((recording for recording in self.recordings if recording.path == path), None)

    def rename(self, path: Path, name: str) -> None:
        """Rename a recording and its file. An empty name changes nothing."""
        recording, name = self.find(path), shortened(" ".join(name.split()))
        if recording and name and name != recording.name:
            self._undo_stack.push(Change("Rename take", partial(self._set_name, path), recording.name, name))
        else:
            self.changed.emit(self.recordings)

    def delete(self, path: Path) -> None:
        """Take a recording off the list; its file stays until `close`."""
        recording = self.find(path)
        if recording:
            self._undo_stack.push(Change("Delete take", partial(self._set_deleted, path), False, True))
            text = f"{recording.name} was deleted. Press Ctrl+Z to bring it back."
            self.told.emit(Message(Tone.INFO, text, about=Subject.STEP))

    def close(self) -> None:
        """Remove the files of deleted recordings, for now nothing can be undone any more."""
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

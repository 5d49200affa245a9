"""The user's presets on disk, and those that come with the program."""

import logging
import os
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QUndoStack

from app.core.errors import CannotWrite
from app.core.paths import resource
from app.core.presets import Preset, parse_presets, presets_text
from app.core.text_file import read_text
from app.core.whole_file import write_whole
from app.workers.undo import Change

log = logging.getLogger(__name__)


class PresetShelf(QObject):
    """Presets to choose from. Changing the user's own is a step on the undo stack, written to disk at once.

    shipped: those of the program. own: the user's, in the order in which they were saved.
    """

    changed = Signal()
    failed = Signal(str)  # a sentence

    def __init__(self, undo_stack: QUndoStack, file: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._undo_stack = undo_stack
        self._file = file
        self.shipped = parse_presets(resource("presets.toml").read_text(encoding="utf-8"))
        self.own = self._read()

    def save(self, preset: Preset) -> None:
        """Add a preset to the user's own; one of the same name is replaced."""
        others = [other for other in self.own if other.name != preset.name]
        self._change("Save preset", (*others, preset))

    def rename(self, name: str, new_name: str) -> None:
        """Rename one of the user's own; another that has the new name is replaced."""
        kept = [preset for preset in self.own if preset.name != new_name or preset.name == name]
        renamed = (replace(preset, name=new_name) if preset.name == name else preset for preset in kept)
        self._change("Rename preset", tuple(renamed))

    def delete(self, name: str) -> None:
        """Remove one of the user's own."""
        self._change("Delete preset", tuple(preset for preset in self.own if preset.name != name))

    def _change(self, text: str, presets: tuple[Preset, ...]) -> None:
        if presets != self.own:
            self._undo_stack.push(Change(text, self._put, self.own, presets))

    def _put(self, presets: tuple[Preset, ...]) -> None:
        self.own = presets
        try:
            self._write(presets)
        except CannotWrite as error:
            self.failed.emit(str(error))
        self.changed.emit()

    def _read(self) -> tuple[Preset, ...]:
        try:
            return parse_presets(read_text(self._file))
        except FileNotFoundError:
            return ()
        except (OSError, ValueError) as error:  # a broken file is kept beside the next one, for a person to mend
            log.warning("presets could not be read: %s", error)
            with suppress(OSError):
                os.replace(self._file, self._file.with_suffix(".broken"))
            return ()

    def _write(self, presets: tuple[Preset, ...]) -> None:
        """Replace the user's file, whole or not at all. Raises CannotWrite."""
        try:
            self._file.parent.mkdir(parents=True, exist_ok=True)
            write_whole(self._file, presets_text(presets).encode(), force=True)
        except (OSError, CannotWrite) as error:
            why = getattr(error.__cause__ or error, "strerror", error)  # the system's own word
            raise CannotWrite(
                f"The presets could not be saved in {self._file.parent} ({why}). They last until you close the window."
            ) from error

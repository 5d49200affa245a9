"""The user's recordings: one folder of files, without an index that could get lost or disagree with them."""

import os
import re
from contextlib import suppress
from pathlib import Path
from time import time

import numpy as np
from numpy.typing import NDArray

from app.core.errors import CannotWrite
from app.core.moved_file import forget_notes, leave_note, where_now
from app.core.whole_file import move_to_free_name
from app.media.recordings.file_name import place_for
from app.media.recordings.recording_file import (
    HEADER_BYTES,
    SAMPLE_BYTES,
    Recording,
    RecordingHeader,
    read_recording,
    rename_recording,
)
from app.media.recordings.writer import PART, RecordingWriter, claim, seal, sentence_of

# A deleted recording keeps its file, which may be the voice just now, and gets a mark beside it until nobody can undo
# that.
_DELETED = ".deleted"
_FORGOTTEN_AFTER_S = 24 * 3600.0  # marks left by a program that was killed; a younger one may belong to another window
_NUMBERED = re.compile(r"Take (\d+)\b")


class RecordingLibrary:
    """The recordings in one folder, which is made when the first recording begins."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._deleted: set[Path] = set()  # by this program, while it runs

    def recordings(self) -> list[Recording]:
        """All that are not deleted, newest first."""
        found = []
        for path in self.folder.glob("*.wav"):
            try:
                recording = None if _mark_of(path).exists() else read_recording(path)
            except OSError:
                continue  # unreadable: another user's, or on a drive that has gone
            if recording:
                found.append(recording)
        return sorted(found, key=lambda recording: (recording.recorded_at, _number(recording.path.name)), reverse=True)

    def begin(self, sample_rate_hz: int) -> RecordingWriter:
        """Start a new recording, called Take 1, Take 2 and so on. Raises CannotWrite."""
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            names = [path.name.lstrip(".") for path in self.folder.iterdir()]  # notes are hidden: what moved may return
            names += [recording.name for recording in self.recordings()]
        except OSError as error:
            raise CannotWrite(sentence_of(error, self.folder)) from error
        number = 1 + max(map(_number, names), default=0)
        while True:
            try:
                return RecordingWriter(self.folder / f"Take {number}.wav", f"Take {number}", sample_rate_hz)
            except FileExistsError:  # another window has just begun that one
                number += 1

    def keep(self, samples: NDArray[np.float32], sample_rate_hz: int) -> Recording:
        """Make a recording of (n,) float32 sound that is in memory. Raises CannotWrite, and then keeps nothing."""
        writer = self.begin(sample_rate_hz)
        try:
            writer.write(samples)
        except CannotWrite:
            writer.discard()
            raise
        recording = writer.finish()
        if recording is None:
            raise CannotWrite("Nothing was heard, so there is nothing to keep.")
        return recording

    def rename(self, path: Path, name: str) -> None:
        """Call a recording something else, and its file, too. Raises CannotWrite.

        Whoever still knows the old path finds the file by `where_now`.
        """
        path = where_now(path)
        try:
            rename_recording(path, name)
        except OSError as error:
            raise CannotWrite(sentence_of(error, self.folder)) from error
        with suppress(OSError):  # Windows moves no file that somebody reads: it keeps its name
            _move(path, place_for(path, name))

    def delete(self, path: Path) -> None:
        """Mark a recording as deleted; its file stays, for `restore`, until `forget_deleted`. Raises CannotWrite."""
        path = where_now(path)
        try:
            _mark_of(path).touch()
        except OSError as error:
            raise CannotWrite(sentence_of(error, self.folder)) from error
        self._deleted.add(path)

    def restore(self, path: Path) -> None:
        """Remove the mark of a deleted recording."""
        path = where_now(path)
        _mark_of(path).unlink(missing_ok=True)
        self._deleted.discard(path)

    def forget_deleted(self) -> None:
        """Remove the files that this program marked as deleted, and those marked for longer than _FORGOTTEN_AFTER_S."""
        for mark in self.folder.glob(f"*.wav{_DELETED}"):
            path = mark.with_suffix("")
            try:
                if path in self._deleted or time() - mark.stat().st_mtime > _FORGOTTEN_AFTER_S:
                    path.unlink(missing_ok=True)
                    mark.unlink()
            except OSError:
                continue  # in use by another program; the next time will do
        self._deleted.clear()
        forget_notes(self.folder)

    def recover(self) -> list[Recording]:
        """Finish and return recordings that the program's end cut short, but none that another window is writing."""
        found = (_recovered(part) for part in sorted(self.folder.glob(f"*.wav{PART}")))
        return [recording for recording in found if recording]


def _number(name: str) -> int:
    """The number in a name like Take 7; 0 for any other name."""
    match = _NUMBERED.match(name)
    return int(match[1]) if match else 0


def _move(path: Path, place: Path) -> None:
    """Raises OSError, also when something has appeared at the place meanwhile."""
    if place == path:
        return
    if place.exists():
        os.rename(path, place)  # the file itself, spelled otherwise
    else:
        move_to_free_name(path, place)
        path.unlink(missing_ok=True)
    leave_note(path, place)


def _mark_of(path: Path) -> Path:
    return path.with_name(path.name + _DELETED)


def _recovered(part: Path) -> Recording | None:
    path = part.with_suffix("")
    try:
        with part.open("r+b") as file:
            claim(file)
            header = RecordingHeader.unpacked(file.read(HEADER_BYTES))
            frames = (part.stat().st_size - HEADER_BYTES) // SAMPLE_BYTES
            if header is None or frames <= 0:
                file.close()
                part.unlink()  # the program ended before the first sound
                return None
            name = f"{header.name} (recovered)"
            seal(file, RecordingHeader(name, header.recorded_at, header.sample_rate_hz, frames))
        os.replace(part, path)
    except OSError:
        return None  # another window is recording it, or the disk refuses: it stays for the next start
    return Recording(path, name, frames / header.sample_rate_hz, header.recorded_at)

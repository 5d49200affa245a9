"""Writes a recording while it is spoken, so that it is on the disk whatever happens to the program."""

import errno
import os
import sys
from datetime import datetime
from io import FileIO
from pathlib import Path
from time import monotonic
from typing import BinaryIO

import numpy as np
from numpy.typing import NDArray

from app.core.errors import CannotWrite
from app.media.recordings.recording_file import (
    HEADER_BYTES,
    MOST_BYTES,
    SAMPLE_BYTES,
    Recording,
    RecordingHeader,
    encoded,
    write_header,
)

PART = ".part"  # behind the name of a file that is still being written
SYNC_EVERY_S = 5.0  # what a power cut may cost; a kill of the program costs nothing that was written


class RecordingWriter:
    """One recording that grows in `<path>.part` and becomes `path` when it is finished.

    A failed write leaves what was written before it; `finish` keeps that.
    """

    def __init__(self, path: Path, name: str, sample_rate_hz: int) -> None:
        """Create the file. Raises FileExistsError when another writer uses this path, and CannotWrite."""
        self._path = path
        self._part = part_of(path)
        self._name = name
        self._rate_hz = sample_rate_hz
        self._begun = datetime.now().replace(microsecond=0)
        self._frames = 0
        self._synced_s = monotonic()
        try:
            self._file = FileIO(self._part, "xb")
        except FileExistsError:
            raise
        except OSError as error:
            raise CannotWrite(sentence_of(error, path.parent)) from error
        try:
            claim(self._file)
            self._put(self._header(None).packed())
        except OSError as error:
            self.discard()
            raise CannotWrite(sentence_of(error, path.parent)) from error

    @property
    def duration_s(self) -> float:
        """Length of the sound written so far."""
        return self._frames / self._rate_hz

    def write(self, samples: NDArray[np.float32]) -> None:
        """Append (n,) float32 samples in [-1, 1]. Raises CannotWrite."""
        data = encoded(samples)
        if self._frames * SAMPLE_BYTES + len(data) > MOST_BYTES:
            raise CannotWrite("The recording has become as long as a sound file can be, so it was stopped.")
        try:
            self._put(data)
            if monotonic() - self._synced_s > SYNC_EVERY_S:
                os.fsync(self._file.fileno())
                self._synced_s = monotonic()
        except OSError as error:
            raise CannotWrite(sentence_of(error, self._path.parent)) from error
        self._frames += len(samples)

    def finish(self) -> Recording | None:
        """Complete the header and put the file at its path; None, and no file, without sound. Raises CannotWrite."""
        if not self._frames:
            self.discard()
            return None
        try:
            seal(self._file, self._header(self._frames))
            self._file.close()
            os.replace(self._part, self._path)
        except OSError as error:
            raise CannotWrite(sentence_of(error, self._path.parent)) from error
        return Recording(self._path, self._name, self.duration_s, self._begun)

    def discard(self) -> None:
        """Remove the unfinished file."""
        self._file.close()
        self._part.unlink(missing_ok=True)

    def _header(self, frames: int | None) -> RecordingHeader:
        return RecordingHeader(self._name, self._begun, self._rate_hz, frames)

    def _put(self, data: bytes) -> None:
        """Write all bytes; a nearly full disk takes only some of them at once. Raises OSError."""
        rest = memoryview(data)
        while rest:
            rest = rest[self._file.write(rest) or 0 :]


def part_of(path: Path) -> Path:
    """Path of the unfinished file of a recording that will be at `path`."""
    return path.with_name(path.name + PART)


def seal(file: BinaryIO | FileIO, header: RecordingHeader) -> None:
    """Cut off a half-written end, write the length into the header, and flush to the disk. Raises OSError."""
    frames = header.frames or 0
    size = HEADER_BYTES + frames * SAMPLE_BYTES
    file.truncate(size)
    write_header(file, header)
    if size % 2:  # chunks of an odd length are followed by one byte, which a full disk may not have
        file.seek(size)
        try:
            file.write(b"\0")
        except OSError:
            pass
    os.fsync(file.fileno())


def claim(file: BinaryIO | FileIO) -> None:
    """Mark an open file as being written. Raises BlockingIOError if another open file of the same name is marked.

    On Windows an open file cannot be renamed, which does the same.
    """
    if sys.platform != "win32":
        import fcntl

        fcntl.flock(file.fileno(), fcntl.LOCK_EX | fcntl.LOCK_NB)


def sentence_of(error: OSError, folder: Path) -> str:
    """The sentence for an OSError that kept a recording from being written."""
    if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
        return "There is no room left on the disk for the recording. Delete something, and record again."
    return f"The recording cannot be written to {folder} ({error.strerror}). Check that the folder may be written to."

"""Where a file grows before it is put in its place: a folder of its own, which tells whether its writer still lives."""

import os
import re
import secrets
from contextlib import suppress
from pathlib import Path

from app.core.file_lock import try_lock

_NAME = re.compile(r"\.rhapsode-[0-9a-f]{8}\.part")
_LOCK = ".rhapsode.lock"


class PartFolder:
    """A new hidden folder beside the target, and in it an empty file with the target's own name.

    So no other run shares the file, and a name that the disk refuses is noticed at once. A second file is kept locked:
    the system lets go of it when the program ends, however it ends, which is how `remove_abandoned` knows. It is not
    the file that is written, for a network share may keep everybody out of a locked file, its owner included.
    """

    def __init__(self, parent: Path, name: str) -> None:
        """Raises OSError."""
        self._lock: int | None = None
        while True:
            self._path = parent / f".rhapsode-{secrets.token_hex(4)}.part"
            try:
                self._path.mkdir()
            except FileExistsError:
                continue
            try:
                if self._claim():
                    break
            except BaseException:
                self.remove()
                raise
        self.file = self._path / name
        try:
            self.file.open("xb").close()
        except BaseException:
            self.remove()
            raise

    def remove(self) -> None:
        """Remove the folder with what is in it; harmless when it has gone."""
        lock, self._lock = self._lock, None
        _remove(self._path, lock)

    def _claim(self) -> bool:
        """False if somebody has just taken the new folder for an abandoned one, and removed it."""
        try:
            self._lock = os.open(self._path / _LOCK, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o666)
            locked = try_lock(self._lock)
        except FileNotFoundError:
            return False
        except OSError:  # a disk without locks: nobody can tell later whether this writer lives, so nobody removes it
            if self._lock is None:
                raise
            os.close(self._lock)
            self._lock = None
            (self._path / _LOCK).unlink()
            return True
        if locked and os.path.exists(self._path / _LOCK):
            return True
        self.remove()
        return False


def remove_abandoned(parent: Path) -> None:
    """Remove what killed writers left in a folder; what somebody still writes, and everything else, stays."""
    try:
        with os.scandir(parent) as entries:
            found = [Path(entry) for entry in entries if _NAME.fullmatch(entry.name)]
    except OSError:
        return
    for path in found:
        if not path.is_symlink():
            _remove_if_abandoned(path)


def _remove_if_abandoned(path: Path) -> None:
    try:
        lock = os.open(path / _LOCK, os.O_RDWR)
    except FileNotFoundError:
        with suppress(OSError):
            path.rmdir()  # killed right at the beginning or the end; with something in it, it is not for us to judge
        return
    except OSError:
        return  # another user's
    try:
        abandoned = try_lock(lock)
    except OSError:
        abandoned = False
    if abandoned:
        _remove(path, lock)
    else:
        os.close(lock)


def _remove(path: Path, lock: int | None) -> None:
    """The lock goes last, and while it is held where the system allows that, so that a kill midway is noticed, too.

    What cannot be removed stays for the next writer: the folder vanished, or a virus scanner holds the file.
    """
    emptied = True
    try:
        with os.scandir(path) as entries:
            files = [entry.path for entry in entries if entry.name != _LOCK]
    except OSError:
        files = []
    for file in files:
        try:
            os.unlink(file)
        except OSError:
            emptied = False
    if emptied:
        with suppress(OSError):
            os.unlink(path / _LOCK)
    if lock is not None:
        os.close(lock)
    if emptied:
        with suppress(OSError):
            os.unlink(path / _LOCK)  # Windows removes no open file
        with suppress(OSError):
            path.rmdir()

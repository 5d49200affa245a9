"""Files that appear whole or not at all."""

import errno
import os
import stat
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Self

from app.core.errors import CannotWrite
from app.core.part_folder import PartFolder, remove_abandoned

_FULL = (errno.ENOSPC, errno.EDQUOT)


class WholeFile:
    """A file written in a folder of its own beside its place, and put there when it is complete.

    Making one checks everything that can be known before any work is done, and removes what killed runs left in the
    folder; leaving the with-block without `commit` removes the part. Of several runs that make one file, the first to
    finish wins, and the others hear of it; with `force` each replaces the last. Of a link, the target is written.
    """

    def __init__(self, path: Path, force: bool) -> None:
        self.path = path
        self._force = force
        self._target = Path(os.path.realpath(path)) if os.path.islink(path) else path
        self._check()
        remove_abandoned(self._target.parent)
        try:
            self._folder = PartFolder(self._target.parent, self._target.name)
        except OSError as error:
            raise self.failure(error) from error
        self.part = self._folder.file

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.discard()

    def commit(self) -> None:
        """Put the finished part in its place. Raises CannotWrite, also when the name has been taken meanwhile."""
        try:
            _to_disk(self.part)
            if self._force:
                os.replace(self.part, self._target)
            else:
                move_to_free_name(self.part, self._target)
        except FileExistsError as error:
            raise CannotWrite(
                f"Another {self.path.name} has appeared meanwhile and was kept, so this one was given up. "
                "Choose another name, or allow it to be replaced (--force)."
            ) from error
        except OSError as error:
            raise self.failure(error) from error
        self.discard()

    def discard(self) -> None:
        """Remove the part; does nothing after `commit`."""
        self._folder.remove()

    def _check(self) -> None:
        """Whether the target may become a file."""
        try:
            mode = os.stat(self._target).st_mode
        except (FileNotFoundError, NotADirectoryError):
            if not os.path.isdir(self._target.parent):
                raise CannotWrite(
                    f"The folder {self._target.parent} does not exist. Create it or choose another one."
                ) from None
            return
        except OSError as error:
            raise self.failure(error) from error
        name = self.path.name
        if stat.S_ISDIR(mode):
            raise CannotWrite(f"{self.path.resolve().name} is a folder. Give the output a file name.")
        if not stat.S_ISREG(mode):
            raise CannotWrite(f"{name} is a device or a pipe. Give the output the name of an ordinary file.")
        if not self._force:
            raise CannotWrite(f"{name} exists already. Choose another name, or allow it to be replaced (--force).")

    def failure(self, error: OSError) -> CannotWrite:
        """The error, with a sentence for the user, for an OSError while writing."""
        name, folder = self.path.name, self._target.absolute().parent
        if error.errno in _FULL:
            return CannotWrite(
                f"{name} could not be finished: the disk is full. Free some space or choose another disk."
            )
        if error.errno == errno.EFBIG:
            return CannotWrite(f"{name} could not be finished: it grew larger than this disk or account allows.")
        if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
            return CannotWrite(f"{name} cannot be written: {folder} does not allow it. Choose another folder.")
        if error.errno == errno.ENAMETOOLONG:
            return CannotWrite("The output cannot be written: its name is too long. Choose a shorter one.")
        return CannotWrite(f"{name} could not be written to {folder} ({error.strerror or error}).")


@contextmanager
def written_whole(path: Path, force: bool) -> Iterator[Path]:
    """Gives the path of the part, to be written in the with-block; an end without an error puts it in its place.

    Raises CannotWrite, also for an OSError in the block.
    """
    with WholeFile(path, force) as target:
        try:
            yield target.part
        except OSError as error:
            raise target.failure(error) from error
        target.commit()


def write_whole(path: Path, data: bytes, force: bool) -> None:
    """Write these bytes to a file, whole or not at all. Raises CannotWrite."""
    with written_whole(path, force) as part:
        part.write_bytes(data)


def _to_disk(part: Path) -> None:
    """Wait for the disk: it may only now tell that it is full, and after a power cut the file shall still be whole."""
    with part.open("r+b") as file:
        os.fsync(file.fileno())


def move_to_free_name(part: Path, target: Path) -> None:
    """Put a file at a place; it may stay where it was, too.

    Raises FileExistsError, and leaves alone what is there, however late it appeared.
    """
    if sys.platform == "win32":
        os.rename(part, target)  # which replaces nothing there
        return
    try:
        os.link(part, target)
    except FileExistsError:
        raise
    except OSError:  # a disk without hard links (FAT, some network shares): take the name first, then replace
        taken = None
        try:
            taken = os.open(target, os.O_CREAT | os.O_EXCL | os.O_WRONLY)
            os.close(taken)
            os.replace(part, target)
        except BaseException:
            if taken is not None and part.exists():
                os.unlink(target)
            raise

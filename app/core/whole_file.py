"""Files that appear whole or not at all."""

import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Self

from app.core.errors import CannotWrite

_FULL = (errno.ENOSPC, errno.EDQUOT)


class WholeFile:
    """A file written under `name.part` and renamed when it is complete.

    Making one checks everything that can be known before any work is done; leaving the with-block without `commit`
    removes the part.
    """

    def __init__(self, path: Path, force: bool) -> None:
        self.path = path
        self.part = path.with_name(path.name + ".part")
        if os.path.isdir(path):  # not Path.is_dir, which raises where a folder on the way is closed to us
            raise CannotWrite(f"{path.resolve().name} is a folder. Give the output a file name.")
        if os.path.exists(path) and not force:
            raise CannotWrite(f"{path.name} exists already. Choose another name, or allow it to be replaced (--force).")
        if not os.path.isdir(path.parent):
            raise CannotWrite(f"The folder {path.parent} does not exist. Create it or choose another one.")
        try:
            self.part.open("wb").close()
        except OSError as error:
            raise self.failure(error) from error

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.discard()

    def commit(self) -> None:
        """Put the finished part in its place."""
        try:
            os.replace(self.part, self.path)
        except OSError as error:
            raise self.failure(error) from error

    def discard(self) -> None:
        """Remove the part; does nothing after `commit`."""
        try:
            self.part.unlink(missing_ok=True)
        except OSError:
            return  # the folder vanished with it, or a virus scanner holds it: the first failure is the one to tell

    def failure(self, error: OSError) -> CannotWrite:
        """The error, with a sentence for the user, for an OSError while writing."""
        name, folder = self.path.name, self.path.absolute().parent
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

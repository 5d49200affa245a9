"""Who has a project open: one window at a time, of all programs of this user."""

import hashlib
import os
from pathlib import Path
from typing import BinaryIO

from app.core.file_lock import try_lock


class ProjectLock:
    """Holds a project file for this window until it is released, or until the program ends, however it does.

    The lock lies on a file of its own: the project itself is replaced at each saving.
    """

    def __init__(self, folder: Path) -> None:
        """folder: of the locks; made at the first one."""
        self._folder = folder
        self._held: tuple[Path, BinaryIO] | None = None

    def take(self, project: Path) -> bool:
        """Hold this project in place of the former one; False, and the former is kept, if another window holds it.

        Where locks cannot be made, as on some network drives, nobody is refused.
        """
        path = project.resolve()
        if self._held is not None and self._held[0] == path:
            return True
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            file = (self._folder / f"{hashlib.sha256(os.fsencode(path)).hexdigest()}.lock").open("ab")
        except OSError:
            return True
        if not _claimed(file):
            file.close()
            return False
        self.release()
        self._held = path, file
        return True

    def release(self) -> None:
        """Let go of the project that is held."""
        held, self._held = self._held, None
        if held is not None:
            held[1].close()


def _claimed(file: BinaryIO) -> bool:
    try:
        return try_lock(file.fileno())
    except OSError:
        return True  # locks are unknown here

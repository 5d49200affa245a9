"""What a project file is: a zip with `project.json`, and the pictures and sounds themselves where they were collected.

A file that was not collected is found again by its path from the project's folder, by its path on the machine that
saved it, or beside the project; its SHA-256 tells whether it is still the same.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

from app.core.project import Project

FORMAT = 1
DOCUMENT = "project.json"


@dataclass(frozen=True, slots=True)
class SavedProject:
    """A project as a file holds it.

    document: all that the file says, also what this version does not know; it survives being saved again.
    warnings: sentences about pictures and sounds that are not what they were.
    """

    project: Project
    document: Mapping[str, Any] = field(default_factory=dict)
    warnings: tuple[str, ...] = ()


def digest_of(path: Path) -> str:
    """SHA-256 of a file, in hexadecimal; worked out once while the file stays as it is. Raises OSError."""
    state = path.stat()
    return _digest(path, state.st_size, state.st_mtime_ns)


@lru_cache(maxsize=256)
def _digest(path: Path, _size: int, _changed_ns: int) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()

"""The text with which somebody reports a problem: what runs here, and the end of the log."""

import os
import platform
import sys
from pathlib import Path

from app import __version__
from app.core.logs import log_path

_LOG_LINES = 60
_MOST_LOG_BYTES = 64 << 10


def fault_report(*more: str) -> str:
    """Version, system, these further lines, and the last lines of the log; the home folder is a ~ in it."""
    frozen = "program" if getattr(sys, "frozen", False) else "source tree"
    head = (
        f"Rhapsode {__version__} ({frozen}), Python {platform.python_version()}",
        f"System: {platform.platform()}, {os.cpu_count()} processor cores",
        *more,
    )
    return without_home("\n".join((*head, "", "The last lines of the log:", _end_of_log(), "")))


def without_home(text: str, home: Path | None = None) -> str:
    """The text with ~ for the home folder, which has the user's name in it."""
    home = home or Path.home()
    if home.parent == home or home == Path(os.devnull):
        return text
    for spelled in (str(home), str(home).replace("\\", "\\\\"), home.as_posix()):
        text = text.replace(spelled, "~")
    return text


def _end_of_log() -> str:
    try:
        with log_path().open("rb") as file:
            file.seek(max(0, file.seek(0, os.SEEK_END) - _MOST_LOG_BYTES))
            lines = file.read().decode(errors="replace").splitlines()
    except OSError:
        return "There is none: nothing has gone wrong yet."
    return "\n".join(lines[-_LOG_LINES:])

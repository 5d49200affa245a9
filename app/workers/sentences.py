"""The one place that turns an error into text for the window."""

import logging
import os
from pathlib import Path

from app.core.errors import RhapsodeError

log = logging.getLogger(__name__)


def sentence_for(error: Exception) -> str:
    """The sentence that tells the user of an error; anything but a RhapsodeError is logged with its stack trace."""
    if isinstance(error, RhapsodeError):
        log.info("%s: %s", type(error).__name__, error)
        return str(error)
    log.error("unexpected error", exc_info=error)
    if isinstance(error, MemoryError):
        return "There is not enough memory for this. Try a smaller picture size, or close other programs."
    where = _log_path()
    details = f"The details are in {where}." if where else "The details were written to the terminal."
    return f"Something went wrong inside Rhapsode, and this step was given up. {details}"


def _log_path() -> Path | None:
    """The file that the root logger writes to, if it writes to one."""
    for handler in logging.getLogger().handlers:
        if isinstance(handler, logging.FileHandler) and handler.baseFilename != os.devnull:
            return Path(handler.baseFilename)
    return None

"""The log file: where the traces go that users are not shown."""

import logging
from logging.handlers import RotatingFileHandler
from pathlib import Path

from platformdirs import user_log_path

LOG_BYTES = 1_000_000


def log_path() -> Path:
    """The log's place on this system."""
    return Path(user_log_path("rhapsode", appauthor=False)) / "rhapsode.log"


def start_logging() -> None:
    """Write warnings and the program's own messages to the log file; without one if the place cannot be written."""
    root = logging.getLogger()
    root.setLevel(logging.WARNING)
    logging.getLogger("app").setLevel(logging.INFO)
    path = log_path()
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handler = RotatingFileHandler(path, maxBytes=LOG_BYTES, backupCount=1, encoding="utf-8", delay=True)
    except OSError:
        root.addHandler(logging.NullHandler())
        return
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    root.addHandler(handler)

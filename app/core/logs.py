"""The log file: where the traces go that users are not shown."""

import logging
from contextlib import suppress
from io import TextIOWrapper
from logging.handlers import RotatingFileHandler
from pathlib import Path

from platformdirs import user_log_path

LOG_BYTES = 1_000_000


def log_path() -> Path:
    """The log's place on this system."""
    return Path(user_log_path("rhapsode", appauthor=False)) / "rhapsode.log"


def start_logging() -> None:
    """Write warnings and the program's own messages to the log file, whenever it can be written."""
    root = logging.getLogger()
    root.setLevel(logging.WARNING)
    logging.getLogger("app").setLevel(logging.INFO)
    # What a file's name holds that is no text must not cost the line.
    handler = _LogFile(
        log_path(), maxBytes=LOG_BYTES, backupCount=1, encoding="utf-8", errors="backslashreplace", delay=True
    )
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    root.addHandler(handler)


def where_the_details_are() -> str:
    """The sentence that ends the one about an unexpected error which was just logged."""
    handler = next((handler for handler in logging.getLogger().handlers if isinstance(handler, _LogFile)), None)
    if handler is None or handler.lost:
        return f"There are no details, for the log cannot be written: {log_path()}."
    return f"The details are in {handler.baseFilename}."


class _LogFile(RotatingFileHandler):
    """A log that nobody misses where it cannot be written: a closed folder, a full disk, something in its place.

    lost: whether the last line was not written.
    """

    lost = False

    def emit(self, record: logging.LogRecord) -> None:
        self.lost = False
        super().emit(record)

    def handleError(self, record: logging.LogRecord) -> None:
        self.lost = True  # the library's own way is to print the trace that users shall not see
        with suppress(OSError):  # the rest of the line, which would be in the way of the next one
            self.close()

    def _open(self) -> TextIOWrapper:
        Path(self.baseFilename).parent.mkdir(parents=True, exist_ok=True)
        return super()._open()

"""The one place that turns an error into text for the window."""

import logging

from app.core.errors import RhapsodeError
from app.core.logs import where_the_details_are
from app.core.memory import TOO_LITTLE_MEMORY, is_out_of_memory

log = logging.getLogger(__name__)


def sentence_for(error: Exception) -> str:
    """The sentence that tells the user of an error; anything but a RhapsodeError is logged with its stack trace."""
    if is_out_of_memory(error):
        log.error("too little memory", exc_info=error)
        return TOO_LITTLE_MEMORY
    if isinstance(error, RhapsodeError):
        log.info("%s: %s", type(error).__name__, error)
        return str(error)
    log.error("unexpected error", exc_info=error)
    return f"Something went wrong inside Rhapsode, and this step was given up. {where_the_details_are()}"

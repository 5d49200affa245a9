"""What a session tells the window."""

from dataclasses import dataclass
from enum import Enum
from pathlib import Path


class Activity(Enum):
    """What the session is doing for the user."""

    IDLE = "idle"
    PLAYING = "playing"
    EXPORTING = "exporting"
    LIVE = "live"


class Tone(Enum):
    """How a message is meant."""

    INFO = "info"
    SUCCESS = "success"
    WARNING = "warning"
    ERROR = "error"


@dataclass(frozen=True, slots=True)
class Message:
    """A sentence for the user.

    file: a finished file that the sentence speaks of.
    """

    tone: Tone
    text: str
    file: Path | None = None

"""What a session tells the window."""

from dataclasses import dataclass
from enum import Enum
from pathlib import Path


class Activity(Enum):
    """What is on the screen. A video may be written meanwhile."""

    IDLE = "idle"
    PLAYING = "playing"
    LIVE = "live"


class Tone(Enum):
    """How a message is meant."""

    INFO = "info"
    SUCCESS = "success"
    WARNING = "warning"
    ERROR = "error"


class Subject(Enum):
    """What a message speaks of. When that becomes another, the message has nothing to say any more."""

    PORTRAIT = "the portrait as it is"
    VOICE = "the voice as it is"
    FILE = "a file that was of no use; until another is opened"
    STEP = "the last change; until another is made or taken back"


@dataclass(frozen=True, slots=True)
class Message:
    """A sentence for the user.

    file: a finished file that the sentence speaks of.
    about: what it speaks of, if that can pass.
    """

    tone: Tone
    text: str
    file: Path | None = None
    about: Subject | None = None

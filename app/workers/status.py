"""What a session tells the window: its activity, and messages for the user."""

from dataclasses import dataclass
from enum import Enum
from pathlib import Path


class Activity(Enum):
    """What the screen shows: a still picture, a take being played, or a live performance. Exports do not count."""

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
    """What a message is about. When that changes, the message is out of date and is taken off the screen."""

    PORTRAIT = "the portrait as it is"
    VOICE = "the voice as it is"
    FILE = "a file that was of no use; until another is opened"
    MICROPHONE = "a microphone or camera that could not be used; until another is chosen, or something else opened"
    STEP = "the last change; until another is made or taken back"


@dataclass(frozen=True, slots=True)
class Message:
    """A sentence for the user.

    file: a finished file that the sentence speaks of.
    about: what makes it out of date when it changes; None for a message that stays true.
    """

    tone: Tone
    text: str
    file: Path | None = None
    about: Subject | None = None

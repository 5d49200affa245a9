"""The one family of errors meant for a person.

Every message is a full sentence or two: what happened, to which file, what to do next. The command prints it as one
line, the window shows the same line in its banner.
"""

from pathlib import Path


class RhapsodeError(Exception):
    """Base of every error whose text is written for the user."""


class BadPicture(RhapsodeError):
    """The portrait file is missing, truncated, or not a picture."""


class NoFaceFound(RhapsodeError):
    """The picture holds no face that can be animated (none, too small, or cut off)."""


class BadSound(RhapsodeError):
    """The sound file is missing, empty, or holds no sound that can be decoded."""


class BadVideo(RhapsodeError):
    """The driving video is missing, empty, or holds no pictures or no face that can be followed."""


class NoMicrophone(RhapsodeError):
    """Nothing can be recorded: the microphone is absent, busy, forbidden, or has gone."""


class BadLandmarks(RhapsodeError):
    """A file of landmarks cannot be understood, or its points make no face."""


class BadProject(RhapsodeError):
    """A project file cannot be understood, or a picture or sound that it needs is gone."""


class BadEmotion(RhapsodeError):
    """An emotion, its intensity, or a file of emotion keys cannot be understood."""


class CannotWrite(RhapsodeError):
    """The output cannot be written: folder missing, no permission, disk full, or the file exists."""


class WeightsMissing(RhapsodeError):
    """A weights file that the program ships is missing or damaged."""


class NoDisplay(RhapsodeError):
    """There is no screen that a window could open on."""


class DeviceUnavailable(RhapsodeError):
    """The computing device that was asked for is not present."""


def why_unreadable(error: OSError, what: str) -> str:
    """The sentence for a file that cannot be opened or read. what: its kind and name, which begin the sentence."""
    if isinstance(error, FileNotFoundError):
        return f"{what} was not found. Check its name and folder."
    if isinstance(error, PermissionError):
        return f"{what} may not be read. Check its permissions."
    return f"{what} could not be read ({error.strerror})."


def name_of(path: Path) -> str:
    """What to call a file in a sentence: its name; of a shell's pipe, which has a number alone, the path."""
    return str(path) if path.parent.name == "fd" else path.name

"""Files of landmarks, as `inspect --json` prints them and a person edits them."""

from pathlib import Path

from app.core.errors import BadLandmarks
from app.core.face import Box
from app.core.landmarks import FaceControls, read_controls
from app.core.text_file import read_text


def read_landmarks(path: Path | None) -> list[FaceControls]:
    """The faces in a file of landmarks; an empty list for None. Raises BadLandmarks."""
    if path is None:
        return []
    try:
        return read_controls(read_text(path), path.name)
    except (OSError, UnicodeError) as error:
        raise BadLandmarks(
            f"{path.name} cannot be read. Give the file in which you saved what 'rhapsode inspect --json' prints."
        ) from error


def parse_box(text: str) -> Box:
    """Parse LEFT,TOP,WIDTH,HEIGHT in pixels. Raises BadLandmarks."""
    words = text.split(",")
    try:
        left, top, width, height = (round(float(word)) for word in words)
    except (ValueError, OverflowError):
        raise BadLandmarks(
            f"{text} is no box. Write LEFT,TOP,WIDTH,HEIGHT in pixels, like this: 120,80,300,360."
        ) from None
    if width < 1 or height < 1:
        raise BadLandmarks(f"The box {text} is empty. Write LEFT,TOP,WIDTH,HEIGHT in pixels.")
    return Box(left, top, left + width, top + height)

"""Whether a sound or a video can be read at all, before FFmpeg looks at it."""

import stat
from pathlib import Path

from app.core.errors import RhapsodeError, name_of, why_unreadable

_PLAYLISTS = (b"#EXTM3U", b"ffconcat")  # FFmpeg would follow them, and wait for ever for what is out of reach


def check_readable(path: Path, what: str, error: type[RhapsodeError]) -> None:
    """Raises that error, with a sentence for each thing that can be wrong. what: "sound" or "video"."""
    if path.is_dir():
        raise error(f"{path.resolve().name} is a folder. Choose a {what} file in it.")
    try:
        if not stat.S_ISREG(path.stat().st_mode):  # not even looked into: a pipe would wait for its writer
            raise error(
                f"{name_of(path)} is no file but a pipe or a device, and a {what} is read several times. "
                "Save it as a file and choose that."
            )
        with path.open("rb") as file:
            head = file.read(8)
    except OSError as reason:
        raise error(why_unreadable(reason, f"The {what} file {name_of(path)}")) from reason
    if not head:
        raise error(f"{path.name} is empty (0 bytes). Record or copy it again.")
    if head.startswith(_PLAYLISTS):
        raise error(f"{path.name} is a list of other files, not a {what}. Choose one of the files it names.")

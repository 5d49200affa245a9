"""The file name that goes with a recording's name."""

import re
from itertools import count
from pathlib import Path

from app.core.moved_file import where_now
from app.media.recordings.writer import part_of

_UNSAFE = re.compile(r'[<>:"/\\|?*\x00-\x1f\x7f]')  # for Windows; other systems mind fewer
_DEVICES = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\..*)?", re.IGNORECASE)  # names that are no files on Windows


def file_stem(name: str) -> str:
    """A name as every system takes it for a file."""
    stem = _UNSAFE.sub("-", name).strip(" .") or "Take"
    return f"{stem} -" if _DEVICES.fullmatch(stem) else stem


def place_for(path: Path, name: str) -> Path:
    """Where the recording at this path should lie when it is called so: a place that is free, or its own."""
    stem = file_stem(name)
    places = (path.with_name(f"{stem} ({number}).wav" if number > 1 else f"{stem}.wav") for number in count(1))
    return next(place for place in places if place == path or _is_free(place, path))


def _is_free(place: Path, path: Path) -> bool:
    """Nothing is there but the file itself, spelled otherwise; nothing will be, and nobody looks there for another."""
    if place.exists():
        return place.samefile(path)
    return not part_of(place).exists() and where_now(place) in (place, path)

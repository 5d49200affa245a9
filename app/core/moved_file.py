"""Notes beside the old places of renamed files, for projects, undo steps and windows that still know those places."""

from contextlib import suppress
from pathlib import Path

_NOTE = ".moved"
_MOST_MOVES = 64


def where_now(path: Path) -> Path:
    """Where a file lies that was at this path: there, or where the notes lead to."""
    place = path
    for _ in range(_MOST_MOVES):
        if place.exists():
            return place
        try:
            name = Path(_note_of(place).read_text(encoding="utf-8")).name  # a note leads to no other folder
        except (OSError, ValueError):
            return path
        place = place.with_name(name)
    return path


def leave_note(old: Path, new: Path) -> None:
    """Note that a file has moved within its folder. Without a note it is merely found less well."""
    with suppress(OSError):
        _note_of(new).unlink(missing_ok=True)
        _note_of(old).write_text(new.name, encoding="utf-8")


def forget_notes(folder: Path) -> None:
    """Remove the notes about files that are gone."""
    for note in folder.glob(f".*{_NOTE}"):
        place = note.with_name(note.name[1 : -len(_NOTE)])
        if not where_now(place).exists():
            with suppress(OSError):
                note.unlink()


def _note_of(path: Path) -> Path:
    return path.with_name(f".{path.name}{_NOTE}")

"""Files that are there whole or not at all."""

from pathlib import Path

import pytest

from app.core.errors import CannotWrite
from app.core.whole_file import write_whole, written_whole


def test_the_bytes_arrive_and_replace_only_what_they_may(tmp_path: Path) -> None:
    path = tmp_path / "a.bin"
    write_whole(path, b"one", force=False)
    with pytest.raises(CannotWrite, match=r"a\.bin exists already"):
        write_whole(path, b"two", force=False)
    assert path.read_bytes() == b"one"
    write_whole(path, b"three", force=True)
    assert path.read_bytes() == b"three"
    assert list(tmp_path.iterdir()) == [path]


def test_a_block_that_fails_leaves_what_was_there(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("before")

    def fail(error: Exception) -> None:
        with written_whole(path, force=True) as part:
            part.write_text("half")
            raise error

    with pytest.raises(CannotWrite, match=r"a\.txt could not be finished: the disk is full"):
        fail(OSError(28, "No space left on device"))
    with pytest.raises(KeyError):
        fail(KeyError("a mistake stays a mistake"))
    assert path.read_text() == "before"
    assert list(tmp_path.iterdir()) == [path]

"""Files that are there whole or not at all."""

import errno
from pathlib import Path

import pytest

from app.core.errors import CannotWrite
from app.core.whole_file import WholeFile, write_whole, written_whole


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


def test_a_file_appears_whole(tmp_path):
    path = tmp_path / "a.bin"
    with WholeFile(path, force=False) as file:
        file.part.write_bytes(b"all of it")
        assert not path.exists()
        file.commit()
    assert [entry.name for entry in tmp_path.iterdir()] == ["a.bin"]
    assert path.read_bytes() == b"all of it"


def test_what_is_given_up_leaves_nothing_and_what_was_there_stays(tmp_path):
    path = tmp_path / "a.bin"
    path.write_bytes(b"old")
    with WholeFile(path, force=True) as file:
        file.part.write_bytes(b"half")
    assert [entry.name for entry in tmp_path.iterdir()] == ["a.bin"]
    assert path.read_bytes() == b"old"


def test_what_stands_in_the_way_is_said_before_any_work(tmp_path):
    (tmp_path / "there.bin").touch()
    for name, hint in (("there.bin", "exists already"), ("", "is a folder"), ("none/a.bin", "does not exist")):
        with pytest.raises(CannotWrite, match=hint):
            WholeFile(tmp_path / name, force=False)
    assert [entry.name for entry in tmp_path.iterdir()] == ["there.bin"]


@pytest.mark.parametrize(
    ("number", "hint"),
    [
        (errno.ENOSPC, "disk is full"),
        (errno.EDQUOT, "disk is full"),
        (errno.EFBIG, "larger than"),
        (errno.EACCES, "does not allow it"),
        (errno.EPERM, "does not allow it"),
        (errno.EROFS, "does not allow it"),
        (errno.ENAMETOOLONG, "name is too long"),
        (errno.EIO, "the device says so"),
        (errno.ETIMEDOUT, "the device says so"),
    ],
)
def test_each_reason_has_its_sentence(tmp_path, number, hint):
    with WholeFile(tmp_path / "a.bin", force=False) as file:
        assert hint in str(file.failure(OSError(number, "the device says so")))

"""Files that are there whole or not at all."""

import errno
import itertools
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from app.core.errors import CannotWrite
from app.core.whole_file import WholeFile, write_whole, written_whole

ROOT = Path(__file__).resolve().parents[2]
PAGE = 4096


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


@pytest.mark.parametrize("link_fails", [False, True])
@pytest.mark.parametrize("order", list(itertools.permutations(range(4))))
def test_of_several_runs_with_one_name_the_first_to_finish_wins(tmp_path, monkeypatch, order, link_fails):
    if link_fails:
        monkeypatch.setattr(os, "link", refuse_links)
    path = tmp_path / "a.bin"
    files = [WholeFile(path, force=False) for _ in order]
    for number, file in enumerate(files):
        file.part.write_bytes(bytes([number]))
    winner, *others = (files[number] for number in order)
    winner.commit()
    for file in others:
        with file, pytest.raises(CannotWrite, match=r"Another a\.bin has appeared meanwhile and was kept"):
            file.commit()
    assert path.read_bytes() == bytes([order[0]])
    assert list(tmp_path.iterdir()) == [path]


def refuse_links(*_):
    raise PermissionError(errno.EPERM, "this disk has no links")


def test_of_several_forced_runs_each_replaces_the_last(tmp_path):
    path = tmp_path / "a.bin"
    files = [WholeFile(path, force=True) for _ in range(3)]
    for number, file in enumerate(files):
        file.part.write_bytes(bytes([number]))
        file.commit()
        assert path.read_bytes() == bytes([number])
    assert list(tmp_path.iterdir()) == [path]


WAITING = """
import sys
from pathlib import Path
from app.core.errors import CannotWrite
from app.core.whole_file import WholeFile
path, number = Path(sys.argv[1]), int(sys.argv[2])
with WholeFile(path, force=False) as file:
    file.part.write_bytes(bytes([number]) * 1_000_000)
    print("ready", flush=True)
    sys.stdin.readline()
    try:
        file.commit()
    except CannotWrite as error:
        print(error)
    else:
        print("won")
"""


@pytest.mark.parametrize("runs", [2, 8])
def test_of_runs_that_finish_at_once_exactly_one_wins(tmp_path, runs):
    path = tmp_path / "a.bin"
    command = [sys.executable, "-c", WAITING, str(path)]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True, "cwd": ROOT}
    processes = [subprocess.Popen([*command, str(number)], **pipes) for number in range(runs)]
    for process in processes:
        assert process.stdout.readline() == "ready\n"
    for process in processes:
        process.stdin.write("\n")
        process.stdin.flush()
    told = [process.communicate()[0] for process in processes]
    (winner,) = (number for number, line in enumerate(told) if line == "won\n")
    assert sum("has appeared meanwhile" in line for line in told) == runs - 1
    assert path.read_bytes() == bytes([winner]) * 1_000_000
    assert list(tmp_path.iterdir()) == [path]


def test_a_strangers_files_are_left_alone(tmp_path):
    strangers = {"a.bin.part": b"mine", ".rhapsode-notes.part": b"mine", ".rhapsode-01234567.part": b"a file"}
    for name, data in strangers.items():
        (tmp_path / name).write_bytes(data)
    folder = tmp_path / ".rhapsode-0123abcd.part"
    folder.mkdir()
    (folder / "kept").write_bytes(b"nobody ever locked this")
    with WholeFile(tmp_path / "a.bin", force=False) as given_up:
        given_up.part.write_bytes(b"half")
    write_whole(tmp_path / "a.bin", b"whole", force=False)
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir() if path.is_file()} == {
        **strangers,
        "a.bin": b"whole",
    }
    assert (folder / "kept").exists()


@pytest.mark.skipif(sys.platform == "win32", reason="SKIPPED ALOUD: links need rights on Windows")
def test_a_link_stays_and_leads_to_the_new_file(tmp_path):
    (tmp_path / "elsewhere").mkdir()
    target, link = tmp_path / "elsewhere" / "real.bin", tmp_path / "a.bin"
    link.symlink_to("elsewhere/real.bin")
    write_whole(link, b"one", force=False)  # it led nowhere yet
    with pytest.raises(CannotWrite, match=r"a\.bin exists already"):
        write_whole(link, b"two", force=False)
    write_whole(link, b"three", force=True)
    assert link.is_symlink()
    assert (target.read_bytes(), os.listdir(target.parent)) == (b"three", ["real.bin"])


@pytest.mark.skipif(sys.platform == "win32", reason="SKIPPED ALOUD: no such files on Windows")
def test_what_is_no_ordinary_file_is_never_replaced(tmp_path):
    os.mkfifo(tmp_path / "pipe.bin")
    (tmp_path / "null.bin").symlink_to("/dev/null")
    (tmp_path / "loop.bin").symlink_to("loop.bin")
    for name, hint in (
        ("pipe", "is a device or a pipe"),
        ("null", "is a device or a pipe"),
        ("loop", "symbolic links"),
    ):
        with pytest.raises(CannotWrite, match=hint):
            write_whole(tmp_path / f"{name}.bin", b"data", force=True)


@pytest.mark.parametrize("bytes_of_name", [251, 252, 253, 254, 255])
def test_the_longest_names_fit(tmp_path, bytes_of_name):
    path = tmp_path / ("x" * (bytes_of_name - 4) + ".mp4")
    write_whole(path, b"data", force=False)
    assert path.read_bytes() == b"data"


def test_a_name_that_is_too_long_is_told_before_any_work(tmp_path):
    with pytest.raises(CannotWrite, match="name is too long"):
        WholeFile(tmp_path / ("x" * 252 + ".mp4"), force=False)
    assert list(tmp_path.iterdir()) == []


@contextmanager
def small_disk(folder: Path, options: str) -> Iterator[Path]:
    mount = ["mount", "-t", "tmpfs", "-o", options, "tmpfs", str(folder)]
    if not sys.platform.startswith("linux") or subprocess.run(mount, capture_output=True, check=False).returncode:
        pytest.skip("SKIPPED ALOUD: a full disk needs the right to mount one")
    try:
        yield folder
    finally:
        subprocess.run(["umount", str(folder)], check=True)


@pytest.mark.parametrize("force", [False, True])
def test_a_disk_that_is_full_at_any_write(tmp_path, force):
    pages = 16
    with small_disk(tmp_path, "size=1m") as disk:
        path, filler = disk / "a.bin", disk / "filler"
        old = b"old" if force else None
        room = os.statvfs(disk).f_bavail
        finished = []
        for free in range(pages + 2):
            if old is not None:
                path.write_bytes(old)
            filler.write_bytes(bytes((room - free - (old is not None)) * PAGE))
            finished.append(tries(path, bytes(pages * PAGE), force, old))
            filler.unlink()
        assert finished == [False] * pages + [True] * 2


@pytest.mark.parametrize("force", [False, True])
def test_a_disk_that_takes_no_more_files(tmp_path, force):
    finished = []
    for files in range(2, 9):
        with small_disk(tmp_path, f"size=1m,nr_inodes={files}") as disk:
            if force:
                (disk / "a.bin").write_bytes(b"old")
            finished.append(tries(disk / "a.bin", b"new", force, b"old" if force else None))
    assert finished == sorted(finished)
    assert set(finished) == {False, True}


def tries(path: Path, data: bytes, force: bool, old: bytes | None) -> bool:
    """Whether the file could be written; if not, that is told, and all is as it was before."""
    others = {entry for entry in path.parent.iterdir() if entry != path}
    try:
        write_whole(path, data, force)
    except CannotWrite as error:
        told = str(error)
    else:
        assert path.read_bytes() == data
        path.unlink()
        told = ""
    if told:
        assert "disk is full" in told
        assert (path.read_bytes() if path.exists() else None) == old
    assert {entry for entry in path.parent.iterdir() if entry != path} == others
    return not told

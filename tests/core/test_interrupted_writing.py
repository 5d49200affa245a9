"""Something happens at every single line of the writing, or at a random moment: what is on the disk then?"""

import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from app.core.whole_file import write_whole

ROOT = Path(__file__).resolve().parents[2]
POSIX_ONLY = pytest.mark.skipif(sys.platform == "win32", reason="SKIPPED ALOUD: Windows has neither fork nor SIGKILL")

# Forks itself for each line: a test run, with its threads, had better not.
AT_EVERY_LINE = """
import os, signal, sys
from pathlib import Path
from app.core import part_folder, whole_file
from app.core.errors import CannotWrite

class Stopped(Exception): pass

folder, what, force, links = Path(sys.argv[1]), sys.argv[2], sys.argv[3] == "force", sys.argv[4] == "links"
path, files = folder / "a.bin", (part_folder.__file__, whole_file.__file__)
new, old, strangers = b"new" * 100, b"old" * 50, b"stranger's"

def no_links(*_):
    raise PermissionError(1, "Operation not permitted")

if not links:
    os.link = no_links

def happen():
    sys.settrace(None)
    if what == "kill":
        os.kill(os.getpid(), signal.SIGKILL)
    elif what == "stop":
        raise Stopped
    elif what == "sweep":
        part_folder.remove_abandoned(folder)
    else:
        try:
            os.close(os.open(path, os.O_CREAT | os.O_EXCL))
        except FileExistsError:
            return
        path.write_bytes(strangers)

def write(line):
    seen = 0
    def trace(frame, event, _argument):
        nonlocal seen
        if frame.f_code.co_filename not in files:
            return None
        seen += event == "line"
        if seen == line and event == "line":
            happen()
        return trace
    sys.settrace(trace)
    ended = 0
    try:
        whole_file.write_whole(path, new, force)
    except CannotWrite:
        ended = 2
    except Stopped:
        ended = 3
    finally:
        sys.settrace(None)
    os._exit(ended if seen >= line else 9)

line = 0
while True:
    line += 1
    if force:
        path.write_bytes(old)
    child = os.fork()
    if not child:
        try:
            write(line)
        finally:
            os._exit(8)
    ended = os.waitpid(child, 0)[1]
    code = os.waitstatus_to_exitcode(ended)
    held = path.read_bytes() if path.exists() else None
    left = sorted(entry.name for entry in folder.iterdir() if entry != path)
    path.unlink(missing_ok=True)
    whole_file.write_whole(folder / "next.bin", b"", force=True)
    (folder / "next.bin").unlink()
    later = sorted(entry.name for entry in folder.iterdir())
    whose = {None: "none", new: "new", old: "old", strangers: "strangers"}.get(held, "broken")
    print(code, whose, len(left), later)
    if code == 9:
        break
"""


def at_every_line(folder: Path, what: str, force: str, links: str) -> list[tuple[int, str, int]]:
    """For each line of the writing at which `what` happened: exit code, whose file was there, how much was left.

    After each one the next writer has to leave nothing but its own file.
    """
    command = [sys.executable, "-c", AT_EVERY_LINE, str(folder), what, force, links]
    told = subprocess.run(command, capture_output=True, text=True, check=True, cwd=ROOT).stdout.splitlines()
    seen = []
    for row in told:
        code, held, left, later = row.split(maxsplit=3)
        assert later == "[]", row
        seen.append((int(code), held, int(left)))
    *happened, (code, held, left) = seen
    assert (code, held, left) == (9, "new", 0)
    assert len(happened) > 40
    return happened


def assert_all_or_nothing(happened: list[tuple[int, str, int]], force: str) -> None:
    files = [held for _, held, _ in happened]
    first_new = files.index("new")
    assert set(files[:first_new]) == {"old" if force == "force" else "none"}
    assert set(files[first_new:]) == {"new"}


@POSIX_ONLY
@pytest.mark.parametrize("links", ["links", "no links"])
@pytest.mark.parametrize("force", ["force", "no force"])
def test_a_kill_leaves_all_or_nothing_and_the_next_writer_cleans_up(tmp_path: Path, force: str, links: str) -> None:
    happened = at_every_line(tmp_path, "kill", force, links)
    assert {code for code, _, _ in happened} == {-signal.SIGKILL}
    if (links, force) == ("no links", "no force"):  # a free name is taken first, so for a moment the file is empty
        assert [held for _, held, _ in happened].count("broken") == 2
        happened = [row for row in happened if row[1] != "broken"]
    assert_all_or_nothing(happened, force)


@POSIX_ONLY
@pytest.mark.parametrize("force", ["force", "no force"])
@pytest.mark.parametrize("links", ["links", "no links"])
def test_an_exception_leaves_all_or_nothing_and_no_part(tmp_path: Path, force: str, links: str) -> None:
    happened = at_every_line(tmp_path, "stop", force, links)
    assert_all_or_nothing(happened, force)
    within = [left for code, _, left in happened if code == 3]
    assert sum(map(bool, within)) <= 16  # where the removal itself is interrupted; the next writer goes on with it


@POSIX_ONLY
@pytest.mark.parametrize("force", ["force", "no force"])
def test_cleaning_up_after_others_never_takes_a_part_that_is_being_written(tmp_path: Path, force: str) -> None:
    assert {row for row in at_every_line(tmp_path, "sweep", force, "links")} == {(0, "new", 0)}


@POSIX_ONLY
@pytest.mark.parametrize("links", ["links", "no links"])
def test_a_file_that_appears_meanwhile_is_never_replaced(tmp_path: Path, links: str) -> None:
    happened = at_every_line(tmp_path, "meanwhile", "no force", links)
    assert {row for row in happened} == {(2, "strangers", 0), (0, "new", 0)}


WRITING = """
import sys
from pathlib import Path
from app.core.whole_file import write_whole
folder = Path(sys.argv[1])
print("begun", flush=True)
for number in range(1_000_000):
    write_whole(folder / f"{number % 3}.bin", bytes([number % 256]) * 200_000, force=True)
"""


@POSIX_ONLY
def test_twenty_kills_at_random_moments(tmp_path: Path) -> None:
    moments = random.Random(3)
    for _ in range(20):
        command = [sys.executable, "-c", WRITING, str(tmp_path)]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT) as process:
            assert process.stdout is not None
            assert process.stdout.readline() == "begun\n"
            time.sleep(moments.uniform(0.0, 0.1))  # not waited for anything: the moment is what is tested
            process.kill()
        for path in tmp_path.glob("*.bin"):
            data = path.read_bytes()
            assert data == data[:1] * 200_000
        write_whole(tmp_path / "next.bin", b"", force=True)
        assert {path.suffix for path in tmp_path.iterdir()} == {".bin"}

"""How the process is prepared before the command line takes over."""

import os
import subprocess
import sys

import pytest


def started(command: str, **variables: str) -> "subprocess.CompletedProcess[bytes]":
    """Start the program with that in the place of its command line."""
    code = f"import app.cli; app.cli.main = lambda: {command}; from app.__main__ import start; start()"
    environment = {**os.environ, **variables}
    return subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, check=False)


@pytest.mark.parametrize("encoding", ["cp1252", "ascii", "cp437:strict", "utf-8"])
def test_a_name_that_the_code_page_cannot_spell_is_printed_all_the_same(encoding):
    name = "\u51fa\u529b\udcff.mp4"
    done = started(f"[print({name!r}), print({name!r}, file=__import__('sys').stderr)]", PYTHONIOENCODING=encoding)
    assert done.returncode == 0, done.stderr
    expected = name.encode(encoding.partition(":")[0], "backslashreplace")
    assert (done.stdout.strip(), done.stderr.strip()) == (expected, expected)


def test_a_program_without_a_console_has_streams():
    done = started("print('\\udcff')", PYTHONIOENCODING="utf-8")
    assert done.returncode == 0
    code = "import sys; sys.stdout = sys.stderr = None; import app.cli; app.cli.main = lambda: print('\\udcff')"
    code += "; from app.__main__ import start; start()"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0

"""Which Python versions the program runs on, and where to find one."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator

from app.bootstrap.errors import SetupError

WORKING_VERSIONS: tuple[tuple[int, int], ...] = ((3, 11), (3, 12), (3, 13), (3, 14))  # torch 2.13 has wheels for these
VERSIONS_IN_WORDS = "{}.{} to {}.{}".format(*WORKING_VERSIONS[0], *WORKING_VERSIONS[-1])

_PROBE = "import sys; print(*sys.version_info[:2], getattr(sys, '_base_executable', sys.executable))"


def find_python() -> str:
    """Path of a Python that can run the program: this one where it can, else the first found on the machine."""
    for command in _candidates():
        found = probe(command)
        if found is not None and found[0] in WORKING_VERSIONS:
            return found[1]
    this_version = "{}.{}".format(*sys.version_info[:2])
    raise SetupError(
        f"Rhapsode needs Python {VERSIONS_IN_WORDS}; this is Python {this_version} and no other was found. "
        "Install one beside it (Debian, Ubuntu: apt-get install python3.11, python3.12 or python3.13; macOS: "
        "brew install python@3.13; Windows: winget install Python.Python.3.13; anywhere: uv python install 3.13), "
        "then run the same command again."
    )


def probe(command: list[str]) -> tuple[tuple[int, int], str] | None:
    """((major, minor), path) of the interpreter that a command starts; None where it does not start."""
    try:
        answer = subprocess.run(
            [*command, "-c", _PROBE], stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=30, check=True
        ).stdout.split(maxsplit=2)
        return (int(answer[0]), int(answer[1])), answer[2].strip()
    except (OSError, subprocess.SubprocessError, ValueError, IndexError):
        return None  # a pyenv shim of a version that is not chosen, the Windows Store's stand-in, a broken link


def _candidates() -> Iterator[list[str]]:
    yield [sys.executable]
    for major, minor in WORKING_VERSIONS:
        yield [f"python{major}.{minor}"]
        if sys.platform == "win32":
            yield ["py", f"-{major}.{minor}"]
    yield ["python3"]
    yield ["python"]

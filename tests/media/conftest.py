"""Fixtures of the media tests."""

import os
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

NOBODY = 65534


@pytest.fixture
def ordinary_users_folder() -> Iterator[Path]:
    """A folder in which file permissions hold: they do not stop root, so its rights are given away for one test."""
    if sys.platform == "win32":
        pytest.skip("SKIPPED ALOUD: permissions work differently on Windows")
    with tempfile.TemporaryDirectory() as name:  # pytest's own folders are closed to other users
        folder = Path(name)
        if os.geteuid() != 0:
            yield folder
        else:
            os.chown(folder, NOBODY, NOBODY)
            os.seteuid(NOBODY)
            try:
                yield folder
            finally:
                os.seteuid(0)
        folder.chmod(0o700)

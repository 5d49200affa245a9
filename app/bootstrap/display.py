"""A screen for the window: whether there is one, and a private one for the tests."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager


def has_display() -> bool:
    """Whether a window can open here; QT_QPA_PLATFORM means that the user knows better."""
    if not sys.platform.startswith("linux"):
        return True
    return any(os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"))


@contextmanager
def private_display() -> Iterator[dict[str, str]]:
    """Environment variables of an own X server that lives for the `with` block, so that no window disturbs the user.

    Where there is no Xvfb (macOS, Windows, packages missing) the user's own screen serves.
    """
    if shutil.which("Xvfb") is None or not sys.platform.startswith("linux"):
        yield dict(os.environ)
        return
    reader, writer = os.pipe()
    server = subprocess.Popen(
        ["Xvfb", "-displayfd", str(writer), "-screen", "0", "1600x1200x24", "-nolisten", "tcp"],
        pass_fds=(writer,),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    os.close(writer)
    try:
        with os.fdopen(reader) as answer:
            number = answer.readline().strip()  # Xvfb writes it when it takes connections
        environment = {**os.environ, "DISPLAY": ":" + number, "QT_QPA_PLATFORM": "xcb"}
        environment.pop("WAYLAND_DISPLAY", None)
        yield environment if number else dict(os.environ)
    finally:
        server.terminate()
        server.wait()

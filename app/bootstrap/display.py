"""A screen for the window: whether there is one, and a private one for the tests."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager


def has_display() -> bool:
    """Whether a window can open here: a server answers and lets us in, for without one Qt ends the whole process.

    QT_QPA_PLATFORM names what Qt shall try instead; on what is no server (offscreen) the user knows better.
    """
    if not sys.platform.startswith("linux"):
        return True
    asked = os.environ.get("QT_QPA_PLATFORM")
    if not asked:
        asked = "xcb;wayland" if os.environ.get("WAYLAND_DISPLAY") else "xcb"
    platforms = [entry.partition(":")[0] for entry in asked.split(";")]
    return any(
        _opens_x() if name == "xcb" else _opens_wayland() if name.startswith("wayland") else True for name in platforms
    )


def _opens_x() -> bool:
    """Whether DISPLAY leads to an X server that takes our cookie; its library is the one that Qt asks."""
    try:
        import ctypes  # not every Python that starts the set-up has it

        xcb = ctypes.CDLL("libxcb.so.1")
    except (ImportError, OSError):
        return bool(os.environ.get("DISPLAY"))
    xcb.xcb_connect.restype = ctypes.c_void_p
    connection = ctypes.c_void_p(xcb.xcb_connect(None, None))  # never null: one that failed holds an error
    failed = bool(xcb.xcb_connection_has_error(connection))
    xcb.xcb_disconnect(connection)
    return not failed


def _opens_wayland() -> bool:
    """Whether a compositor listens where Wayland's library looks for it."""
    name = os.environ.get("WAYLAND_DISPLAY") or "wayland-0"
    with socket.socket(socket.AF_UNIX) as client:
        try:
            client.connect(os.path.join(os.environ.get("XDG_RUNTIME_DIR", ""), name))
        except (OSError, ValueError):  # nobody there; a path longer than sockets have
            return False
    return True


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

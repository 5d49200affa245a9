"""Runs first in the bundle on Linux: lets sounddevice find the bundle's own PortAudio where the system has none.

sounddevice asks `ctypes.util.find_library`, which knows the folders of the system alone.
"""

import ctypes.util
import sys
from pathlib import Path

_find_in_system = ctypes.util.find_library


def _find_library(name: str) -> str | None:
    found = _find_in_system(name)
    if found is None and name == "portaudio":
        bundled = sorted(Path(sys._MEIPASS).glob("libportaudio.so*"))  # type: ignore[attr-defined]
        found = str(bundled[0]) if bundled else None
    return found


ctypes.util.find_library = _find_library

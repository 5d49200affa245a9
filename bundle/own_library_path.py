"""Runs first in the bundle on Linux: what the program starts gets the user's own library path.

PyInstaller points LD_LIBRARY_PATH at the bundle. The program itself has read it by now; the file manager or the player
that shows a finished video would fail with the bundle's libraries.
"""

import os

_users_path = os.environ.pop("LD_LIBRARY_PATH_ORIG", None)
if _users_path is None:
    os.environ.pop("LD_LIBRARY_PATH", None)
else:
    os.environ["LD_LIBRARY_PATH"] = _users_path

"""A lock on an open file, which the system lets go of when the program ends, however it ends."""

import sys


def try_lock(file: int) -> bool:
    """Lock an open file until it is closed; False if somebody else has. Raises OSError where there are no locks."""
    if sys.platform == "win32":
        import msvcrt

        try:
            msvcrt.locking(file, msvcrt.LK_NBLCK, 1)
        except PermissionError:
            return False
    else:
        import fcntl

        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
    return True

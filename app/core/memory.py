"""How much memory this process uses."""

import os
import sys


def resident_mb() -> float:
    """What it holds in memory now, in megabytes; where only the highest use so far is known, that one; 0 if neither."""
    if sys.platform.startswith("linux"):
        with open("/proc/self/statm") as file:
            return int(file.read().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 2**20
    if sys.platform == "win32":
        return 0.0
    import resource

    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20  # macOS counts bytes

"""How much memory a process uses, in megabytes."""

import sys

import psutil


def resident_mb() -> float:
    """What this process holds in memory now."""
    return psutil.Process().memory_info().rss / 2**20


def peak_mb(*, children: bool = False) -> float:
    """Highest use so far of this process, or of any that it started and that has ended; 0 where it is not told."""
    if sys.platform == "win32":
        return 0.0 if children else psutil.Process().memory_info().peak_wset / 2**20
    import resource

    peak = resource.getrusage(resource.RUSAGE_CHILDREN if children else resource.RUSAGE_SELF).ru_maxrss
    return peak / (2**20 if sys.platform == "darwin" else 2**10)  # bytes on macOS, else kilobytes

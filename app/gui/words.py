"""Numbers as people read them."""


def clock(seconds: float) -> str:
    """Minutes and seconds, hours where there are any: 0:07, 12:30, 1:02:03."""
    whole = int(seconds + 1e-6)
    hours, rest = divmod(whole, 3600)
    minutes, left = divmod(rest, 60)
    return f"{hours}:{minutes:02d}:{left:02d}" if hours else f"{minutes}:{left:02d}"


def length(seconds: float) -> str:
    """How long a sound is: 2.4 s, 48 s, 3:20."""
    if seconds < 10:
        return f"{seconds:.1f} s"
    return f"{seconds:.0f} s" if seconds < 60 else clock(seconds)


def about(seconds: float) -> str:
    """A time left, rounded because it is a guess: 8 s, 45 s, 3 min."""
    if seconds < 20:
        return f"{max(1, round(seconds))} s"
    return f"{5 * round(seconds / 5)} s" if seconds < 90 else f"{round(seconds / 60)} min"

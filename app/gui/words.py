"""Numbers as people read them."""


def clock(seconds: float) -> str:
    """Minutes and seconds, hours where there are any: 0:07, 12:30, 1:02:03."""
    whole = int(seconds + 1e-6)
    hours, rest = divmod(whole, 3600)
    minutes, left = divmod(rest, 60)
    return f"{hours}:{minutes:02d}:{left:02d}" if hours else f"{minutes}:{left:02d}"


def moment(seconds: float, step_s: float = 0.01) -> str:
    """A moment as exactly as steps of `step_s` need it: 0:07, 0:07.4, 0:07.42."""
    places = 0 if step_s >= 1 else 1 if step_s >= 0.1 else 2
    if not places:
        return clock(seconds)
    parts = round(seconds * 10**places)
    whole, rest = clock(parts // 10**places), parts % 10**places
    return f"{whole}.{rest:0{places}d}"


def length(seconds: float) -> str:
    """How long a sound is, as the clock at the play button has it: 0:02.4, 3:20.0."""
    return moment(seconds, 0.1)


def about(seconds: float) -> str:
    """A time left, rounded because it is a guess: 8 s, 45 s, 3 min."""
    if seconds < 20:
        return f"{max(1, round(seconds))} s"
    return f"{5 * round(seconds / 5)} s" if seconds < 90 else f"{round(seconds / 60)} min"

"""The clock of a take that plays without sound."""

from time import perf_counter


class SilentPlayback:
    """Runs from `start_s` to `duration_s` by the wall clock."""

    def __init__(self, start_s: float, duration_s: float) -> None:
        self._duration_s = duration_s
        self._origin_s = perf_counter() - start_s

    @property
    def ended(self) -> bool:
        """The time is over."""
        return perf_counter() - self._origin_s >= self._duration_s

    def position_s(self) -> float:
        """Where the sound would be."""
        return min(perf_counter() - self._origin_s, self._duration_s)

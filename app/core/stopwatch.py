"""Time spent in each stage of a job."""

from collections.abc import Iterator
from contextlib import contextmanager
from time import perf_counter


class Stopwatch:
    """Adds up wall-clock seconds by stage name."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        """Count the time inside the with-block towards a stage."""
        began = perf_counter()
        try:
            yield
        finally:
            self.add(name, perf_counter() - began)

    def add(self, name: str, seconds: float) -> None:
        """Count seconds that were measured elsewhere towards a stage."""
        self.seconds[name] = self.seconds.get(name, 0.0) + seconds

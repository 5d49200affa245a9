"""Notices Ctrl-C even where a library swallows the KeyboardInterrupt."""

import signal
from types import FrameType, TracebackType


class InterruptWatch:
    """Sets `seen` when Ctrl-C comes inside its with-block; for the main thread.

    A library that is imported meanwhile may swallow the KeyboardInterrupt or turn it into an error of its own, so
    long work asks `seen` as well.
    """

    def __init__(self) -> None:
        self.seen = False

    def __enter__(self) -> "InterruptWatch":
        self._before = signal.signal(signal.SIGINT, self._remember)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        signal.signal(signal.SIGINT, self._before)

    def check(self) -> None:
        """Raise KeyboardInterrupt if it came and was swallowed."""
        if self.seen:
            raise KeyboardInterrupt

    def _remember(self, number: int, frame: FrameType | None) -> None:
        self.seen = True
        raise KeyboardInterrupt

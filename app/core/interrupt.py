"""Notices Ctrl-C and its kin even where a library swallows the KeyboardInterrupt."""

import signal
import time
from types import FrameType, TracebackType

# By name, for no system has them all. SIGBREAK is Ctrl-Break, and Windows closing the console.
_NAMES = ("SIGINT", "SIGTERM", "SIGHUP", "SIGBREAK")
# Who closes a terminal sends SIGHUP twice, the system and the shell, and who is impatient Ctrl-C several times: what
# comes so soon after the first must not break off the cleaning up.
_SAME_WISH_S = 5.0


class Interrupted(KeyboardInterrupt):
    """What the watch raises. Python lets a process in which a plain one came at a bad moment end with 130, always."""


def stop_signals() -> list[signal.Signals]:
    """The signals that ask this process to end, but for those it was started to ignore (nohup, jobs of a script)."""
    known = [signal.Signals[name] for name in _NAMES if name in signal.Signals.__members__]
    return [number for number in known if signal.getsignal(number) is not signal.SIG_IGN]


class InterruptWatch:
    """Turns the signals that ask the program to end into KeyboardInterrupt while it is entered; for the main thread.

    Once one has come it stays in charge until the process has ended.
    Libraries that are being read when one comes may swallow the KeyboardInterrupt or turn it into an error of theirs,
    so long work asks `check` as well.

    seen: the number of the first one that came.
    """

    def __init__(self) -> None:
        self.seen: int | None = None
        self._raised_at_s = -_SAME_WISH_S

    def __enter__(self) -> "InterruptWatch":
        self._before = {number: signal.signal(number, self._remember) for number in stop_signals()}
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self.seen is None:  # else the program is ending, which the next one of the pair must not cut short
            for number, handler in self._before.items():
                signal.signal(number, handler)

    def check(self) -> None:
        """Raise KeyboardInterrupt if one came and was swallowed."""
        if self.seen is not None:
            raise Interrupted

    def _remember(self, number: int, frame: FrameType | None) -> None:
        if self.seen is None:
            self.seen = number
        now_s = time.monotonic()
        if now_s - self._raised_at_s >= _SAME_WISH_S:
            self._raised_at_s = now_s
            raise Interrupted

"""Hands the newest frame from the thread that renders to the one that paints."""

import threading
from collections.abc import Callable

from app.core.frame import Frame


class LatestFrame:
    """Holds one frame; a newer one replaces the last unseen one. Safe to use from two threads."""

    def __init__(self, announce: Callable[[], None]) -> None:
        """`announce` is called when a frame arrives in the empty mailbox, on the thread that put it there."""
        self._announce = announce
        self._lock = threading.Lock()
        self._frame: Frame | None = None

    def put(self, frame: Frame) -> None:
        """Leave a frame. Announces it only if the one before was seen, so that signals never queue up."""
        with self._lock:
            was_empty = self._frame is None
            self._frame = frame
        if was_empty:
            self._announce()

    def take(self) -> Frame | None:
        """The newest unseen frame, or None."""
        with self._lock:
            frame, self._frame = self._frame, None
        return frame

"""Hands the newest frame from the thread that renders to the one that paints."""

import threading

from app.core.frame import Frame


class LatestFrame:
    """Holds one frame; a newer one replaces the last unseen one. Safe to use from two threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._frame: Frame | None = None

    def put(self, frame: Frame) -> bool:
        """Leave a frame. True if the mailbox was empty: a signal must be sent then; else one is under way already."""
        with self._lock:
            was_empty = self._frame is None
            self._frame = frame
        return was_empty

    def take(self) -> Frame | None:
        """The newest unseen frame, or None."""
        with self._lock:
            frame, self._frame = self._frame, None
        return frame

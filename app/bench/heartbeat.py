"""Watches whether the window's thread keeps its pace."""

from time import perf_counter

from PySide6.QtCore import QObject, Qt, QTimer, Slot

_INTERVAL_MS = 5


class Heartbeat(QObject):
    """Beats on the window's thread; the longest gap between two beats is how long the window stood still."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._last_s = 0.0
        self._longest_s = 0.0
        self._timer = QTimer(self, interval=_INTERVAL_MS)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._beat)

    def start(self) -> None:
        """Begin, or begin anew."""
        self._last_s = perf_counter()
        self._longest_s = 0.0
        self._timer.start()

    def stop(self) -> float:
        """End; returns the longest gap in milliseconds, the beat's own pace included."""
        self._beat()
        self._timer.stop()
        return self._longest_s * 1000

    @Slot()
    def _beat(self) -> None:
        now_s = perf_counter()
        self._longest_s = max(self._longest_s, now_s - self._last_s)
        self._last_s = now_s

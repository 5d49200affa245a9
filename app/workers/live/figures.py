"""Measures how well a live performance keeps up: latency, frames a second, frames dropped."""

from collections import deque
from dataclasses import dataclass
from statistics import median

METER_S = 2.0


@dataclass(frozen=True, slots=True)
class FrameTimes:
    """When one frame passed each stage from microphone to picture, in seconds of perf_counter's clock.

    index: position since the start of the performance, or number of the camera's picture. sensed_at_s: the sound in the
    middle of the frame reached the microphone, or the camera gave the picture. known_at_s: its motion was computed, the
    sound of the look-ahead having come. drawn_at_s: its picture was ready for the window. by_face: a camera's picture
    drives, not the sound.
    """

    index: int
    sensed_at_s: float
    known_at_s: float
    drawn_at_s: float
    by_face: bool = False


@dataclass(frozen=True, slots=True)
class LiveFigures:
    """How well a live performance kept up during its last METER_S seconds.

    latency_ms: median time from a sound at the microphone, or a picture of the camera, to its frame on the screen.
    frames_per_second: frames that reached the screen. dropped: frames that never did, since the start.
    """

    latency_ms: float
    frames_per_second: float
    dropped: int
    by_face: bool = False


class LatencyMeter:
    """Computes `LiveFigures` from the frames that reach the screen."""

    def __init__(self) -> None:
        self._recent: deque[tuple[float, float]] = deque()  # when it was shown, its latency; in seconds
        self._last: FrameTimes | None = None
        self.dropped = 0

    def add(self, times: FrameTimes, shown_at_s: float) -> None:
        """Count a frame that was shown at this time (perf_counter); frames come in the order of their index."""
        if self._last is None or self._last.by_face != times.by_face:
            self._recent.clear()  # what drives has changed, and with it the clock
        else:
            self.dropped += max(0, times.index - self._last.index - 1)
        self._last = times
        self._recent.append((shown_at_s, shown_at_s - times.sensed_at_s))
        while self._recent[0][0] < shown_at_s - METER_S:
            self._recent.popleft()

    def figures(self) -> LiveFigures | None:
        """The figures of the last METER_S seconds; None before two frames were shown."""
        if len(self._recent) < 2 or self._last is None:
            return None
        span_s = self._recent[-1][0] - self._recent[0][0]
        latency_ms = 1000 * median(latency_s for _, latency_s in self._recent)
        return LiveFigures(latency_ms, (len(self._recent) - 1) / max(span_s, 1e-3), self.dropped, self._last.by_face)

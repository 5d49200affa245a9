"""Measures the window on its main job: `python -m app.bench.window` prints one JSON object.

It is a process of its own so that the time to a usable window holds Python's start and every import.
"""

import argparse
import json
import sys
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from time import perf_counter

from PySide6.QtCore import QObject, Qt, QTimer, Slot

from app.bench.driven_window import DrivenWindow
from app.core.emotion import Emotion
from app.core.paths import resource
from app.core.settings import DeviceChoice
from app.gui.demo import DEMO_PORTRAIT, DEMO_VOICE
from app.workers.status import Activity

PLAYED_S = 5.0
BEAT_MS = 5


@dataclass(frozen=True, slots=True)
class WindowFigures:
    """What a user of the window waits for.

    window_up_s: process start to the painted window; usable_s: to the demo being ready to play.
    first_frame_s: play pressed to the first frame on the stage.
    shown_fps: frames a second that reached the stage while playing.
    longest_gap_*_ms: longest time the window's thread stood still.
    seek_ms, change_ms, emotion_ms: from the request to the picture of another moment, head movement or emotion.
    stop_ms, cancel_ms: from the request to the end of playing, and of an export.
    """

    window_up_s: float
    usable_s: float
    first_frame_s: float
    shown_fps: float
    longest_gap_loading_ms: float
    longest_gap_playing_ms: float
    longest_gap_exporting_ms: float
    seek_ms: float
    change_ms: float
    emotion_ms: float
    stop_ms: float
    cancel_ms: float


class Heartbeat(QObject):
    """Beats on the window's thread; the longest gap between two beats is how long the window stood still."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._last_s = 0.0
        self._longest_s = 0.0
        self._timer = QTimer(self, interval=BEAT_MS)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._beat)

    def start(self) -> None:
        """Begin to measure, or begin anew."""
        self._last_s = perf_counter()
        self._longest_s = 0.0
        self._timer.start()

    def stop(self) -> float:
        """Stop measuring; returns the longest gap in milliseconds, in which the beat's own BEAT_MS is included."""
        self._beat()
        self._timer.stop()
        return self._longest_s * 1000

    @Slot()
    def _beat(self) -> None:
        now_s = perf_counter()
        self._longest_s = max(self._longest_s, now_s - self._last_s)
        self._last_s = now_s


def measure_window(began: float, device: DeviceChoice) -> WindowFigures:
    """Drive the window through load, play, stop, export, cancel. `began`: unix time at which the process started."""
    heartbeat = Heartbeat()
    with DrivenWindow(device) as driven:
        session = driven.session
        window_up_s = time.time() - began
        heartbeat.start()
        session.load_sound(resource(DEMO_VOICE))
        session.load_portrait(resource(DEMO_PORTRAIT))
        driven.until(session.portrait_changed)
        usable_s = time.time() - began
        loading_ms = heartbeat.stop()
        frames: list[int] = []
        session.frame_arrived.connect(lambda frame: frames.append(frame.index))
        pressed = perf_counter()
        heartbeat.start()
        session.play()
        driven.until(session.frame_arrived)
        first_frame_s = perf_counter() - pressed
        driven.until(session.position_changed, lambda position_s: position_s >= PLAYED_S)
        shown_fps = len(frames) / (perf_counter() - pressed - first_frame_s)
        playing_ms = heartbeat.stop()
        stopped = perf_counter()
        session.stop()
        driven.until(session.activity_changed, lambda activity: activity is Activity.IDLE)
        stop_ms = (perf_counter() - stopped) * 1000
        seek_ms = _until_shown(driven, lambda: session.seek(session.last_s))
        change_ms = _until_shown(driven, lambda: session.set_head(0.9))
        emotion_ms = _until_shown(driven, lambda: session.set_emotion(Emotion.HAPPY, 1.0))
        heartbeat.start()
        session.export(driven.folder / "measured.mp4")
        driven.until(session.export_progressed, lambda progress: progress.done > progress.total / 2)
        exporting_ms = heartbeat.stop()
        cancelled = perf_counter()
        session.cancel_export()
        driven.until(session.exports.ended)
        cancel_ms = (perf_counter() - cancelled) * 1000
    return WindowFigures(
        *(round(value, 3) for value in (window_up_s, usable_s, first_frame_s, shown_fps)),
        *(round(value, 1) for value in (loading_ms, playing_ms, exporting_ms)),
        *(round(value, 1) for value in (seek_ms, change_ms, emotion_ms, stop_ms, cancel_ms)),
    )


def _until_shown(driven: DrivenWindow, wish: Callable[[], None]) -> float:
    """Call `wish`; returns the milliseconds until the next frame arrives."""
    began = perf_counter()
    wish()
    driven.until(driven.session.frame_arrived)
    return (perf_counter() - began) * 1000


def main() -> int:
    """Print the figures."""
    parser = argparse.ArgumentParser(description="Measures the window on its demo.")
    parser.add_argument("--began", type=float, default=time.time(), help="unix time at which this process was started")
    parser.add_argument("--device", type=DeviceChoice, default=DeviceChoice.AUTO)
    arguments = parser.parse_args()
    sys.stdout.write(json.dumps(asdict(measure_window(arguments.began, arguments.device))) + "\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())

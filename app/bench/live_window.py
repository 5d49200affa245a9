"""Measures the live performance in the real window: `python -m app.bench.live_window` prints one JSON object.

It is a process of its own, so that its memory is the program's alone.
"""

import argparse
import json
import sys
from array import array
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
from PySide6.QtCore import QTimer

from app.bench.driven_window import DrivenWindow
from app.bench.filmed_camera import FilmedCamera
from app.bench.memory import resident_mb
from app.core.paths import resource
from app.core.settings import DeviceChoice
from app.gui.demo import DEMO_PORTRAIT
from app.workers.live.figures import FrameTimes
from app.workers.status import Message, Tone

CAMERA_RATE = 30.0  # pictures a second, as most cameras give
WARM_UP_S = 5.0  # in which caches fill and libraries are read
MEMORY_EVERY_MS = 1000
MEMORY_MEAN = 10  # readings of the memory at the start, and at the end, that are averaged


@dataclass(frozen=True, slots=True)
class LiveReport:
    """A run, its first seconds left out. All times in milliseconds, as (median, 99th percentile, longest).

    sound_to_screen: from the sound at the microphone, or the picture of the camera, to the painted window; to_motion,
        to_picture, to_screen add up to it.
    lost: how often the microphone's sound was interrupted. shrunk: whether the picture had to be drawn smaller.
    """

    frames: int
    dropped: int
    frames_per_second: float
    sound_to_screen: tuple[float, float, float]
    to_motion: tuple[float, float, float]
    to_picture: tuple[float, float, float]
    to_screen: tuple[float, float, float]
    lost: int
    shrunk: bool
    memory_start_mb: float
    memory_end_mb: float


class _Watch:
    """Notes every frame that is painted, and the memory each second."""

    def __init__(self, driven: DrivenWindow, *, by_face: bool) -> None:
        self._by_face = by_face
        self.frames = array("d")  # five numbers each; a list would be memory of its own
        self.memory_mb = array("d")
        self.refusal = ""
        self.shrunk = False
        self._timer = QTimer(interval=MEMORY_EVERY_MS)
        self._timer.timeout.connect(lambda: self.memory_mb.append(resident_mb()))
        self._studio = driven.window.live.studio
        driven.session.told.connect(self._on_told)
        driven.session.noted.connect(self._on_noted)

    def start(self) -> None:
        """Begin to note frames and memory."""
        self._studio.frame_painted.connect(self._on_painted)
        self._timer.start()

    def _on_painted(self, times: FrameTimes, painted_at_s: float) -> None:
        if times.by_face != self._by_face:
            return
        self.frames.extend((times.index, times.sensed_at_s, times.known_at_s, times.drawn_at_s, painted_at_s))

    def _on_told(self, message: Message) -> None:
        if message.tone is Tone.ERROR:
            self.refusal = message.text

    def _on_noted(self, _text: str) -> None:
        """Note that the picture is drawn smaller, which is all that a performance ever remarks."""
        self.shrunk = True


def measure_live(seconds: float, device: DeviceChoice, film: Path | None = None) -> LiveReport | str:
    """Let the demo portrait be live for so many seconds; returns a sentence if that was not possible.

    film: of a face, in the place of a camera that drives it.
    """
    with DrivenWindow(device) as driven:
        session, live = driven.session, driven.window.live
        session.load_portrait(resource(DEMO_PORTRAIT))
        driven.until(session.portrait_changed)
        watch = _Watch(driven, by_face=film is not None)
        if film is not None:
            live.studio.open_camera = lambda: FilmedCamera(film, CAMERA_RATE)
            live.switch_camera()
        else:
            live.switch()
        driven.settle(round(WARM_UP_S * 1000))
        watch.start()
        driven.settle(round(seconds * 1000))
        lost, ended = live.studio.interruptions, not live.studio.on
        live.switch()
        if ended:
            return watch.refusal or "The live performance ended before its time."
    if len(watch.frames) < 2 * 5:
        return "The window painted no frames."
    index, heard, known, drawn, painted = np.array(watch.frames).reshape(-1, 5).T
    memory = watch.memory_mb
    return LiveReport(
        frames=len(index),
        dropped=int(index[-1] - index[0] + 1 - len(index)),
        frames_per_second=round((len(index) - 1) / float(painted[-1] - painted[0]), 2),
        sound_to_screen=_spread(painted - heard),
        to_motion=_spread(known - heard),
        to_picture=_spread(drawn - known),
        to_screen=_spread(painted - drawn),
        lost=lost,
        shrunk=watch.shrunk,
        memory_start_mb=round(float(np.mean(memory[:MEMORY_MEAN])), 1),
        memory_end_mb=round(float(np.mean(memory[-MEMORY_MEAN:])), 1),
    )


def _spread(seconds: "np.ndarray[tuple[int], np.dtype[np.float64]]") -> tuple[float, float, float]:
    median, late, latest = np.percentile(seconds * 1000, [50, 99, 100])
    return round(float(median), 1), round(float(late), 1), round(float(latest), 1)


def main() -> int:
    """Print the figures and return 0; if there are none, print a sentence and return 2."""
    parser = argparse.ArgumentParser(description="Measures the live performance in the window.")
    parser.add_argument("--seconds", type=float, default=60.0)
    parser.add_argument("--film", type=Path)
    parser.add_argument("--device", type=DeviceChoice, default=DeviceChoice.AUTO)
    arguments = parser.parse_args()
    report = measure_live(arguments.seconds, arguments.device, arguments.film)
    if isinstance(report, str):
        sys.stderr.write(report + "\n")
        return 2
    sys.stdout.write(json.dumps(asdict(report)) + "\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())

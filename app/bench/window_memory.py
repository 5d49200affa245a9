"""Measures the window's memory at its main jobs: `python -m app.bench.window_memory` prints one JSON object.

It is a process of its own so that nothing else's memory is counted.
"""

import argparse
import json
import os
import sys
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

from PIL import Image

from app.bench.driven_window import DrivenWindow
from app.bench.memory import peak_mb, resident_mb
from app.core.heap import settle_heap
from app.core.paths import resource
from app.core.settings import DeviceChoice
from app.gui.demo import DEMO_PORTRAIT, DEMO_VOICE

PORTRAITS, EXPORTS = 22, 3
SHORTEST_PX, LONGEST_PX = 500, 3900  # longer sides of the portraits; the longest has 12 megapixels
PLAYED_S = 2.0
SETTLE_MS = 3000


@dataclass(frozen=True, slots=True)
class MemoryFigures:
    """Resident memory in megabytes, at rest but for the highest use so far, which the peaks are.

    started: the demo is ready. played: it has been played. portraits: after PORTRAITS different ones. returned: the
    demo is there again. exports: after EXPORTS of it, in the size of its picture.
    """

    started: float
    played: float
    portraits: float
    portraits_peak: float
    returned: float
    exports: float
    exports_peak: float


def measure_memory(device: DeviceChoice) -> MemoryFigures:
    """Drive the window through its start, many portraits and some exports."""
    with DrivenWindow(device) as driven:
        session = driven.session
        session.load_sound(resource(DEMO_VOICE))
        _load(driven, resource(DEMO_PORTRAIT))
        started = _at_rest_mb(driven)
        _play(driven)
        played = _at_rest_mb(driven)
        for portrait in _portraits(driven.folder):
            _load(driven, portrait)
        portraits, portraits_peak = _at_rest_mb(driven), peak_mb()
        _load(driven, resource(DEMO_PORTRAIT))
        returned = _at_rest_mb(driven)
        for number in range(EXPORTS):
            session.export(driven.folder / f"{number}.mp4")
            driven.until(session.exports.ended)
        exports, exports_peak = _at_rest_mb(driven), peak_mb()
    figures = (started, played, portraits, portraits_peak, returned, exports, exports_peak)
    return MemoryFigures(*(round(figure) for figure in figures))


def _portraits(folder: Path) -> Iterator[Path]:
    """The demo portrait in many sizes, every second one mirrored, and each cut differently."""
    with Image.open(resource(DEMO_PORTRAIT)) as picture:
        demo = picture.convert("RGB")
    for number in range(PORTRAITS):
        longest_px = round(SHORTEST_PX * (LONGEST_PX / SHORTEST_PX) ** ((number * 7 % PORTRAITS) / (PORTRAITS - 1)))
        cut = demo.crop((0, 2 * number, demo.width - 3 * number, demo.height))
        if number % 2:
            cut = cut.transpose(Image.Transpose.FLIP_LEFT_RIGHT)
        scale = longest_px / max(cut.size)
        file = folder / f"portrait {number}.jpg"
        cut.resize((round(cut.width * scale), round(cut.height * scale))).save(file)
        yield file


def _load(driven: DrivenWindow, portrait: Path) -> None:
    driven.session.load_portrait(portrait)
    driven.until(driven.session.portrait_changed)


def _play(driven: DrivenWindow) -> None:
    driven.session.play()
    driven.until(driven.session.position_changed, lambda position_s: position_s >= PLAYED_S)
    driven.session.stop()


def _at_rest_mb(driven: DrivenWindow) -> float:
    driven.settle(SETTLE_MS)
    return resident_mb()


def main() -> int:
    """Print the figures."""
    parser = argparse.ArgumentParser(description="Measures the window's memory on its demo.")
    parser.add_argument("--device", type=DeviceChoice, default=DeviceChoice.AUTO)
    arguments = parser.parse_args()
    os.environ.setdefault("OMP_NUM_THREADS", "1")  # as the program itself does
    settle_heap()
    sys.stdout.write(json.dumps(asdict(measure_memory(arguments.device))) + "\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())

"""Measures whether picture and sound stay together: `python -m app.bench.drift --minutes 10` prints one JSON object.

The picture is what the stage has just painted; the sound is the sample that the sound device says is being heard.
"""

import argparse
import json
import sys
from dataclasses import asdict, dataclass
from statistics import median, quantiles

from app.bench.chain import long_voice
from app.bench.driven_window import DrivenWindow
from app.core.frame import Frame
from app.core.motion import FRAMES_PER_SECOND
from app.core.paths import resource
from app.core.settings import DeviceChoice
from app.gui.demo import DEMO_PORTRAIT, DEMO_VOICE
from app.media.devices.player import SoundPlayer
from app.workers.status import Activity

EDGE_S = 30.0  # the beginning and the end that are compared, or a third of a shorter run


@dataclass(frozen=True, slots=True)
class DriftFigures:
    """How far the picture is behind the sound, in milliseconds; a frame lasts 40.

    behind_start_ms, behind_end_ms: how far the picture is behind the sound in the first and the last part. Judged by
    the tenth of the frames that came soonest, so that a machine that is busier at the end is not taken for a drift.
    drift_ms: their difference. behind_ms: the median. behind_99_ms: only one frame in a hundred is farther behind.
    shown_fps: frames a second that were painted. underflows: interruptions of the sound.
    audible: whether a sound device kept the time; if not, the machine's clock did.
    """

    seconds: float
    behind_start_ms: float
    behind_end_ms: float
    drift_ms: float
    behind_ms: float
    behind_99_ms: float
    shown_fps: float
    underflows: int
    audible: bool


def measure_drift(seconds: float, device: DeviceChoice) -> DriftFigures:
    """Play so many seconds in the real window, and compare the painted frames with the sound that is heard."""
    player = SoundPlayer()
    points: list[tuple[float, float]] = []  # (what is heard, what is seen) in seconds
    latest = [-1]

    def arrived(frame: Frame) -> None:
        latest[0] = frame.index

    def painted() -> None:
        seen_s = latest[0] / FRAMES_PER_SECOND
        if player.playing and (not points or points[-1][1] != seen_s):
            points.append((player.position_s(), seen_s))

    with DrivenWindow(device, lambda: player) as driven:
        session = driven.session
        session.load_sound(long_voice(resource(DEMO_VOICE), seconds, driven.folder / "long.wav"))
        session.load_portrait(resource(DEMO_PORTRAIT))
        driven.until(session.portrait_changed)
        session.frame_arrived.connect(arrived)
        driven.window.stage.painted.connect(painted)
        session.play()
        driven.until(session.frame_arrived)
        audible = player.silent_reason is None
        underflows = 0
        while session.activity is Activity.PLAYING:
            driven.settle(200)
            underflows = max(underflows, player.underflows)
    points = points[1:]  # the first one waits for the sound
    behind_ms = [(heard_s - seen_s) * 1000 for heard_s, seen_s in points]
    edge_s = min(EDGE_S, seconds / 3)
    start = _in_time([ms for ms, (heard_s, _) in zip(behind_ms, points, strict=True) if heard_s < edge_s])
    end = _in_time([ms for ms, (heard_s, _) in zip(behind_ms, points, strict=True) if heard_s > seconds - edge_s])
    return DriftFigures(
        seconds=round(points[-1][0], 1),
        behind_start_ms=round(start, 1),
        behind_end_ms=round(end, 1),
        drift_ms=round(end - start, 1),
        behind_ms=round(median(behind_ms), 1),
        behind_99_ms=round(quantiles(behind_ms, n=100)[98], 1),
        shown_fps=round(len(points) / points[-1][0], 2),
        underflows=underflows,
        audible=audible,
    )


def _in_time(behind_ms: list[float]) -> float:
    """The 10th percentile: the delay that only a tenth of the frames stays below."""
    return quantiles(behind_ms, n=10)[0]


def main() -> int:
    """Print the figures."""
    parser = argparse.ArgumentParser(description="Measures whether picture and sound stay together.")
    parser.add_argument("--minutes", type=float, default=10.0)
    parser.add_argument("--device", type=DeviceChoice, default=DeviceChoice.AUTO)
    arguments = parser.parse_args()
    sys.stdout.write(json.dumps(asdict(measure_drift(arguments.minutes * 60, arguments.device))) + "\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())

"""`rhapsode bench live`: how quickly and how steadily the live performance follows a microphone, or a camera."""

import json
import os
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import numpy as np

from app.bench.sound_server import MICROPHONE, can_serve, sound_server
from app.bootstrap.display import has_display
from app.core.audio import MODEL_SAMPLE_RATE_HZ
from app.core.errors import RhapsodeError
from app.core.paths import resource
from app.core.settings import DeviceChoice
from app.gui.demo import DEMO_PORTRAIT, DEMO_VOICE

PAUSE_S = 2.0  # between two readings of the voice, in which the portrait idles
FILM_S = 4.0  # of the demo portrait, which is what the camera sees
_STAGES = {
    "sound_to_screen": "{source} to screen",
    "to_motion": "  {source} to motion",
    "to_picture": "  motion to picture",
    "to_screen": "  picture to screen",
}


class LiveNotMeasured(RhapsodeError):
    """The live performance could not be measured; the message is the last line of the process that tried."""


def bench_live(minutes: float, device: DeviceChoice, *, camera: bool = False) -> dict[str, Any]:
    """The figures of app.bench.live_window, with a voice in the microphone where PulseAudio is installed.

    camera: a face in the place of a camera drives, and the microphone runs along. Raises LiveNotMeasured.
    """
    with tempfile.TemporaryDirectory(prefix="rhapsode-") as folder:
        film = None
        if camera:
            from app.bench.filmed_camera import film_portrait

            portrait, voice = resource(DEMO_PORTRAIT), resource(DEMO_VOICE)
            film = film_portrait(portrait, voice, FILM_S, Path(folder) / "film.mp4")
        if not can_serve():
            return {"voice": False, "camera": camera, **_measure(minutes, device, {}, film)}
        with sound_server() as server, _speaking(resource(DEMO_VOICE), server.environment):
            return {"voice": True, "camera": camera, **_measure(minutes, device, server.environment, film)}


def _measure(minutes: float, device: DeviceChoice, environment: dict[str, str], film: Path | None) -> dict[str, Any]:
    command = [sys.executable, "-m", "app.bench.live_window", "--seconds", str(60 * minutes), "--device", device.value]
    command += ["--film", str(film)] if film else []
    own = {**os.environ, **environment}
    if not has_display():
        own["QT_QPA_PLATFORM"] = "offscreen"
    before = os.getloadavg()[0] if hasattr(os, "getloadavg") else None
    finished = subprocess.run(command, env=own, capture_output=True, text=True, check=False)
    if finished.returncode != 0:
        raise LiveNotMeasured((finished.stderr.strip().splitlines() or ["The window could not be opened."])[-1])
    figures: dict[str, Any] = json.loads(finished.stdout.splitlines()[-1])
    after = os.getloadavg()[0] if hasattr(os, "getloadavg") else None
    return {**figures, "on_screen": has_display(), "load_before": before, "load_after": after}


@contextmanager
def _speaking(voice: Path, environment: dict[str, str]) -> Iterator[None]:
    """Play the voice into the server's microphone again and again, until the block ends."""
    from app.media.sound.load import load_clip

    spoken = np.concatenate([load_clip(voice).samples, np.zeros(round(PAUSE_S * MODEL_SAMPLE_RATE_HZ), np.float32)])
    data = (np.clip(spoken, -1.0, 1.0) * 32767).astype("<i2").tobytes()
    command = ["pacat", "--raw", f"--device={MICROPHONE}", f"--rate={MODEL_SAMPLE_RATE_HZ}", "--channels=1"]
    command += ["--format=s16le", "--latency-msec=50"]
    player = subprocess.Popen(command, env={**os.environ, **environment}, stdin=subprocess.PIPE)
    assert player.stdin is not None
    feed_into, ended = player.stdin, threading.Event()

    def feed() -> None:
        with suppress(BrokenPipeError):  # the player was ended
            while not ended.is_set():
                feed_into.write(data)

    feeder = threading.Thread(target=feed, name="voice")
    feeder.start()
    try:
        yield
    finally:
        ended.set()
        player.kill()
        player.wait()
        feeder.join()
        with suppress(BrokenPipeError):
            feed_into.close()


def live_report(figures: dict[str, Any]) -> str:
    """The figures as a table for a terminal."""
    lines = [f"{'milliseconds':22}{'median':>10}{'99 %':>10}{'longest':>10}"]
    source = "camera" if figures["camera"] else "sound"
    for name, label in _STAGES.items():
        median, late, longest = figures[name]
        lines.append(f"{label.format(source=source):22}{median:>10.1f}{late:>10.1f}{longest:>10.1f}")
    share = 100 * figures["dropped"] / max(1, figures["frames"] + figures["dropped"])
    growth_mb = figures["memory_end_mb"] - figures["memory_start_mb"]
    lines += [
        f"frames: {figures['frames']}, {figures['frames_per_second']:.2f} a second",
        f"dropped: {figures['dropped']} ({share:.2f} %)",
        f"sound interrupted: {figures['lost']} times",
        f"memory: {figures['memory_start_mb']:.0f} MB at the start, {growth_mb:+.1f} MB to the end",
    ]
    if figures["shrunk"]:
        lines.append("The picture had to be drawn smaller to keep up.")
    if figures["load_before"] is not None:
        lines.append(f"load of the machine: {figures['load_before']:.1f} before, {figures['load_after']:.1f} after")
    if not figures["voice"]:
        lines.append("PulseAudio is not installed: the default microphone was used, and nobody may have spoken.")
    if not figures["on_screen"]:
        lines.append("There is no display: the window was painted in memory.")
    return "\n".join(lines)

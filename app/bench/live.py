"""`rhapsode bench live`: how quickly and how steadily the live performance follows a microphone."""

import json
import os
import subprocess
import sys
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

PAUSE_S = 2.0  # between two readings of the voice, in which the portrait idles
_STAGES = {
    "sound_to_screen": "sound to screen",
    "to_motion": "  sound to motion",
    "to_picture": "  motion to picture",
    "to_screen": "  picture to screen",
}


class LiveNotMeasured(RhapsodeError):
    """The live performance could not be measured; the message is the last line of the process that tried."""


def bench_live(minutes: float, device: DeviceChoice) -> dict[str, Any]:
    """The figures of app.bench.live_window, with a voice in the microphone where PulseAudio is installed.

    Raises LiveNotMeasured.
    """
    if not can_serve():
        return {"voice": False, **_measure(minutes, device, {})}
    with sound_server() as server, _speaking(resource("demo_voice.flac"), server.environment):
        return {"voice": True, **_measure(minutes, device, server.environment)}


def _measure(minutes: float, device: DeviceChoice, environment: dict[str, str]) -> dict[str, Any]:
    command = [sys.executable, "-m", "app.bench.live_window", "--seconds", str(60 * minutes), "--device", device.value]
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
    for name, label in _STAGES.items():
        median, late, longest = figures[name]
        lines.append(f"{label:22}{median:>10.1f}{late:>10.1f}{longest:>10.1f}")
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

"""`rhapsode bench`: how fast the chain is on this machine. Prints medians and spread, judges nothing."""

import json
import os
import subprocess
import sys
import tempfile
import time
import wave
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Any

from app.bench.memory import peak_mb
from app.core.paths import resource
from app.core.settings import DeviceChoice, PerformanceSettings
from app.core.stopwatch import Stopwatch
from app.core.video_size import OutputSize, frame_size

SIZES = (OutputSize.P512, OutputSize.P720, OutputSize.P1080)
STAGES = ("motion", "render", "composite", "encode")


@dataclass(frozen=True, slots=True)
class Spread:
    """Lowest, median and highest of some runs."""

    low: float
    middle: float
    high: float

    @classmethod
    def of(cls, values: list[float]) -> "Spread":
        """The spread of at least one value."""
        return cls(min(values), median(values), max(values))

    def __str__(self) -> str:
        return f"{self.middle:7.1f}  ({self.low:.1f} to {self.high:.1f})"


def bench_chain(devices: list[DeviceChoice], portrait_file: Path, sound_file: Path, runs: int) -> dict[str, Any]:
    """Frames a second of the whole chain and of each stage, and seconds to the first frame, per device and size."""
    from app.engine.animator import Animator
    from app.media.pictures.files import load_portrait
    from app.media.sound.load import load_clip
    from app.media.video.writer import VideoWriter
    from app.model.devices import choose_device

    figures: dict[str, Any] = {}
    portrait, clip = load_portrait(portrait_file), load_clip(sound_file)
    for choice in devices:
        animator = Animator.load(choose_device(choice))
        face = animator.prepare(portrait)
        for size in SIZES:
            pixels = frame_size(portrait.width, portrait.height, size)
            renderer = animator.renderer(portrait, face, pixels)
            rates: dict[str, list[float]] = {name: [] for name in (*STAGES, "chain", "first_frame_s")}
            for run in range(runs + 1):
                watch = Stopwatch()
                performance = animator.perform(clip, PerformanceSettings())
                began, first_s = perf_counter(), None
                with (
                    tempfile.TemporaryDirectory() as folder,
                    VideoWriter(Path(folder) / "a.mp4", pixels, clip) as writer,
                ):
                    for frame in animator.frames(renderer, performance, watch=watch):
                        first_s = first_s or perf_counter() - began
                        with watch.stage("encode"):
                            writer.write(frame)
                    with watch.stage("encode"):
                        writer.close()
                    elapsed_s = perf_counter() - began
                if run == 0:
                    continue  # the first run warms caches and allocators
                for name in STAGES:
                    rates[name].append(performance.frame_count / max(watch.seconds[name], 1e-9))
                rates["chain"].append(performance.frame_count / elapsed_s)
                rates["first_frame_s"].append(first_s or elapsed_s)
            label = f"{choice.value} {pixels.width}x{pixels.height}"
            figures[label] = {name: Spread.of(values) for name, values in rates.items()}
    return figures


def bench_window(device: DeviceChoice) -> dict[str, float] | None:
    """The window's figures, from a process of its own; None without a display."""
    if sys.platform.startswith("linux") and not (os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")):
        return None
    command = [sys.executable, "-m", "app.bench.window", "--began", str(time.time()), "--device", device.value]
    finished = subprocess.run(command, capture_output=True, text=True, check=True)
    figures: dict[str, float] = json.loads(finished.stdout.splitlines()[-1])
    return figures


def bench_memory(portrait: Path, sound: Path, minutes: float) -> dict[str, float]:
    """Peak memory and time of `rhapsode animate --size 512` on that many minutes of sound, in its own process."""
    with tempfile.TemporaryDirectory() as folder:
        long = long_voice(sound, minutes * 60, Path(folder) / "long.wav")
        arguments = [str(portrait), str(long), "-o", str(Path(folder) / "long.mp4"), "--size", "512", "--json"]
        began = perf_counter()
        subprocess.run([sys.executable, "-m", "app", "animate", *arguments], check=True, stdout=subprocess.DEVNULL)
        elapsed_s = perf_counter() - began
    return {"minutes": minutes, "seconds": round(elapsed_s, 1), "peak_mb": round(peak_mb(children=True))}


def long_voice(sound: Path, seconds: float, file: Path) -> Path:
    """Write a voice, repeated to last `seconds`, as 16-bit mono WAV to `file`, which is returned. Raises BadSound."""
    import numpy as np

    from app.core.audio import MODEL_SAMPLE_RATE_HZ
    from app.media.sound.load import load_clip

    samples = np.resize(load_clip(sound).samples, round(seconds * MODEL_SAMPLE_RATE_HZ))
    with wave.open(str(file), "wb") as wav:
        wav.setnchannels(1)
        wav.setsampwidth(2)
        wav.setframerate(MODEL_SAMPLE_RATE_HZ)
        wav.writeframes((np.clip(samples, -1, 1) * 32767).astype("<i2").tobytes())
    return file


def bench_report(devices: list[DeviceChoice], runs: int, minutes: float | None) -> str:
    """Measure everything; returns a table for a terminal. minutes: of sound for the memory, not measured without."""
    portrait, sound = resource("demo_portrait.png"), resource("demo_voice.flac")
    lines = [
        f"{'frames a second':24}" + "".join(f"{name:>28}" for name in ("chain", *STAGES)) + f"{'first frame, s':>28}"
    ]
    for label, rates in bench_chain(devices, portrait, sound, runs).items():
        cells = "".join(f"{rates[name]!s:>28}" for name in ("chain", *STAGES))
        first = rates["first_frame_s"]
        lines.append(f"{label:24}{cells}{f'{first.middle:.2f}  ({first.low:.2f} to {first.high:.2f})':>28}")
    lines += _region_lines(devices[0], portrait, sound, runs)
    lines.append(f"median of {runs} runs (lowest to highest); peak memory of this process {peak_mb():.0f} MB")
    window = bench_window(devices[0])
    if window is None:
        lines.append("window: no display here, so it was not measured")
    else:
        lines += [f"window {name:26}{value:10.3f}" for name, value in window.items()]
    if minutes:
        memory = bench_memory(portrait, sound, minutes)
        lines.append(
            f"{minutes:g} minutes of sound at 512: {memory['seconds']:.0f} s, peak memory {memory['peak_mb']:.0f} MB"
        )
    return "\n".join(lines)


def _region_lines(device: DeviceChoice, portrait: Path, sound: Path, runs: int) -> list[str]:
    from app.bench.regions import bench_regions
    from app.engine.animator import Animator
    from app.media.sound.load import load_clip
    from app.model.devices import choose_device

    animator = Animator.load(choose_device(device))
    rates = bench_regions(animator, portrait, load_clip(sound), runs)
    return ["", "before encoding"] + [f"{label:24}{Spread.of(values)!s:>28}" for label, values in rates.items()]

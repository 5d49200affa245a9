"""Fixtures of the media tests: real sound files, a voice-like signal, and a user with ordinary rights."""

import os
import sys
import tempfile
from collections.abc import Callable, Iterator
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest
from av.audio.stream import AudioStream
from numpy.typing import NDArray

NOBODY = 65534
LAYOUTS = {1: "mono", 2: "stereo", 6: "5.1"}

WriteSound = Callable[..., Path]


@pytest.fixture
def ordinary_users_folder() -> Iterator[Path]:
    """A folder in which file permissions hold: they do not stop root, so its rights are given away for one test."""
    if sys.platform == "win32":
        pytest.skip("SKIPPED ALOUD: permissions work differently on Windows")
    with tempfile.TemporaryDirectory() as name:  # pytest's own folders are closed to other users
        folder = Path(name)
        if os.geteuid() != 0:
            yield folder
        else:
            os.chown(folder, NOBODY, NOBODY)
            os.seteuid(NOBODY)
            try:
                yield folder
            finally:
                os.seteuid(0)
        folder.chmod(0o700)


def babble(seconds: float, rate_hz: int) -> NDArray[np.float32]:
    """(n,) noise in the voice band with syllables; it matches itself at one shift alone."""
    count = round(seconds * rate_hz)
    noise = np.fft.rfft(np.random.default_rng(7).standard_normal(count))
    frequencies = np.fft.rfftfreq(count, 1 / rate_hz)
    noise[(frequencies < 200) | (frequencies > 3000)] = 0
    voice = np.fft.irfft(noise, count)
    syllables = np.interp(np.arange(count) / rate_hz, np.arange(0, seconds + 1, 0.15), _loudness(seconds))
    voice *= syllables
    return np.asarray(0.7 * voice / np.abs(voice).max(), np.float32)


def _loudness(seconds: float) -> NDArray[np.float64]:
    return np.random.default_rng(8).random(len(np.arange(0, seconds + 1, 0.15))) ** 2


@pytest.fixture(name="babble")
def babble_fixture() -> Callable[[float, int], NDArray[np.float32]]:
    """babble(seconds, rate_hz): (n,) float32"""
    return babble


@pytest.fixture
def write_sound(tmp_path: Path) -> WriteSound:
    """write_sound(name, samples, rate_hz, codec, ...) makes a real sound file from (C, n) float32 samples."""

    def write(
        name: str,
        samples: NDArray[np.float32],
        rate_hz: int,
        codec: str,
        start_s: float = 0.0,
        picture_s: float = 0.0,
        container_options: dict[str, str] | None = None,
    ) -> Path:
        """start_s: where the sound begins; picture_s: how long a picture, from 0 on, stands beside it."""
        path = tmp_path / name
        with av.open(str(path), "w", container_options=container_options or {}) as container:
            sound = container.add_stream(codec, rate=rate_hz, layout=LAYOUTS[samples.shape[0]])
            if picture_s:
                video = container.add_stream("libx264", rate=25, width=64, height=64, pix_fmt="yuv420p")
                for index in range(round(picture_s * 25)):
                    frame = av.VideoFrame.from_ndarray(np.zeros((64, 64, 3), np.uint8)).reformat(format="yuv420p")
                    frame.pts, frame.time_base = index, Fraction(1, 25)
                    container.mux(video.encode(frame))
                container.mux(video.encode(None))
            encode_sound(container, sound, samples, rate_hz, start_s)
        return path

    return write


def encode_sound(
    container: av.container.OutputContainer,
    sound: AudioStream,
    samples: NDArray[np.float32],
    rate_hz: int,
    start_s: float,
) -> None:
    layout = LAYOUTS[samples.shape[0]]
    converter = av.AudioResampler(format=sound.codec_context.format, layout=layout, rate=rate_hz)
    for first in range(0, samples.shape[1], 1024):
        piece = np.ascontiguousarray(samples[:, first : first + 1024], np.float32)
        frame = av.AudioFrame.from_ndarray(piece, format="fltp", layout=layout)
        frame.sample_rate, frame.time_base = rate_hz, Fraction(1, rate_hz)
        frame.pts = first + round(start_s * rate_hz)
        for converted in converter.resample(frame):
            container.mux(sound.encode(converted))
    container.mux(sound.encode(None))

"""One time line for everything that reads a sound file."""

from collections.abc import Callable
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest
from numpy.typing import NDArray

from app.media.sound.resampling import Resampler
from app.media.sound.stream import PIECE_SAMPLES, SoundStream

Babble = Callable[[float, int], NDArray[np.float32]]
WriteSound = Callable[..., Path]


def whole(path: Path, start_s: float = 0.0) -> NDArray[np.float32]:
    with SoundStream(path) as sound:
        return np.concatenate(list(sound.pieces(start_s)), axis=1)


@pytest.mark.parametrize("start_s", [0.3, 1.7, 3.0])
@pytest.mark.parametrize(
    ("name", "codec", "tolerance"),
    [
        ("a.wav", "pcm_s16le", 0),
        ("a.flac", "flac", 0),
        ("a.mp3", "libmp3lame", 1e-4),
        ("a.m4a", "aac", 2e-3),  # its noise substitution is drawn anew
        ("a.opus", "libopus", 0.02),  # Opus converges on its state after a seek instead of restoring it
    ],
)
def test_starting_midway_gives_the_same_samples(
    write_sound: WriteSound, babble: Babble, name: str, codec: str, tolerance: float, start_s: float
) -> None:
    voice = babble(4.0, 48000)
    path = write_sound(name, np.stack([voice, -0.5 * voice]), 48000, codec)
    everything = whole(path)
    later = whole(path, start_s)
    expected = everything[:, round(start_s * 48000) :]
    assert later.shape == expected.shape
    assert np.abs(later - expected).max() <= tolerance


def test_starting_after_the_end_gives_nothing(write_sound: WriteSound, babble: Babble) -> None:
    path = write_sound("a.mp3", babble(2.0, 48000)[None], 48000, "libmp3lame")
    with SoundStream(path) as sound:
        assert list(sound.pieces(5.0)) == []


def test_pieces_are_large_and_complete(write_sound: WriteSound, babble: Babble) -> None:
    voice = babble(3.0, 48000)
    path = write_sound("a.flac", voice[None], 48000, "flac")
    with SoundStream(path) as sound:
        pieces = list(sound.pieces())
    assert all(piece.shape[1] >= PIECE_SAMPLES for piece in pieces[:-1])
    assert sum(piece.shape[1] for piece in pieces) == len(voice)
    assert (sound.sample_rate_hz, sound.channels, sound.layout) == (48000, 1, "mono")


def test_a_hole_in_the_time_stamps_becomes_silence(tmp_path: Path, babble: Babble) -> None:
    voice = babble(2.0, 48000)
    path = tmp_path / "hole.mka"
    with av.open(str(path), "w") as container:
        sound = container.add_stream("pcm_f32le", rate=48000, layout="mono")
        for first in range(0, 96000, 960):
            frame = av.AudioFrame.from_ndarray(voice[None, first : first + 960], format="flt", layout="mono")
            frame.sample_rate, frame.time_base = 48000, Fraction(1, 48000)
            frame.pts = first + (24000 if first >= 48000 else 0)
            container.mux(sound.encode(frame))
    expected = np.concatenate([voice[:48000], np.zeros(24000, np.float32), voice[48000:]])
    heard = whole(path)[0]
    assert len(heard) == len(expected)
    assert np.abs(heard - expected).max() < 1e-6


def test_a_rate_that_changes_midway(write_sound: WriteSound, tmp_path: Path) -> None:
    """Two MP3 files, one after the other, as people join them."""

    def tone(rate_hz: int) -> NDArray[np.float32]:
        return np.asarray(0.5 * np.sin(2 * np.pi * 500 * np.arange(rate_hz) / rate_hz), np.float32)[None]

    first = write_sound("first.mp3", tone(44100), 44100, "libmp3lame")
    second = write_sound("second.mp3", tone(22050), 22050, "libmp3lame")
    joined = tmp_path / "joined.mp3"
    joined.write_bytes(first.read_bytes() + second.read_bytes())
    heard = whole(joined)[0]
    assert len(heard) == pytest.approx(2 * 44100, abs=0.12 * 44100)
    for half in (heard[4410:35280], heard[52920:83790]):
        spectrum = np.abs(np.fft.rfft(half))
        assert np.argmax(spectrum) * 44100 / len(half) == pytest.approx(500, abs=2)


def test_channels_that_change_midway(write_sound: WriteSound, babble: Babble, tmp_path: Path) -> None:
    voice = babble(1.0, 44100)
    mono = write_sound("mono.mp3", voice[None], 44100, "libmp3lame")
    stereo = write_sound("stereo.mp3", np.stack([voice, voice]), 44100, "libmp3lame")
    joined = tmp_path / "joined.mp3"
    joined.write_bytes(stereo.read_bytes() + mono.read_bytes())
    heard = whole(joined)
    assert heard.shape[0] == 2
    assert np.abs(heard[:, -22050:]).max() > 0.1
    assert np.abs(heard[0, -22050:] - heard[1, -22050:]).max() < 1e-6


@pytest.mark.parametrize("piece", [1, 7, 1000, 100_000])
def test_resampling_does_not_depend_on_the_pieces(babble: Babble, piece: int) -> None:
    sound = np.stack([babble(0.1, 44100), -babble(0.1, 44100)])
    resampler = Resampler(44100, 48000, 2)
    parts = [resampler.push(sound[:, start : start + piece]) for start in range(0, sound.shape[1], piece)]
    result = np.concatenate([*parts, resampler.finish()], axis=1)
    at_once = Resampler(44100, 48000, 2)
    expected = np.concatenate([at_once.push(sound), at_once.finish()], axis=1)
    assert result.shape == (2, 4800)
    assert np.abs(result - expected).max() < 1e-6


def test_resampling_keeps_a_click_in_its_place() -> None:
    click = np.zeros((1, 44100), np.float32)
    click[0, 22050] = 1.0
    resampler = Resampler(44100, 16000, 1)
    result = np.concatenate([resampler.push(click), resampler.finish()], axis=1)
    assert result[0].argmax() == 8000
    assert result.shape[1] == 16000

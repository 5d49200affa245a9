"""Sounds really played: into a null sink whose monitor is recorded."""

import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy.signal import correlate

from app.core.audio import AudioClip
from app.media.devices.player import SoundPlayer
from app.media.sound.load import load_clip
from tests.support.pulse import RATE_HZ, Capture, PulseServer, no_sound_devices, pulse_server, until

ROOT = Path(__file__).resolve().parents[3]
Babble = Callable[[float, int], NDArray[np.float32]]
WriteSound = Callable[..., Path]


@pytest.fixture(scope="module")
def pulse() -> Iterator[PulseServer]:
    with pulse_server() as server:
        yield server


@pytest.fixture
def player() -> Iterator[SoundPlayer]:
    player = SoundPlayer()
    yield player
    player.stop()
    assert not [thread for thread in threading.enumerate() if thread.name == "sound feeder"]


def found(recorded: NDArray[np.float32], played: NDArray[np.float32]) -> tuple[float, int]:
    """Correlation of the played sound with the best matching part of the recording, and where that begins."""
    products = correlate(recorded.astype(np.float64), played.astype(np.float64), mode="valid", method="fft")
    place = int(products.argmax())
    part = recorded[place : place + len(played)]
    return float(np.corrcoef(part, played)[0, 1]), place


def played_to_its_end(player: SoundPlayer, capture: Capture, clip: AudioClip, start_s: float = 0.0) -> None:
    player.play(clip, start_s)
    assert player.silent_reason is None
    assert player.playing
    until(lambda: player.ended)
    heard_until = capture.samples().shape[1]
    until(lambda: capture.samples().shape[1] > heard_until + RATE_HZ // 10)  # what is still on its way to the file


def heard(
    pulse: PulseServer, player: SoundPlayer, clip: AudioClip, originals: list[NDArray[np.float32]], start_s: float = 0.0
) -> NDArray[np.float32]:
    """(C, n) recording in which every channel matches its original; other work on the machine may spoil two takes."""
    for _ in range(3):
        with pulse.captured() as capture:
            played_to_its_end(player, capture, clip, start_s)
            recorded = capture.samples()
        matches = [found(channel, original)[0] for channel, original in zip(recorded, originals, strict=True)]
        if min(matches) >= 0.95:
            return recorded
    pytest.fail(f"what was heard matches what was played by {matches} only, with {player.underflows} interruptions")


def test_both_channels_are_heard_as_they_are(
    pulse: PulseServer, player: SoundPlayer, babble: Babble, write_sound: WriteSound
) -> None:
    left, right = babble(1.5, RATE_HZ), np.roll(babble(1.5, RATE_HZ), RATE_HZ // 2)
    clip = load_clip(write_sound("a.flac", np.stack([left, right]), RATE_HZ, "flac"))
    heard(pulse, player, clip, [left, right])
    assert player.position_s() == clip.duration_s
    assert not player.playing


@pytest.mark.parametrize("source", ["memory", "vanished file"])
def test_without_a_file_the_samples_in_memory_are_heard(
    pulse: PulseServer, player: SoundPlayer, babble: Babble, tmp_path: Path, source: str
) -> None:
    voice = babble(1.0, RATE_HZ)
    clip = AudioClip(np.ascontiguousarray(voice[::3]), None if source == "memory" else tmp_path / "gone.wav")
    heard(pulse, player, clip, [voice, voice])


def test_playing_from_the_middle(
    pulse: PulseServer, player: SoundPlayer, babble: Babble, write_sound: WriteSound
) -> None:
    voice = babble(3.0, RATE_HZ)
    clip = load_clip(write_sound("a.mp3", voice[None], RATE_HZ, "libmp3lame"))
    rest = voice[2 * RATE_HZ :]
    recorded = heard(pulse, player, clip, [rest, rest], start_s=2.0)[0]
    _, place = found(recorded, rest)
    assert np.abs(recorded[: max(0, place - RATE_HZ // 50)]).max(initial=0) < 0.02  # nothing from before the middle


def test_the_clock_is_what_is_heard(pulse: PulseServer, player: SoundPlayer, babble: Babble) -> None:
    clip = AudioClip(babble(2.0, 16000))
    readings = []
    with pulse.captured(channels=1) as capture:
        player.play(clip)
        while not player.ended:
            position_s, recorded = player.position_s(), capture.path.stat().st_size // 4
            readings.append((time.perf_counter(), position_s, recorded))
            until(lambda reading=position_s: player.position_s() > reading + 0.02 or player.ended)
        heard_until = capture.path.stat().st_size
        until(lambda: capture.path.stat().st_size > heard_until + RATE_HZ)
        _, began = found(capture.samples()[0][::3], clip.samples)
    positions = [position_s for _, position_s, _ in readings]
    assert positions == sorted(positions)
    middle = [reading for reading in readings if 0.5 < reading[1] < 1.9]
    assert len(middle) > 20
    for _, position_s, recorded in middle:
        assert position_s == pytest.approx((recorded - 3 * began) / RATE_HZ, abs=0.12)  # the recording's own delay
    (first_at, first_s, _), (last_at, last_s, _) = middle[0], middle[-1]
    assert last_s - first_s == pytest.approx(last_at - first_at, abs=0.05)


def test_stopping_is_heard_at_once(pulse: PulseServer, player: SoundPlayer, babble: Babble) -> None:
    with pulse.captured(channels=1) as capture:
        player.play(AudioClip(babble(10.0, 16000)))
        until(lambda: player.position_s() > 0.5)
        began = time.perf_counter()
        player.stop()
        took_s = time.perf_counter() - began
        stopped_at = capture.samples().shape[1]
        until(lambda: capture.samples().shape[1] > stopped_at + RATE_HZ)
        after = capture.samples()[0][stopped_at + RATE_HZ // 2 :]
    assert took_s < 0.5
    assert np.abs(after).max() < 1e-4
    assert (player.playing, player.ended) == (False, False)
    stopped_s = player.position_s()
    assert 0.5 < stopped_s < 1.5
    assert player.position_s() == stopped_s


def test_volume(pulse: PulseServer, player: SoundPlayer, babble: Babble) -> None:
    clip = AudioClip(babble(1.0, 16000))
    player.volume = 0.25
    with pulse.captured(channels=1) as capture:
        played_to_its_end(player, capture, clip)
        quiet = capture.samples()[0]
    assert np.abs(quiet).max() == pytest.approx(0.25 * np.abs(clip.samples).max(), rel=0.1)
    player.volume = 7
    assert player.volume == 1.0
    player.volume = -1
    assert player.volume == 0.0
    with pulse.captured(channels=1) as capture:
        played_to_its_end(player, capture, clip)
        assert np.abs(capture.samples()).max() < 1e-6


def test_a_new_sound_replaces_the_old_one(pulse: PulseServer, player: SoundPlayer, babble: Babble) -> None:
    player.play(AudioClip(babble(10.0, 16000)))
    until(lambda: player.position_s() > 0.2)
    player.play(AudioClip(babble(0.3, 16000)))
    assert player.position_s() <= 0.3
    until(lambda: player.ended, within_s=3.0)


def test_a_device_that_disappears_leaves_the_clock_running(player: SoundPlayer, babble: Babble) -> None:
    with pulse_server() as server:
        player.play(AudioClip(babble(1.5, 16000)))
        until(lambda: player.position_s() > 0.3)
        server.kill()
        until(lambda: player.silent_reason is not None)
        assert "has gone" in str(player.silent_reason)
        assert player.playing
        reached_s = player.position_s()
        assert 0.3 < reached_s < 1.5
        until(lambda: player.position_s() > reached_s + 0.2)
        until(lambda: player.ended)
        assert player.position_s() == 1.5
        player.play(AudioClip(babble(0.3, 16000)))
        assert "nothing will be heard" in str(player.silent_reason)
        until(lambda: player.ended)


def test_without_any_device_time_passes_silently(player: SoundPlayer, babble: Babble) -> None:
    with no_sound_devices():
        began = time.perf_counter()
        player.play(AudioClip(babble(0.5, 16000)), start_s=0.2)
        assert "No sound device was found" in str(player.silent_reason)
        assert player.playing
        assert 0.2 <= player.position_s() < 0.5
        until(lambda: player.ended)
        assert time.perf_counter() - began >= 0.3
        assert (player.position_s(), player.playing) == (0.5, False)


def test_without_portaudio_the_reason_says_what_to_install(tmp_path: Path) -> None:
    """In a process of its own, where importing sounddevice fails as it does without the library."""
    (tmp_path / "sounddevice.py").write_text('raise OSError("PortAudio library not found")\n')
    script = (
        "import numpy as np\n"
        "from app.core.audio import AudioClip\n"
        "from app.media.devices.player import SoundPlayer\n"
        "player = SoundPlayer()\n"
        "player.play(AudioClip(np.zeros(1600, np.float32)))\n"
        "print(player.silent_reason)\n"
    )
    environment = {**os.environ, "PYTHONPATH": f"{tmp_path}{os.pathsep}{ROOT}"}
    command = [sys.executable, "-c", script]
    told = subprocess.run(command, capture_output=True, text=True, check=True, cwd=tmp_path, env=environment).stdout
    assert "PortAudio is missing" in told
    assert "libportaudio2" in told


def test_before_anything_was_played(player: SoundPlayer) -> None:
    player.stop()
    assert (player.playing, player.ended, player.position_s(), player.silent_reason) == (False, False, 0.0, None)

"""The recording booth without a window: a real microphone into which the demo voice is played, a real folder."""

import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from time import perf_counter

import av
import numpy as np
import pytest
from numpy.typing import NDArray
from PySide6.QtGui import QUndoStack
from scipy.signal import correlate

from app.core.moved_file import where_now
from app.media.devices.microphone import Microphone
from app.media.recordings.library import RecordingLibrary
from app.media.recordings.writer import RecordingWriter
from app.workers.recording.booth import BoothState, RecordingBooth
from app.workers.recording.capture import Recorded, RecordVoice
from app.workers.recording.shelf import RecordingShelf
from app.workers.status import Tone
from tests.support.pulse import PulseServer, no_sound_devices, pulse_server

ROOT = Path(__file__).resolve().parents[3]
TIMEOUT_MS = 30_000
QUICK_MS = 40  # a second of the countdown, here


@pytest.fixture(scope="module")
def pulse() -> Iterator[PulseServer]:
    with pulse_server() as server:
        yield server


@pytest.fixture
def shelf(qapp, tmp_path):
    stack = QUndoStack()
    shelf = RecordingShelf(RecordingLibrary(tmp_path / "takes"), stack)
    shelf.stack = stack
    yield shelf
    shelf.deleteLater()
    qapp.processEvents()


@pytest.fixture
def open_booth(qapp, shelf):
    """open_booth() opens one; inside the sound server's `with`, whose settings are not to change while it looks."""
    opened = []

    def open_one(second_ms=QUICK_MS):
        booth = RecordingBooth(shelf, second_ms=second_ms)
        booth.messages = []
        booth.told.connect(booth.messages.append)
        shelf.told.connect(booth.messages.append)
        opened.append(booth)
        booth.start()
        return booth

    yield open_one
    for booth in opened:
        booth.close()
        booth.deleteLater()
    qapp.processEvents()


@pytest.fixture
def booth(pulse, open_booth):
    return open_booth()


def decoded(path: Path, rate_hz: int | None = None) -> NDArray[np.float32]:
    """(n,) first channel"""
    with av.open(str(path)) as file:
        converter = av.AudioResampler(format="flt", layout="mono", rate=rate_hz or file.streams.audio[0].rate)
        frames = [out for frame in file.decode(audio=0) for out in converter.resample(frame)]
        frames += converter.resample(None)
    return np.concatenate([frame.to_ndarray() for frame in frames], axis=1)[0]


def until_state(qtbot, booth, state):
    if booth.state is not state:
        with qtbot.waitSignal(booth.state_changed, timeout=TIMEOUT_MS, check_params_cb=lambda now: now is state):
            pass


def until_recorded_s(qtbot, booth, seconds):
    with qtbot.waitSignal(booth.captured, timeout=TIMEOUT_MS, check_params_cb=lambda now: now.seconds > seconds):
        pass


def recorded(qtbot, booth, seconds=0.3):
    """A short recording, from pressing record to the list."""
    booth.record()
    until_recorded_s(qtbot, booth, seconds)
    with qtbot.waitSignal(booth.recorded, timeout=TIMEOUT_MS) as done:
        booth.stop()
    until_state(qtbot, booth, BoothState.IDLE)
    return done.args[0]


def lost_and_likeness(recording: NDArray[np.float32], spoken: NDArray[np.float32]) -> tuple[int, float]:
    """By how many samples the end is nearer to the beginning than it was spoken, and the correlation of the whole."""
    part = len(spoken) // 4
    first, last = (
        int(correlate(recording.astype(np.float64), piece.astype(np.float64), "valid", "fft").argmax())
        for piece in (spoken[:part], spoken[-part:])
    )
    heard = recording[first : first + len(spoken)]
    return len(spoken) - part - (last - first), float(np.corrcoef(heard, spoken[: len(heard)])[0, 1])


def test_the_recording_is_what_was_spoken_and_no_sample_is_lost(qtbot, pulse, booth, demo_voice_path):
    counts, levels = [], []
    booth.count_changed.connect(counts.append)
    booth.captured.connect(levels.append)
    rate_hz = Microphone().sample_rate_hz
    spoken = decoded(demo_voice_path, rate_hz)
    for _ in range(3):  # a busy machine may spoil a recording or two, of the one who speaks or of the one who records
        booth.messages.clear()
        booth.record()
        until_recorded_s(qtbot, booth, 0.1)
        with pulse.speaking(demo_voice_path) as speaking:
            qtbot.waitUntil(lambda speaking=speaking: speaking.poll() is not None, timeout=TIMEOUT_MS)
        until_recorded_s(qtbot, booth, levels[-1].seconds + 0.6)
        with qtbot.waitSignal(booth.recorded, timeout=TIMEOUT_MS) as done:
            booth.stop()
        recording = done.args[0]
        heard = decoded(recording.path)
        lost, likeness = lost_and_likeness(heard, spoken)
        if not booth.messages and likeness >= 0.95:
            break
    assert booth.messages == []
    assert booth.shelf.recordings[0] == recording
    assert len(heard) == round(recording.duration_s * rate_hz)
    assert likeness >= 0.95
    assert abs(lost) <= 2  # two rates, resampled by two programs
    assert counts[:4] == [3, 2, 1, 0]
    assert max(level.level.peak_db for level in levels) == pytest.approx(20 * np.log10(np.abs(spoken).max()), abs=1.0)
    assert not any(level.level.clipped for level in levels)


def test_the_countdown_can_be_stopped_and_leaves_nothing(qtbot, pulse, shelf, open_booth):
    booth = open_booth(second_ms=1000)
    counts = []
    booth.count_changed.connect(counts.append)
    booth.record()
    until_state(qtbot, booth, BoothState.COUNTING)
    booth.record()  # pressed twice
    booth.stop()
    until_state(qtbot, booth, BoothState.IDLE)
    assert counts == [3, 0]
    assert shelf.recordings == []
    assert not shelf.library.folder.exists()


def test_without_a_microphone_there_is_a_sentence(qtbot, open_booth):
    with no_sound_devices():
        booth = open_booth()
        with qtbot.waitSignal(booth.told, timeout=TIMEOUT_MS) as told:
            booth.record()
    assert told.args[0].tone is Tone.ERROR
    assert "No microphone was found" in told.args[0].text
    assert booth.state is BoothState.IDLE


@pytest.mark.parametrize("how", ["unplug", "kill"])
def test_a_microphone_that_vanishes_while_recording_ends_the_recording_and_it_is_kept(qtbot, open_booth, how):
    with pulse_server() as server:
        booth = open_booth()
        booth.record()
        until_recorded_s(qtbot, booth, 0.4)
        with qtbot.waitSignals([booth.recorded, booth.told], timeout=TIMEOUT_MS):
            getattr(server, how)()
        until_state(qtbot, booth, BoothState.IDLE)
    (recording,) = booth.shelf.recordings
    assert recording.duration_s > 0.4
    assert len(decoded(recording.path)) > 0.4 * 40_000
    (message,) = booth.messages
    assert message.tone is Tone.WARNING
    assert message.text == (
        "The microphone has gone, so the recording was stopped. What was recorded until then is kept as Take 1."
    )


def test_a_microphone_that_vanishes_in_the_countdown_leaves_no_recording(qtbot, shelf, open_booth):
    with pulse_server() as server:
        booth = open_booth(second_ms=1000)
        booth.record()
        until_state(qtbot, booth, BoothState.COUNTING)
        with qtbot.waitSignal(booth.told, timeout=TIMEOUT_MS) as told:
            server.unplug()
        assert "The microphone has gone" in told.args[0].text
    assert shelf.recordings == []


class FullDisk(RecordingLibrary):
    """A library on a disk with room for half a second."""

    def begin(self, sample_rate_hz: int) -> RecordingWriter:
        import resource

        writer = super().begin(sample_rate_hz)
        hard = resource.getrlimit(resource.RLIMIT_FSIZE)[1]
        resource.setrlimit(resource.RLIMIT_FSIZE, (sample_rate_hz // 2 * 3, hard))
        return writer


def test_a_full_disk_ends_the_recording_and_it_is_kept(qtbot, booth, shelf):
    import resource

    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    shelf.library = FullDisk(shelf.library.folder)
    try:
        with qtbot.waitSignal(booth.recorded, timeout=TIMEOUT_MS):
            booth.record()
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    (message,) = booth.messages
    assert message.tone is Tone.WARNING
    assert "no room left on the disk" in message.text
    assert "kept as Take 1" in message.text
    (recording,) = shelf.recordings
    assert 0.3 < recording.duration_s <= 0.5
    assert len(decoded(recording.path)) == round(recording.duration_s * Microphone().sample_rate_hz)
    assert booth.state is BoothState.IDLE


def test_closing_while_recording_keeps_the_recording(qtbot, booth, shelf):
    booth.record()
    until_recorded_s(qtbot, booth, 0.4)
    booth.close()
    (recording,) = shelf.library.recordings()
    assert recording.duration_s >= 0.4


_RECORD = """
import sys
from pathlib import Path
from app.media.recordings.library import RecordingLibrary
from app.workers.recording.capture import Capturing, RecordVoice
job = RecordVoice(RecordingLibrary(Path(sys.argv[1])), None)
job.begin()
job.run(None, lambda value: print(getattr(value, "seconds", 0), flush=True))
"""


def killed_while_recording(pulse: PulseServer, folder: Path, voice: Path, after_s: float) -> float:
    """Record in a program of its own, and kill it without warning; returns how much it had said to have recorded."""
    command = [sys.executable, "-c", _RECORD, str(folder)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as recording:
        assert recording.stdout is not None
        while float(recording.stdout.readline()) == 0.0:
            pass
        with pulse.speaking(voice):
            while (seconds := float(recording.stdout.readline())) < after_s:
                pass
            recording.send_signal(signal.SIGKILL)
            recording.wait()
    return seconds


def test_a_recording_that_is_killed_is_offered_at_the_next_start(qtbot, pulse, booth, demo_voice_path):
    rate_hz = Microphone().sample_rate_hz
    spoken = decoded(demo_voice_path, rate_hz)[: 2 * rate_hz]
    for number in (1, 2, 3):  # a busy machine may spoil a recording or two
        booth.messages.clear()
        seconds = killed_while_recording(pulse, booth.shelf.library.folder, demo_voice_path, after_s=3.0)
        (recording,) = booth.shelf.open()
        assert booth.shelf.recordings[0] == recording
        assert recording.name == f"Take {number} (recovered)"
        assert recording.duration_s >= seconds
        (message,) = booth.messages
        assert "Rhapsode was ended in the middle of a recording" in message.text
        assert recording.name in message.text
        heard = decoded(recording.path)
        place = int(correlate(heard.astype(np.float64), spoken.astype(np.float64), "valid", "fft").argmax())
        likeness = np.corrcoef(heard[place : place + len(spoken)], spoken)[0, 1]
        if likeness >= 0.95:
            break
    assert likeness >= 0.95
    assert booth.shelf.open() == []


def test_renaming_and_deleting_can_be_undone(qtbot, pulse, booth, shelf):
    recording = recorded(qtbot, booth)
    changes = []
    shelf.changed.connect(changes.append)
    shelf.rename(recording.path, "  The   second verse ")
    assert [recording.name for recording in shelf.recordings] == ["The second verse"]
    shelf.rename(recording.path, "   ")
    assert [recording.name for recording in shelf.recordings] == ["The second verse"]
    shelf.delete(recording.path)
    assert shelf.recordings == []
    assert "Ctrl+Z" in booth.messages[-1].text
    assert shelf.stack.undoText() == "Delete take"
    shelf.stack.undo()
    assert [recording.name for recording in shelf.recordings] == ["The second verse"]
    shelf.stack.undo()
    assert [recording.name for recording in shelf.recordings] == ["Take 1"]
    shelf.stack.redo()
    shelf.stack.redo()
    assert shelf.recordings == []
    assert len(changes) == 7
    file = where_now(recording.path)
    assert file.name == "The second verse.wav"
    shelf.close()
    assert not file.exists()


def test_a_recording_is_played_as_it_was_recorded(qtbot, pulse, booth, shelf, demo_voice_path):
    voice = decoded(demo_voice_path, 44100)[: 2 * 44100]
    recording = shelf.library.keep(voice, 44100)
    shelf.refresh()
    for _ in range(3):  # other work on the machine may spoil a recording or two
        with pulse.captured(channels=1) as capture:
            booth.volume = 1.0
            with qtbot.waitSignal(booth.heard_changed, timeout=TIMEOUT_MS, check_params_cb=lambda path: path is None):
                booth.hear(recording.path)
                assert booth.heard == recording.path
            heard_until = capture.path.stat().st_size
            qtbot.waitUntil(lambda capture=capture, end=heard_until: capture.path.stat().st_size > end + 40_000)
            heard = capture.samples()[0]
        spoken = decoded(recording.path, 48000)
        place = int(correlate(heard.astype(np.float64), spoken.astype(np.float64), "valid", "fft").argmax())
        likeness = np.corrcoef(heard[place : place + len(spoken)], spoken)[0, 1]
        if likeness >= 0.95:
            break
    assert likeness >= 0.95
    booth.hear(recording.path)
    booth.record()  # which would record what is played
    assert booth.heard is None
    booth.stop()
    until_state(qtbot, booth, BoothState.IDLE)


def test_the_monitor_is_off_until_it_is_wanted(qtbot, pulse, booth, demo_voice_path):
    def loudness_while_recording():
        with pulse.captured(channels=1) as capture:
            booth.record()
            until_recorded_s(qtbot, booth, 0.2)
            with pulse.speaking(demo_voice_path):
                until_recorded_s(qtbot, booth, 2.2)
            with qtbot.waitSignal(booth.recorded, timeout=TIMEOUT_MS):
                booth.stop()
            return float(np.abs(capture.samples()).max())

    assert not booth.monitored
    assert loudness_while_recording() < 1e-4
    booth.set_monitored(True)
    assert loudness_while_recording() > 0.05


def test_what_was_heard_live_becomes_a_recording(qtbot, booth):
    with qtbot.waitSignal(booth.recorded, timeout=TIMEOUT_MS) as done:
        booth.keep(np.full(8000, 0.1, np.float32), 16000)
    assert booth.shelf.recordings == done.args
    assert done.args[0].duration_s == 0.5
    with qtbot.waitSignal(booth.told, timeout=TIMEOUT_MS) as told:
        booth.keep(np.zeros(0, np.float32), 16000)
    assert "nothing to keep" in told.args[0].text


class Busy(Microphone):
    """Loses sound twice, as a device does whose buffer runs over."""

    def start(self, hear):
        calls = []

        def gappy(block, captured_at_s, overflowed):
            calls.append(len(block))
            hear(block, captured_at_s, overflowed or len(calls) in (12, 14))

        super().start(gappy)


def test_sound_that_was_lost_is_told(qtbot, pulse, shelf):
    booth = RecordingBooth(shelf, Busy, second_ms=1)
    booth.start()
    booth.record()
    until_recorded_s(qtbot, booth, 1.0)
    with qtbot.waitSignal(booth.told, timeout=TIMEOUT_MS) as told:
        booth.stop()
    assert "sound is missing at 2 places" in told.args[0].text
    booth.close()


def test_the_job_alone_keeps_what_was_said_before_stop(pulse, tmp_path):
    job = RecordVoice(RecordingLibrary(tmp_path), None)
    job.begin()

    def stop_later(value):
        if value.seconds > 0.2:
            job.stop()

    ended = job.run(None, stop_later)
    assert isinstance(ended, Recorded)
    assert ended.reason is None
    assert ended.recording is not None
    assert ended.recording.duration_s > 0.2


class Late(Microphone):
    """What is said comes out of it a moment later."""

    running = True

    def __init__(self, _device):
        self.sample_rate_hz = 16_000

    def start(self, hear):
        self._speak = lambda: hear(np.full(1_600, 0.5, np.float32), perf_counter(), False)

    def close(self):
        pass

    def speak_later(self):
        later = threading.Timer(0.1, self._speak)
        later.start()
        return later


def test_a_recording_that_is_cancelled_still_gets_what_was_being_said(tmp_path, monkeypatch):
    monkeypatch.setattr("app.workers.recording.capture.TAIL_S", 5.0)
    microphone = Late(None)
    job = RecordVoice(RecordingLibrary(tmp_path), None, lambda _device: microphone)
    job.begin()
    timers = []

    def close_the_window(_value):
        if not timers:
            timers.append(microphone.speak_later())
            job.cancel()

    ended = job.run(None, close_the_window)
    timers[0].join()
    assert ended.reason is None
    assert ended.recording.duration_s == pytest.approx(0.1)

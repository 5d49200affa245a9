"""The live performance in a real window, from a microphone into which a voice is played."""

import os
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from time import perf_counter

import cv2
import numpy as np
import pytest
from hands import TIMEOUT_MS
from PySide6.QtCore import QEvent, QSettings, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractButton, QApplication
from scipy.signal import correlate

from app.core.emotion import Emotion
from app.media.recordings.library import RecordingLibrary
from app.media.sound.load import load_clip
from app.workers.live.recent import RecentSound
from app.workers.status import Activity, Tone
from tests.support.pulse import PulseServer, no_sound_devices, pulse_server

LEFT = Qt.MouseButton.LeftButton
MOUTH = (slice(228, 262), slice(140, 178))  # of the small demo portrait, rows and columns


@pytest.fixture(scope="module")
def pulse() -> Iterator[PulseServer]:
    with pulse_server() as server:
        yield server


@pytest.fixture
def settings(tmp_path):
    settings = QSettings(str(tmp_path / "settings.ini"), QSettings.Format.IniFormat)
    settings.setValue("takes/folder", str(tmp_path / "takes"))
    return settings


@contextmanager
def speaking(path):
    """A voice in the microphone, over and over."""
    loop = f'while paplay --device=vmic --latency-msec=30 "{path}"; do :; done'
    with subprocess.Popen(["bash", "-c", loop], start_new_session=True) as voice:
        try:
            yield
        finally:
            os.killpg(voice.pid, signal.SIGKILL)


class Watched:
    """The frames that reach the window, as grey pictures of one size: on a busy machine they get smaller."""

    def __init__(self, window, part=(slice(None), slice(None))):
        self.frames = []
        self._part = part
        window.session.frame_arrived.connect(self._on_frame)

    def _on_frame(self, frame):
        self.frames.append(cv2.resize(frame.rgb, (320, 400))[self._part].astype(np.float32).mean(-1))

    def more(self, qtbot, count):
        """(count, h, w) the next frames."""
        self.frames.clear()
        qtbot.waitUntil(lambda: len(self.frames) >= count, timeout=TIMEOUT_MS)
        return np.stack(self.frames[:count])


def go_live(qtbot, window):
    """Switch it on, and wait until frames come."""
    qtbot.mouseClick(window.live.toggle, LEFT)
    qtbot.waitUntil(lambda: window.live.studio.figures is not None, timeout=TIMEOUT_MS)


def until_off(qtbot, window):
    if window.live.studio.on or window.session.activity is not Activity.IDLE:
        qtbot.waitUntil(
            lambda: not window.live.studio.on and window.session.activity is Activity.IDLE, timeout=TIMEOUT_MS
        )


def live_name(window):
    assert window.live.studio.microphone
    return window.live.studio.microphone


def gapes(mouths):
    """(T,) how much of the mouth is dark."""
    return (mouths < 60).mean((1, 2))


def test_the_lips_move_while_a_voice_speaks_and_rest_when_it_stops(qtbot, pulse, loaded, demo_voice_path):
    loaded.session.set_head(0.0)
    watched = Watched(loaded, MOUTH)
    go_live(qtbot, loaded)
    assert loaded.session.activity is Activity.LIVE
    assert loaded.live.toggle.isChecked()
    assert not loaded.stage.play_button.isVisible()
    bar = loaded.live.bar
    assert bar.isVisible()
    assert bar.state.accessibleName() == "Listening"
    assert live_name(loaded) in bar.level.toolTip()
    assert not loaded.timeline.frame.isVisible()
    with speaking(demo_voice_path):
        qtbot.waitUntil(lambda: np.ptp(gapes(watched.more(qtbot, 15))) > 0.015, timeout=TIMEOUT_MS)
        spoken = gapes(watched.more(qtbot, 60))
        qtbot.waitUntil(lambda: bar.delay.text().endswith(" ms"), timeout=TIMEOUT_MS)
        assert bar.level.level.peak_db > -40
    watched.more(qtbot, 25)  # the look-ahead, and the lips' way home
    rested = gapes(watched.more(qtbot, 40))
    assert spoken.std() > 0.005
    assert rested.std() < 0.001
    qtbot.mouseClick(loaded.live.toggle, LEFT)
    until_off(qtbot, loaded)
    assert loaded.live.toggle.accessibleName() == "Live, off"
    assert loaded.timeline.frame.isVisible()


def test_the_idle_portrait_blinks_and_breathes(qtbot, pulse, loaded):
    watched = Watched(loaded)
    go_live(qtbot, loaded)
    moved = np.abs(np.diff(watched.more(qtbot, 75), axis=0)).mean((1, 2))
    assert (moved > 0).mean() > 0.9


def test_a_kept_recording_is_what_was_said(qtbot, pulse, loaded, voice_file):
    live, booth = loaded.live, loaded.recording.booth
    go_live(qtbot, loaded)
    with pulse.speaking(voice_file) as voice:
        qtbot.waitUntil(lambda: voice.poll() is not None, timeout=TIMEOUT_MS)
    said_s = live.studio.recent.duration_s
    qtbot.waitUntil(lambda: live.studio.recent.duration_s > said_s + 0.5, timeout=TIMEOUT_MS)
    with qtbot.waitSignal(booth.recorded, timeout=TIMEOUT_MS) as recorded:
        qtbot.keyClick(loaded, Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier)
    (recording,) = recorded.args
    assert loaded.session.activity is Activity.LIVE  # keeping does not interrupt
    assert recording.name in loaded.banner.text.text()
    played, kept = load_clip(voice_file).samples, load_clip(recording.path).samples
    place = int(np.argmax(correlate(kept, played, "valid", "fft")))
    assert np.corrcoef(kept[place : place + len(played)], played)[0, 1] > 0.95
    with qtbot.waitSignal(loaded.session.sound_changed, timeout=TIMEOUT_MS) as changed:
        qtbot.mouseClick(live.toggle, LEFT)
    assert changed.args[0].name == recording.name  # it is the voice now
    assert changed.args[0].duration_s == pytest.approx(recording.duration_s, abs=0.01)


def test_after_the_end_what_was_said_can_be_kept_or_let_go(qtbot, pulse, loaded, demo_voice_path):
    live = loaded.live
    go_live(qtbot, loaded)
    with speaking(demo_voice_path):
        qtbot.waitUntil(lambda: live.studio.recent.holds_voice, timeout=TIMEOUT_MS)
    qtbot.keyClick(loaded, Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier)
    until_off(qtbot, loaded)
    assert live.bar.isVisible()
    assert live.bar.keep.isVisible()
    assert not live.bar.mute.isVisible()
    qtbot.mouseClick(live.bar.close_button, LEFT)
    assert not live.bar.isVisible()
    assert not live.keep_command.isEnabled()


def test_it_says_listening_when_the_portrait_moves(qtbot, pulse, loaded):
    states = []
    loaded.live.studio.frame_painted.connect(lambda *_: states.append(loaded.live.bar.state.accessibleName()))
    qtbot.mouseClick(loaded.live.toggle, LEFT)
    note = loaded.recording.record_section.note
    qtbot.waitUntil(lambda: loaded.session.activity is Activity.LIVE, timeout=TIMEOUT_MS)
    assert loaded.live.bar.state.accessibleName() == "Getting ready…"
    assert "Live has the microphone" in note.text()
    qtbot.waitUntil(lambda: len(states) > 1, timeout=TIMEOUT_MS)
    assert states[:2] == ["Getting ready…", "Listening"]
    qtbot.mouseClick(loaded.live.toggle, LEFT)
    until_off(qtbot, loaded)
    assert "Press the red button" in note.text()


def test_what_was_said_live_and_not_kept_is_a_recording_after_the_window_closed(
    qtbot, pulse, loaded, voice_file, tmp_path
):
    studio = loaded.live.studio
    go_live(qtbot, loaded)
    with pulse.speaking(voice_file) as voice:
        voice.wait()
    qtbot.waitUntil(lambda: studio.recent.holds_voice, timeout=TIMEOUT_MS)
    said_s = studio.recent.duration_s
    loaded.close()
    (recording,) = RecordingLibrary(tmp_path / "takes").recordings()
    assert recording.duration_s >= said_s
    assert np.abs(load_clip(recording.path).samples).max() > 0.05


def test_what_was_kept_is_not_offered_again(qtbot, pulse, loaded, voice_file):
    live, studio = loaded.live, loaded.live.studio
    go_live(qtbot, loaded)
    with pulse.speaking(voice_file) as voice:
        qtbot.waitUntil(lambda: studio.recent.holds_voice, timeout=TIMEOUT_MS)
        qtbot.waitUntil(lambda: voice.poll() is not None, timeout=TIMEOUT_MS)
    with qtbot.waitSignal(loaded.recording.booth.recorded, timeout=TIMEOUT_MS):
        qtbot.mouseClick(live.bar.keep, LEFT)  # the last of it is still on its way to the lips
    qtbot.waitUntil(lambda: studio.recent.duration_s > 1.5, timeout=TIMEOUT_MS)
    qtbot.mouseClick(live.toggle, LEFT)
    until_off(qtbot, loaded)
    assert not live.bar.isVisible()
    assert not live.keep_command.isEnabled()


def test_only_a_voice_heard_after_the_forgetting_counts():
    recent = RecentSound()
    recent.forget()
    now_s = perf_counter()
    recent.note_voice(now_s - 0.2)
    recent.note_voice(now_s + 0.2)
    assert not recent.holds_voice
    recent.note_voice(now_s + 1.0)
    assert recent.holds_voice


def test_push_to_talk_lets_the_voice_through_while_the_key_is_down(qtbot, pulse, loaded):
    live = loaded.live
    go_live(qtbot, loaded)
    assert live.studio.open
    qtbot.mouseClick(live.bar.push_to_talk, LEFT)
    assert not live.studio.open
    assert live.bar.state.accessibleName() == "Paused"
    qtbot.keyPress(loaded, Qt.Key.Key_T)
    assert live.studio.open
    held = QKeyEvent(QEvent.Type.KeyRelease, Qt.Key.Key_T, Qt.KeyboardModifier.NoModifier, "t", True)
    QApplication.sendEvent(loaded, held)  # the keyboard repeats a key that is held down
    assert live.studio.open
    qtbot.keyRelease(loaded, Qt.Key.Key_T)
    assert not live.studio.open
    qtbot.mousePress(live.bar.talk, LEFT)
    assert live.studio.open
    qtbot.mouseRelease(live.bar.talk, LEFT)
    assert not live.studio.open


def test_a_muted_microphone_is_silence(qtbot, pulse, loaded, demo_voice_path):
    live = loaded.live
    with speaking(demo_voice_path):
        go_live(qtbot, loaded)
        qtbot.keyClick(loaded, Qt.Key.Key_M, Qt.KeyboardModifier.ControlModifier)
        assert live.bar.mute.isChecked()
        start_s = live.studio.recent.duration_s
        qtbot.waitUntil(lambda: live.studio.recent.duration_s > start_s + 0.8, timeout=TIMEOUT_MS)
        samples, rate_hz = live.studio.kept()
        assert not samples[-rate_hz // 2 :].any()
        qtbot.mouseClick(live.bar.mute, LEFT)
        qtbot.waitUntil(lambda: live.studio.level.peak_db > -40, timeout=TIMEOUT_MS)


def test_emotion_shows_at_once_and_another_portrait_goes_on(qtbot, pulse, loaded, group_file):
    session, live = loaded.session, loaded.live
    session.set_head(0.0)
    watched = Watched(loaded, MOUTH)
    go_live(qtbot, loaded)
    before, idle = watched.more(qtbot, 10).mean(0), watched.more(qtbot, 30)[-10:].mean(0)
    session.set_emotion(Emotion.SURPRISED, 1.0)
    session.direction.add_key(1.5)  # of the take; live the face does what the panel shows
    session.set_emotion(Emotion.HAPPY, 1.0)
    smiling = watched.more(qtbot, 40)[-10:].mean(0)
    assert np.abs(smiling - before).mean() > 3 * np.abs(idle - before).mean()
    with qtbot.waitSignal(session.portrait_changed, timeout=TIMEOUT_MS):
        loaded.files.open_file(group_file)
    assert live.studio.on
    qtbot.waitUntil(lambda: session.activity is Activity.LIVE and live.studio.figures is not None, timeout=TIMEOUT_MS)


def test_a_file_that_cannot_be_used_does_not_end_it(qtbot, pulse, loaded, tmp_path):
    broken = tmp_path / "broken.wav"
    broken.write_bytes(b"RIFF, but no sound")
    watched = Watched(loaded)
    go_live(qtbot, loaded)
    loaded.files.open_file(broken)
    qtbot.waitUntil(lambda: loaded.banner.message is not None, timeout=TIMEOUT_MS)
    assert loaded.banner.message.tone is Tone.ERROR
    watched.more(qtbot, 10)
    assert loaded.session.activity is Activity.LIVE


def test_it_ends_playing_and_playing_ends_it(qtbot, pulse, loaded):
    loaded.session.playback.set_looping(True)
    qtbot.keyClick(loaded, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: loaded.session.position_s > 0, timeout=TIMEOUT_MS)
    go_live(qtbot, loaded)
    assert loaded.session.activity is Activity.LIVE
    qtbot.keyClick(loaded, Qt.Key.Key_Space)
    qtbot.waitUntil(
        lambda: loaded.session.activity is Activity.PLAYING and not loaded.live.studio.on, timeout=TIMEOUT_MS
    )
    loaded.session.stop()
    until_off(qtbot, loaded)


def test_without_a_microphone_there_is_a_sentence_and_the_portrait_rests(qtbot, loaded):
    with no_sound_devices():
        qtbot.mouseClick(loaded.live.toggle, LEFT)
        qtbot.waitUntil(lambda: loaded.banner.message is not None, timeout=TIMEOUT_MS)
        assert loaded.banner.message.tone is Tone.ERROR
        assert "No microphone was found" in loaded.banner.message.text
        until_off(qtbot, loaded)
    assert not loaded.live.toggle.isChecked()
    assert not loaded.live.bar.isVisible()


def test_an_unplugged_microphone_is_told_and_the_portrait_rests(qtbot, loaded):
    with pulse_server() as server:
        go_live(qtbot, loaded)
        server.unplug()
        qtbot.waitUntil(lambda: loaded.banner.message is not None, timeout=TIMEOUT_MS)
        assert "The microphone has gone" in loaded.banner.message.text
        until_off(qtbot, loaded)
    assert not loaded.live.toggle.isChecked()


def test_live_waits_for_a_portrait_and_its_controls_have_names(qtbot, window):
    assert not window.live.toggle.isEnabled()
    assert not window.live.command.isEnabled()
    for button in window.live.bar.findChildren(QAbstractButton):
        assert button.accessibleName() or button.text()
        assert button.toolTip()
        assert button.focusPolicy() is Qt.FocusPolicy.TabFocus


def test_the_window_closes_while_live(qtbot, pulse, loaded):
    go_live(qtbot, loaded)
    loaded.close()
    assert not loaded.session.running


def test_five_minutes_at_most_are_remembered():
    recent = RecentSound()
    recent.begin(8_000)
    recent.write(np.zeros(8_000 * 301, np.float32))
    assert recent.duration_s == 300.0

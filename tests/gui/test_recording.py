"""Recording with the mouse and the keyboard in a real window, from a microphone into which a voice is played."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from hands import TIMEOUT_MS, until_idle
from PySide6.QtCore import QSettings, Qt
from PySide6.QtWidgets import QAbstractButton, QApplication, QComboBox, QLineEdit

from app.gui.panel.panel import Page
from app.gui.recording.record_section import NOTHING_HEARD, TOO_LOUD
from app.gui.recording.recording_model import RecordingRole
from app.media.projects.read import read_project
from app.media.recordings.library import RecordingLibrary
from app.media.recordings.recording_file import RecordingHeader, write_header
from app.media.recordings.writer import part_of
from app.media.sound.level import Level
from app.workers.recording.booth import BoothState
from app.workers.recording.capture import Capturing
from app.workers.status import Tone
from tests.support.pulse import PulseServer, no_sound_devices, pulse_server

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture(scope="module")
def pulse() -> Iterator[PulseServer]:
    with pulse_server() as server:
        yield server


@pytest.fixture
def library(tmp_path):
    return RecordingLibrary(tmp_path / "takes")


@pytest.fixture
def settings(tmp_path, library):
    settings = QSettings(str(tmp_path / "settings.ini"), QSettings.Format.IniFormat)
    settings.setValue("takes/folder", str(library.folder))
    return settings


@pytest.fixture
def voice_page(window):
    window.panel.show_page(Page.VOICE)
    QApplication.processEvents()
    return window


@pytest.fixture
def three_recordings(library, demo_voice_path):
    """Three recordings of the demo voice, recorded before the window opened."""
    from app.media.sound.load import load_clip

    voice = load_clip(demo_voice_path).samples
    for seconds_ago, start in ((2, 0), (1, 20000), (0, 40000)):
        kept = library.keep(voice[start : start + 8000], 16000)
        with kept.path.open("r+b") as file:
            write_header(
                file, RecordingHeader(kept.name, kept.recorded_at - timedelta(seconds=seconds_ago), 16000, 8000)
            )
    return library.recordings()


def until_state(qtbot, booth, state):
    if booth.state is not state:
        with qtbot.waitSignal(booth.state_changed, timeout=TIMEOUT_MS, check_params_cb=lambda now: now is state):
            pass


def until_recorded_s(qtbot, booth, seconds):
    with qtbot.waitSignal(booth.captured, timeout=TIMEOUT_MS, check_params_cb=lambda now: now.seconds > seconds):
        pass


def controls_of(section):
    return [*section.findChildren(QAbstractButton), *section.findChildren(QComboBox)]


def listed(window):
    model = window.recording.recordings_section.model
    return [model.data(model.index(row)) for row in range(model.rowCount())]


def test_the_red_button_counts_down_records_and_the_recording_becomes_the_voice(
    qtbot, pulse, voice_page, library, demo_voice_path
):
    recording, session = voice_page.recording, voice_page.session
    section, booth = recording.record_section, recording.booth
    qtbot.mouseClick(section.button, LEFT)
    assert section.button.accessibleName() == "Stop recording"
    for count in (3, 2, 1):
        if recording.countdown.accessibleName() != f"Recording starts in {count}":
            with qtbot.waitSignal(booth.count_changed, timeout=TIMEOUT_MS):
                pass
        assert recording.countdown.isVisible()
        assert recording.countdown.accessibleName() == f"Recording starts in {count}"
        assert not recording.on_air.isVisible()
        assert not section.devices.isEnabled()
    with pulse.speaking(demo_voice_path):
        until_recorded_s(qtbot, booth, 1.1)
        assert not recording.countdown.isVisible()
        assert recording.on_air.isVisible()
        assert section.time.text() == "0:01"
        assert section.level.level.peak_db > -40.0
        with qtbot.waitSignal(session.sound_changed, timeout=TIMEOUT_MS) as changed:
            qtbot.mouseClick(section.button, LEFT)
    assert not recording.on_air.isVisible()
    assert section.button.accessibleName() == "Record"
    assert changed.args[0].name == "Take 1"
    assert listed(voice_page) == ["Take 1"]
    (kept,) = library.recordings()
    assert changed.args[0].duration_s == pytest.approx(kept.duration_s, abs=0.01)
    assert recording.recordings_section.chosen == kept.path
    index = recording.recordings_section.model.index_of(kept.path)
    assert index.data(RecordingRole.IS_VOICE)
    assert "the voice" in index.data(Qt.ItemDataRole.AccessibleTextRole)


def test_the_keyboard_records_from_any_page_and_gives_up_in_the_countdown(qtbot, pulse, window, library):
    window.panel.show_page(Page.DIRECT)
    booth = window.recording.booth
    qtbot.keyClick(window, Qt.Key.Key_R, Qt.KeyboardModifier.ControlModifier)
    until_state(qtbot, booth, BoothState.COUNTING)
    assert window.panel.page is Page.VOICE
    assert window.recording.command.text() == "Stop &recording"
    qtbot.keyClick(window, Qt.Key.Key_R, Qt.KeyboardModifier.ControlModifier)
    until_state(qtbot, booth, BoothState.IDLE)
    assert window.recording.command.text() == "&Record"
    assert not window.recording.countdown.isVisible()
    assert library.recordings() == []


def test_a_recording_in_place_of_an_opened_voice_offers_the_way_back(qtbot, pulse, loaded, voice_file):
    session, banner = loaded.session, loaded.banner
    session.edits.trim(0.5, None)
    session.direction.add_key(1.0)
    loaded.recording.record_or_stop()
    until_state(qtbot, loaded.recording.booth, BoothState.RECORDING)
    until_recorded_s(qtbot, loaded.recording.booth, 0.6)
    with qtbot.waitSignal(session.sound_changed, timeout=TIMEOUT_MS):
        loaded.recording.record_or_stop()
    qtbot.waitUntil(lambda: banner.offer_button.isVisible(), timeout=TIMEOUT_MS)
    assert banner.message.tone is Tone.WARNING  # nobody spoke, which is said first
    assert "silent" in banner.text.text()
    assert f"Take 1 is the voice now, in place of {voice_file.name} with its trim and emotions." in banner.text.text()
    with qtbot.waitSignal(session.sound_changed, timeout=TIMEOUT_MS):
        qtbot.mouseClick(banner.offer_button, LEFT)
    assert session.sound.file == voice_file
    assert session.edit.start_s == 0.5
    assert len(session.direction.keys) == 1
    assert not banner.isVisible()


@pytest.mark.parametrize("with_a_take", [True, False])
def test_space_stops_the_recording_and_plays_nothing_into_the_microphone(qtbot, pulse, window, request, with_a_take):
    if with_a_take:
        request.getfixturevalue("loaded")
    session, booth, play = window.session, window.recording.booth, window.transport.play_button
    activities = []
    session.activity_changed.connect(activities.append)
    window.stage.setFocus()
    qtbot.keyClick(window, Qt.Key.Key_R, Qt.KeyboardModifier.ControlModifier)
    until_state(qtbot, booth, BoothState.RECORDING)
    until_recorded_s(qtbot, booth, 0.5)
    assert play.accessibleName() == "Stop recording"
    qtbot.keyClick(window, Qt.Key.Key_Space, Qt.KeyboardModifier.ShiftModifier)  # from the start: not now
    assert booth.state is BoothState.RECORDING
    with qtbot.waitSignal(session.sound_changed, timeout=TIMEOUT_MS):
        qtbot.keyClick(window, Qt.Key.Key_Space)
    assert booth.state is BoothState.IDLE
    assert activities == []
    assert play.accessibleName() == "Play"
    assert play.isEnabled() is with_a_take


def test_the_large_play_button_makes_room_for_the_countdown(qtbot, pulse, loaded):
    assert loaded.stage.play_button.isVisible()
    loaded.recording.record_or_stop()
    assert not loaded.stage.play_button.isVisible()
    loaded.recording.record_or_stop()
    until_state(qtbot, loaded.recording.booth, BoothState.IDLE)
    assert loaded.stage.play_button.isVisible()


def test_a_voice_that_is_too_loud_or_missing_is_said_beside_the_button(qtbot, voice_page):
    section = voice_page.recording.record_section
    assert "Press the red button" in section.note.text()
    section.set_state(BoothState.RECORDING)
    for level, text in ((Level(-6, -6, -12), "Recording"), (Level(0, 0, -3, clipped=True), TOO_LOUD)):
        section.set_captured(Capturing(level, 1.0))
        assert section.note.text().startswith(text)
        QApplication.processEvents()
        assert section.note.heightForWidth(section.note.width()) <= section.note.height()  # the whole text is seen
    section.set_captured(Capturing(Level(mute=True), 1.0))
    assert section.note.text() == NOTHING_HEARD
    QApplication.processEvents()
    assert section.note.heightForWidth(section.note.width()) <= section.note.height()
    section.set_state(BoothState.IDLE)
    assert "Press the red button" in section.note.text()


def test_without_a_microphone_the_banner_says_so(qtbot, window):
    with no_sound_devices():
        window.recording.record_or_stop()
        qtbot.waitUntil(window.banner.isVisible, timeout=TIMEOUT_MS)
    assert window.banner.message.tone is Tone.ERROR
    assert "No microphone was found" in window.banner.text.text()
    assert window.recording.record_section.button.accessibleName() == "Record"


def test_the_chosen_microphone_is_remembered(qtbot, pulse, voice_page, settings):
    recording = voice_page.recording
    box, booth = recording.record_section.devices, recording.booth
    recording.record_section.shown.emit()
    qtbot.waitUntil(lambda: box.count() > 2, timeout=TIMEOUT_MS)
    assert booth.device is None
    box.setFocus()
    qtbot.keyClick(box, Qt.Key.Key_Down)
    assert booth.device == booth.devices[0].name
    assert settings.value("microphone/device") == booth.device
    box.show_choice("A microphone at home")
    assert box.currentText() == "A microphone at home (not connected)"


def test_recordings_are_used_renamed_and_deleted_with_the_keyboard(qtbot, library, three_recordings, voice_page):
    section, session = voice_page.recording.recordings_section, voice_page.session
    newest = three_recordings[0]
    assert listed(voice_page) == ["Take 3", "Take 2", "Take 1"]
    assert section.model.index(0).data(RecordingRole.DETAILS).startswith("0:00.5  ·  Today, ")
    assert not section.use_button.isEnabled()
    section.list.setFocus()
    qtbot.keyClick(section.list, Qt.Key.Key_Home)
    assert section.chosen == newest.path
    with qtbot.waitSignal(session.sound_changed, timeout=TIMEOUT_MS) as changed:
        qtbot.keyClick(section.list, Qt.Key.Key_Return)
    assert changed.args[0].file == newest.path
    qtbot.keyClick(section.list, Qt.Key.Key_F2)
    editor = section.list.findChild(QLineEdit)
    qtbot.keyClicks(editor, "Best one")
    qtbot.keyClick(editor, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: listed(voice_page) == ["Best one", "Take 2", "Take 1"])
    assert session.sound.name == "Best one"
    assert session.sound.file == session.project.voice.file == library.folder / "Best one.wav"
    assert section.model.index(0).data(RecordingRole.IS_VOICE)
    assert not session.loading  # the Enter that ends the name chooses no voice
    qtbot.waitUntil(lambda: section.list.findChild(QLineEdit) is None)
    section.list.setFocus()
    qtbot.keyClick(section.list, Qt.Key.Key_Down)
    qtbot.keyClick(section.list, Qt.Key.Key_Delete)
    assert listed(voice_page) == ["Best one", "Take 1"]
    assert section.model.recording(section.list.currentIndex()).name == "Take 1"  # the next one
    assert "Take 2 was deleted" in voice_page.banner.text.text()
    for expected in (["Best one", "Take 2", "Take 1"], ["Take 3", "Take 2", "Take 1"]):
        qtbot.keyClick(voice_page, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
        assert listed(voice_page) == expected


def test_a_recording_that_is_played_and_saved_in_a_project_may_be_renamed(
    qtbot, pulse, library, three_recordings, loaded, tmp_path
):
    session, recording, file = loaded.session, loaded.recording, tmp_path / "take.rhapsode"
    newest = three_recordings[0].path
    with qtbot.waitSignal(session.sound_changed, timeout=TIMEOUT_MS):
        recording.recordings_section.used.emit(newest)
    with qtbot.waitSignal(session.noted, timeout=TIMEOUT_MS):
        session.projects.save(file)
    recording.booth.hear(newest)
    recording.booth.shelf.rename(newest, "Song")
    song = library.folder / "Song.wav"
    assert recording.recordings_section.model.index_of(song).data(RecordingRole.IS_HEARD)
    recording.booth.stop_hearing()
    with qtbot.waitSignal(session.position_changed, timeout=TIMEOUT_MS, check_params_cb=lambda at: at > 0.1):
        session.play()  # its sound is read from the file
    session.stop()
    with qtbot.waitSignal(session.exports.ended, timeout=TIMEOUT_MS):
        session.export(tmp_path / "out.mp4")
    assert (tmp_path / "out.mp4").exists()
    saved = read_project(file)  # which knows the old place
    assert saved.project.voice.file == song
    assert saved.warnings == ()
    session.undo()
    assert session.sound.file == newest
    assert newest.exists()
    session.projects._in_file = session.project  # so that closing has nothing to ask about


def test_a_recording_is_shown_in_its_folder(qtbot, library, three_recordings, voice_page, monkeypatch):
    shown = []
    monkeypatch.setattr("app.gui.recording.recordings_section.show_in_folder", shown.append)
    section = voice_page.recording.recordings_section
    section.choose(three_recordings[1].path)
    next(action for action in section.list.actions() if action.text() == "Show in folder").trigger()
    assert shown == [three_recordings[1].path]


def test_recordings_are_heard_renamed_and_deleted_with_the_mouse(qtbot, pulse, three_recordings, voice_page):
    section, booth = voice_page.recording.recordings_section, voice_page.recording.booth
    row = section.list.visualRect(section.model.index(1)).center()
    qtbot.mouseClick(section.list.viewport(), LEFT, pos=row)
    with qtbot.waitSignal(booth.heard_changed, timeout=TIMEOUT_MS):
        qtbot.mouseClick(section.hear_button, LEFT)
    assert booth.heard == three_recordings[1].path
    assert section.hear_button.accessibleName() == "Stop"
    with qtbot.waitSignal(booth.heard_changed, timeout=TIMEOUT_MS):
        qtbot.mouseClick(section.hear_button, LEFT)
    assert booth.heard is None
    qtbot.mouseClick(section.rename_button, LEFT)
    editor = section.list.findChild(QLineEdit)
    qtbot.keyClick(editor, Qt.Key.Key_Escape)
    assert listed(voice_page) == ["Take 3", "Take 2", "Take 1"]
    qtbot.mouseClick(section.delete_button, LEFT)
    assert listed(voice_page) == ["Take 3", "Take 1"]
    with qtbot.waitSignal(voice_page.session.sound_changed, timeout=TIMEOUT_MS) as changed:
        point = section.list.visualRect(section.model.index(1)).center()
        qtbot.mouseClick(section.list.viewport(), LEFT, pos=point)
        qtbot.mouseDClick(section.list.viewport(), LEFT, pos=point)
    assert changed.args[0].file == three_recordings[2].path


def test_the_lists_keys_are_its_own_while_the_voice_could_be_edited(qtbot, three_recordings, loaded):
    loaded.panel.show_page(Page.VOICE)
    section, session = loaded.recording.recordings_section, loaded.session
    with qtbot.waitSignal(session.sound_changed, timeout=TIMEOUT_MS):
        section.used.emit(three_recordings[2].path)
    qtbot.waitUntil(lambda: not session.loading, timeout=TIMEOUT_MS)
    section.list.setFocus()
    for key, chosen in ((Qt.Key.Key_Home, 0), (Qt.Key.Key_End, 2), (Qt.Key.Key_Home, 0), (Qt.Key.Key_Down, 1)):
        qtbot.keyClick(section.list, key)
        assert section.chosen == three_recordings[chosen].path
    steps = session.undo_stack.count()
    qtbot.keyClick(section.list, Qt.Key.Key_Delete)
    assert listed(loaded) == ["Take 3", "Take 1"]
    assert session.undo_stack.count() == steps + 1
    assert session.undo_stack.undoText() == "Delete take"


def test_closing_the_window_while_recording_keeps_the_recording_and_forgets_what_was_deleted(
    qtbot, pulse, three_recordings, window, library
):
    recording = window.recording
    recording.booth.shelf.delete(three_recordings[0].path)
    recording.record_or_stop()
    until_recorded_s(qtbot, recording.booth, 0.3)
    window.close()
    assert [recording.name for recording in library.recordings()] == ["Take 4", "Take 2", "Take 1"]
    assert not three_recordings[0].path.exists()


class TestAfterAKill:
    @pytest.fixture
    def three_recordings(self, library, three_recordings):
        """The newest was being recorded when the program was killed."""
        path = three_recordings[0].path
        path.rename(part_of(path))
        return three_recordings

    def test_the_recovered_recording_is_offered(self, qtbot, three_recordings, voice_page):
        assert listed(voice_page) == ["Take 3 (recovered)", "Take 2", "Take 1"]
        assert voice_page.banner.message.tone is Tone.SUCCESS
        assert "Take 3 (recovered)" in voice_page.banner.text.text()


def test_an_export_and_a_recording_do_not_disturb_each_other(qtbot, loaded, tmp_path):
    session, recording = loaded.session, loaded.recording
    with qtbot.waitSignal(session.export_progressed, timeout=TIMEOUT_MS):
        session.export(tmp_path / "film.mp4")
    assert not recording.record_section.button.isEnabled()
    recording.record_or_stop()
    assert not recording.booth.busy
    session.cancel_export()
    until_idle(qtbot, session)
    assert recording.record_section.button.isEnabled()


def test_everything_can_be_reached_by_keyboard_and_has_a_name(qtbot, three_recordings, voice_page):
    recording = voice_page.recording
    recording.recordings_section.choose(three_recordings[0].path)
    sections = (recording.record_section, recording.recordings_section)
    controls = [child for section in sections for child in controls_of(section) if child.isEnabled()]
    controls.append(recording.recordings_section.list)
    assert len(controls) == 8
    for control in controls:
        assert control.accessibleName() or control.text(), control
        assert control.focusPolicy() & Qt.FocusPolicy.TabFocus, control


def test_the_sections_fit_into_the_smallest_window(qtbot, three_recordings, voice_page):
    voice_page.resize(900, 600)
    QApplication.processEvents()
    for section in (voice_page.recording.record_section, voice_page.recording.recordings_section):
        assert section.minimumSizeHint().width() <= voice_page.panel.width()
        for child in controls_of(section):
            if child.isVisible():
                assert child.geometry().right() <= section.width()


def test_a_new_take_is_in_sight_in_a_low_window(qtbot, voice_page, library, demo_voice_path):
    voice_page.resize(760, 520)
    QApplication.processEvents()
    booth, section = voice_page.recording.booth, voice_page.recording.recordings_section
    assert section.list.visibleRegion().boundingRect().height() < section.list.height()
    from app.media.sound.load import load_clip

    for _ in range(3):  # with which the list grows
        with qtbot.waitSignal(booth.recorded, timeout=TIMEOUT_MS):
            booth.keep(load_clip(demo_voice_path).samples[:8000], 16000)
    QApplication.processEvents()
    for part in (section.list, section.use_button):
        assert part.visibleRegion().boundingRect().height() == part.height()

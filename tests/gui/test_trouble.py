"""Bad files, cancelling, and closing at a bad moment."""

from time import perf_counter

import av
import numpy as np
import pytest
from hands import TIMEOUT_MS, drop, until_idle
from PIL import Image
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMessageBox

from app.core.project import PortraitSource, Project, VoiceSource
from app.media.projects.write import write_project
from app.workers.job import Job
from app.workers.status import Activity, Tone

LEFT = Qt.MouseButton.LeftButton


def text_as_picture(folder, portrait):
    file = folder / "letter.png"
    file.write_text("Dear Sir or Madam")
    return file


def half_a_picture(folder, portrait):
    file = folder / "half.png"
    whole = portrait.read_bytes()
    file.write_bytes(whole[: len(whole) // 2])
    return file


def no_face(folder, portrait):
    file = folder / "clouds.png"
    Image.fromarray(np.linspace(90, 160, 300 * 300 * 3).reshape(300, 300, 3).astype(np.uint8)).save(file)
    return file


def empty_sound(folder, portrait):
    file = folder / "nothing.wav"
    file.touch()
    return file


def text_as_sound(folder, portrait):
    file = folder / "song.mp3"
    file.write_text("la la la")
    return file


def stranger(folder, portrait):
    file = folder / "table.csv"
    file.write_text("a;b;c")
    return file


@pytest.mark.parametrize("make", [text_as_picture, half_a_picture, no_face, empty_sound, text_as_sound, stranger])
def test_a_bad_file_gets_its_sentence_and_the_window_carries_on(qtbot, loaded, portrait_file, tmp_path, make):
    session, file = loaded.session, make(tmp_path, portrait_file)
    portrait, sound = session.portrait, session.sound
    drop(loaded, file)
    qtbot.waitUntil(lambda: loaded.banner.isVisible() and not session.loading, timeout=TIMEOUT_MS)
    assert loaded.banner.message.tone is Tone.ERROR
    assert file.name in loaded.banner.text.text()
    assert "log" not in loaded.banner.text.text()  # it was expected
    assert (session.portrait, session.sound) == (portrait, sound)
    qtbot.keyClick(loaded, Qt.Key.Key_Escape)
    assert not loaded.banner.isVisible()
    with qtbot.waitSignal(session.frame_arrived, timeout=TIMEOUT_MS):
        qtbot.mouseClick(loaded.transport.play_button, LEFT)


def until_loaded(qtbot, session):
    qtbot.waitUntil(lambda: not session.loading, timeout=TIMEOUT_MS)


@pytest.mark.parametrize("make", [text_as_picture, no_face])
def test_a_bad_picture_that_is_dropped_while_a_good_one_loads_does_not_cost_it(
    qtbot, loaded, portrait_file, group_file, tmp_path, make
):
    session, bad = loaded.session, make(tmp_path, portrait_file)
    steps = session.undo_stack.count()
    with qtbot.waitSignal(session.picture_seen, timeout=TIMEOUT_MS):
        drop(loaded, group_file)
    drop(loaded, bad)
    until_loaded(qtbot, session)
    assert session.portrait.name == group_file.name
    assert bad.name in loaded.banner.text.text()
    assert loaded.stage.image.width() == session.portrait.still.rgb.shape[1]
    assert session.undo_stack.count() == steps + 1


def test_bad_pictures_in_a_row_cost_nothing_either_and_a_wish_to_play_is_kept(
    qtbot, loaded, portrait_file, group_file, tmp_path
):
    session = loaded.session
    drop(loaded, group_file)
    loaded.play.play_or_stop()
    for make in (text_as_picture, no_face):
        drop(loaded, make(tmp_path, portrait_file))
    with qtbot.waitSignal(session.frame_arrived, timeout=TIMEOUT_MS):
        until_loaded(qtbot, session)
    assert session.portrait.name == group_file.name
    assert session.activity is Activity.PLAYING


def test_a_bad_voice_that_is_dropped_while_a_good_one_loads_does_not_cost_it(
    qtbot, loaded, portrait_file, demo_voice_path, tmp_path
):
    session = loaded.session
    drop(loaded, demo_voice_path)
    drop(loaded, text_as_sound(tmp_path, portrait_file))
    until_loaded(qtbot, session)
    assert session.sound.file == demo_voice_path
    assert "song.mp3" in loaded.banner.text.text()


def test_a_bad_picture_does_not_cost_the_project_that_is_being_opened(
    qtbot, window, portrait_file, voice_file, tmp_path
):
    session, project, bad = window.session, tmp_path / "mine.rhapsode", tmp_path / "empty.jpg"
    bad.touch()
    write_project(project, Project(PortraitSource(portrait_file), VoiceSource(voice_file)), collect=False, force=False)
    with qtbot.waitSignal(
        session.busy_changed, timeout=TIMEOUT_MS, check_params_cb=lambda text: text.startswith("Getting the face")
    ):
        session.projects.open(project)
    drop(window, bad)
    qtbot.waitUntil(lambda: window.banner.isVisible(), timeout=TIMEOUT_MS)
    until_loaded(qtbot, session)
    assert bad.name in window.banner.text.text()
    assert session.portrait.name == portrait_file.name
    assert session.projects.file == project
    assert not session.projects.modified
    assert window.transport.play_button.isEnabled()


def begin_export(qtbot, window, file):
    with qtbot.waitSignal(
        window.session.export_progressed, timeout=TIMEOUT_MS, check_params_cb=lambda progress: progress.done > 0
    ):
        window.session.export(file)


def test_cancelling_an_export_is_answered_at_once_and_leaves_nothing(qtbot, loaded, tmp_path):
    answers_s = []
    for _ in range(3):  # another program may take the processor for a moment, but hardly three times
        begin_export(qtbot, loaded, tmp_path / "film.mp4")
        began = perf_counter()
        qtbot.mouseClick(loaded.video.section.cancel_button, LEFT)
        until_idle(qtbot, loaded.session)
        answers_s.append(perf_counter() - began)
        assert "cancelled. No file was kept." in loaded.banner.text.text()
        assert [file for file in tmp_path.iterdir() if file.name.startswith("film")] == []
        assert loaded.video.section.export_button.isVisible()
    assert min(answers_s) <= 0.2, answers_s


def test_cancelling_an_export_over_a_file_leaves_that_file(qtbot, loaded, tmp_path):
    film = tmp_path / "film.mp4"
    film.write_bytes(b"an older film")
    begin_export(qtbot, loaded, film)
    loaded.session.cancel_export()
    until_idle(qtbot, loaded.session)
    assert "The file that was there is as it was." in loaded.banner.text.text()
    assert film.read_bytes() == b"an older film"


def test_stopping_is_answered_at_once(qtbot, loaded):
    answers_s = []
    for _ in range(3):
        with qtbot.waitSignal(loaded.session.frame_arrived, timeout=TIMEOUT_MS):
            loaded.session.play()
        began = perf_counter()
        loaded.session.stop()
        until_idle(qtbot, loaded.session)
        answers_s.append(perf_counter() - began)
    assert min(answers_s) <= 0.2, answers_s


def test_what_is_changed_while_exporting_is_not_in_the_video(qtbot, loaded, group_file, tmp_path):
    session, undisturbed, film = loaded.session, tmp_path / "undisturbed.mp4", tmp_path / "film.mp4"
    begin_export(qtbot, loaded, undisturbed)
    until_idle(qtbot, session)
    begin_export(qtbot, loaded, film)
    with qtbot.waitSignal(session.portrait_changed, timeout=TIMEOUT_MS):
        drop(loaded, group_file)
    session.set_head(1.0)
    session.edits.trim(0.5, 1.0)
    with qtbot.waitSignal(session.frame_arrived, timeout=TIMEOUT_MS):
        session.play()
    until_idle(qtbot, session)
    assert session.portrait.name == "group.png"
    assert_same_video(film, undisturbed)


def assert_same_video(one, other):
    pictures = []
    for path in (one, other):
        with av.open(str(path)) as container:
            pictures.append([frame.to_ndarray(format="rgb24") for frame in container.decode(video=0)])
    assert len(pictures[0]) == len(pictures[1]) > 1
    assert all(np.array_equal(*pair) for pair in zip(*pictures, strict=True))


def test_an_export_cancelled_before_its_first_frame_is_given_up(qtbot, loaded, tmp_path):
    session, section = loaded.session, loaded.video.section
    for wait in (0, 1, 5, 20, 60):  # milliseconds: while its cast is gathered, in between, while it writes
        session.export(tmp_path / "film.mp4")
        qtbot.wait(wait)
        qtbot.mouseClick(section.cancel_button, LEFT)
        until_idle(qtbot, session)
        assert "cancelled" in loaded.banner.text.text()
        assert section.export_button.isVisible()
        assert list(tmp_path.glob("film*")) == []
    with qtbot.waitSignal(session.exports.ended, timeout=TIMEOUT_MS) as ended:
        session.export(tmp_path / "film.mp4")
    assert ended.args == [True]


def test_an_export_begins_and_can_be_cancelled_while_the_face_is_corrected(qtbot, loaded, tmp_path):
    session, placing = loaded.session, loaded.placing
    with qtbot.waitSignal(placing.tried, timeout=TIMEOUT_MS):
        placing.open()
    editor = placing.editor
    begin_export(qtbot, loaded, tmp_path / "film.mp4")
    qtbot.mouseClick(loaded.video.section.cancel_button, LEFT)
    until_idle(qtbot, session)
    with qtbot.waitSignal(session.exports.ended, timeout=TIMEOUT_MS) as ended:
        session.export(tmp_path / "film.mp4")
    assert ended.args == [True]
    assert placing.editor is editor
    with qtbot.waitSignal(placing.tried, timeout=TIMEOUT_MS):  # the trial goes on
        pass


def test_a_moment_sought_while_a_portrait_comes_does_not_cover_it(qtbot, loaded, group_file):
    session, frames = loaded.session, []
    session.seek(1.0)
    qtbot.waitUntil(lambda: session.jobs.shown is None, timeout=TIMEOUT_MS)
    with qtbot.waitSignal(session.portrait_changed, timeout=TIMEOUT_MS):
        session.load_portrait(group_file)
        session.seek(0.6)
    session.frame_arrived.connect(frames.append)
    qtbot.waitUntil(lambda: not session.jobs.has(Job), timeout=TIMEOUT_MS)
    assert session.portrait.name == "group.png"
    assert {frame.rgb.shape for frame in frames} <= {session.portrait.still.rgb.shape}
    assert loaded.stage.image.width() == session.portrait.still.rgb.shape[1]


def test_a_folder_that_is_gone_gets_its_sentence(qtbot, loaded, tmp_path):
    with qtbot.waitSignal(loaded.session.told, timeout=TIMEOUT_MS) as told:
        loaded.session.export(tmp_path / "gone" / "film.mp4")
    assert told.args[0].tone is Tone.ERROR
    until_idle(qtbot, loaded.session)
    assert loaded.video.section.export_button.isVisible()


def test_the_window_closes_as_wanted_when_the_export_is_finished_behind_the_question(qtbot, loaded, tmp_path):
    begin_export(qtbot, loaded, tmp_path / "film.mp4")
    assert not loaded.close()
    assert not loaded.close()  # asks once
    assert len([box for box in loaded.findChildren(QMessageBox) if box.isVisible()]) == 1
    qtbot.waitUntil(loaded.isHidden, timeout=TIMEOUT_MS)
    assert not [box for box in loaded.findChildren(QMessageBox) if box.isVisible()]
    assert (tmp_path / "film.mp4").exists()
    assert not loaded.session.running


def test_an_export_that_is_cancelled_behind_the_question_leaves_the_window_open(qtbot, loaded, tmp_path):
    begin_export(qtbot, loaded, tmp_path / "film.mp4")
    assert not loaded.close()
    loaded.session.cancel_export()
    until_idle(qtbot, loaded.session)
    qtbot.waitUntil(lambda: not [box for box in loaded.findChildren(QMessageBox) if box.isVisible()])
    assert loaded.isVisible()
    assert loaded.session.running


def test_a_portrait_file_that_vanishes_loses_nothing(qtbot, window, portrait_file, group_file, voice_file, tmp_path):
    session, file = window.session, tmp_path / "once.png"
    file.write_bytes(portrait_file.read_bytes())
    with qtbot.waitSignals([session.portrait_changed, session.sound_changed], timeout=TIMEOUT_MS):
        drop(window, file, voice_file)
    file.unlink()
    with qtbot.waitSignal(session.portrait_changed, timeout=TIMEOUT_MS):
        drop(window, group_file)
    with qtbot.waitSignal(session.portrait_changed, timeout=TIMEOUT_MS) as back:
        qtbot.keyClick(window, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert back.args[0].name == "once.png"
    with qtbot.waitSignal(session.told, timeout=TIMEOUT_MS) as told:
        session.export(tmp_path / "film.mp4")
    assert told.args[0].tone is Tone.SUCCESS


@pytest.mark.parametrize("what", ["playing", "exporting", "loading"])
def test_closing_in_the_middle_leaves_no_thread_and_no_file(qtbot, loaded, portrait_file, tmp_path, what):
    session = loaded.session
    if what == "playing":
        with qtbot.waitSignal(session.frame_arrived, timeout=TIMEOUT_MS):
            session.play()
    elif what == "exporting":
        begin_export(qtbot, loaded, tmp_path / "film.mp4")
    else:
        session.load_portrait(portrait_file)
    began = perf_counter()
    loaded.close()
    if what == "exporting":
        assert session.running
        assert loaded.isVisible()
        buttons = {button.text(): button for button in loaded.findChild(QMessageBox).buttons()}
        qtbot.mouseClick(buttons["Stop and close"], LEFT)
    assert not session.running
    assert perf_counter() - began < 3.0
    assert [file for file in tmp_path.iterdir() if file.name.startswith("film")] == []

"""Projects in the window, and the session that comes back."""

import pytest
from conftest import load_once
from hands import TIMEOUT_MS, drop
from PySide6.QtCore import QSettings, Qt
from PySide6.QtWidgets import QFileDialog, QMessageBox

from app.core.clip_edit import ClipEdit
from app.core.emotion import Emotion
from app.core.project import PortraitSource, Project, VoiceSource
from app.core.video_size import OutputSize
from app.gui.look.theme import Theme
from app.gui.main import make_application
from app.gui.window import MainWindow
from app.media.projects.read import read_project
from app.media.projects.write import write_project
from app.workers.parts.projects import AUTOSAVE_AFTER_MS
from app.workers.room import EngineRoom
from app.workers.session import Session
from app.workers.status import Message, Tone


@pytest.fixture
def another_window(qtbot, qapp, tmp_path):
    """Opens a second window, as the next start of the program does."""
    windows = []

    def open_window(kept=None):
        session = Session(EngineRoom(load=load_once))
        window = MainWindow(
            session, QSettings(str(tmp_path / "second.ini"), QSettings.Format.IniFormat), Theme(make_application())
        )
        window.show()
        session.start()
        windows.append(window)
        return window

    yield open_window
    for window in windows:
        forget_changes(window.session)
        window.close()
        window.deleteLater()
    qapp.processEvents()


def forget_changes(session):
    """So that closing has nothing to ask about."""
    session.projects._in_file = session.project


def direct(session):
    """Change a little of everything."""
    session.edits.trim(0.25, 1.75)
    session.set_head(0.9)
    session.set_emotion(Emotion.HAPPY, 0.6)
    session.direction.add_key(1.0)
    session.set_size(OutputSize.P512)


def save(qtbot, window, file):
    with qtbot.waitSignal(window.session.noted, timeout=TIMEOUT_MS):
        window.session.projects.save(file)


def until_settled(qtbot, session):
    qtbot.waitUntil(lambda: session.ready and not session.loading, timeout=TIMEOUT_MS)


def colors_amid(stage):
    """The colours in the middle of the stage, where the invitation is."""
    image, middle = stage.grab().toImage(), stage.rect().center()
    return {image.pixel(middle.x() + x, middle.y() + y) for x in range(-30, 30) for y in range(-50, 30)}


def question(window):
    """The question that is asked; fails unless there is one."""
    (box,) = [box for box in window.findChildren(QMessageBox) if box.isVisible()]
    return box


def test_a_saved_project_is_opened_as_it_was(qtbot, loaded, another_window, tmp_path):
    session, file = loaded.session, tmp_path / "take.rhapsode"
    direct(session)
    qtbot.keyClick(loaded, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    dialog = loaded.findChild(QFileDialog)
    assert dialog.selectedFiles()[0].endswith("small portrait-two seconds.rhapsode")
    dialog.selectFile(str(file))
    with qtbot.waitSignal(session.noted, timeout=TIMEOUT_MS):
        dialog.accept()
    assert loaded.windowTitle() == "take[*] – Rhapsode"
    assert not loaded.isWindowModified()

    other = another_window()
    session.projects._lock.release()  # as if that window had been closed
    drop(other, file)
    qtbot.waitUntil(lambda: other.session.projects.file == file, timeout=TIMEOUT_MS)
    assert other.session.project == session.project
    assert other.session.edit == ClipEdit(0.25, 1.75)
    assert other.video.section.size_box.currentData() == OutputSize.P512
    assert other.direct.movement.head.value() == 90
    assert not other.isWindowModified()
    assert not other.session.undo_stack.canUndo()


def test_the_title_says_whether_a_project_was_changed(qtbot, loaded, tmp_path):
    session = loaded.session
    session.set_head(0.1)
    assert not loaded.isWindowModified()  # a session without a name comes back by itself
    save(qtbot, loaded, tmp_path / "take.rhapsode")
    session.set_seed(7)
    assert loaded.isWindowModified()
    session.undo()
    assert not loaded.isWindowModified()
    session.redo()
    with qtbot.waitSignal(session.noted, timeout=TIMEOUT_MS):
        qtbot.keyClick(loaded, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    assert not loaded.isWindowModified()
    assert read_project(tmp_path / "take.rhapsode").project.settings.seed == 7


@pytest.mark.parametrize(
    ("answer", "closes", "kept"),
    [
        (QMessageBox.StandardButton.Save, True, 0.9),
        (QMessageBox.StandardButton.Discard, True, 0.5),
        (QMessageBox.StandardButton.Cancel, False, 0.5),
    ],
)
def test_closing_asks_before_changes_of_a_project_are_lost(qtbot, loaded, tmp_path, answer, closes, kept):
    session, file = loaded.session, tmp_path / "take.rhapsode"
    save(qtbot, loaded, file)
    session.set_head(0.9)
    assert not loaded.close()
    assert not loaded.close()  # asks once
    (box,) = [box for box in loaded.findChildren(QMessageBox) if box.isVisible()]
    assert "take.rhapsode has changes" in box.text()
    box.button(answer).click()
    if closes:
        qtbot.waitUntil(loaded.isHidden, timeout=TIMEOUT_MS)
    else:
        qtbot.wait(50)
        assert loaded.isVisible()
        forget_changes(session)
    assert read_project(file).project.settings.head == kept


def test_reverting_asks_first_and_cancel_keeps_changes_and_undo(qtbot, loaded, tmp_path):
    session = loaded.session
    save(qtbot, loaded, tmp_path / "take.rhapsode")
    assert not loaded.project.revert_action.isEnabled()
    session.set_head(0.9)
    loaded.project.revert_action.trigger()
    loaded.project.revert_action.trigger()  # asks once
    (box,) = [box for box in loaded.findChildren(QMessageBox) if box.isVisible()]
    assert "take.rhapsode" in box.text()
    assert box.defaultButton() is box.button(QMessageBox.StandardButton.Cancel)
    qtbot.keyClick(box, Qt.Key.Key_Escape)
    assert session.settings.head == 0.9
    assert session.undo_stack.canUndo()
    loaded.project.revert_action.trigger()
    box = next(box for box in loaded.findChildren(QMessageBox) if box.isVisible())
    box.button(QMessageBox.StandardButton.Discard).click()
    qtbot.waitUntil(lambda: session.settings.head == 0.5, timeout=TIMEOUT_MS)
    until_settled(qtbot, session)
    assert not loaded.isWindowModified()


def test_the_session_comes_back_after_any_end(qtbot, loaded, another_window, tmp_path):
    session, kept, file = loaded.session, tmp_path / "session.rhapsode", tmp_path / "take.rhapsode"
    session.projects.keep_session(kept)
    save(qtbot, loaded, file)
    direct(session)
    qtbot.waitUntil(  # by itself: the program may be killed now
        lambda: kept.exists() and read_project(kept).project == session.project, timeout=TIMEOUT_MS
    )
    other = another_window()
    session.projects._lock.release()  # as if that window had been killed
    other.session.projects.restore(kept, lambda: pytest.fail("the demo was shown"))
    until_settled(qtbot, other.session)
    assert other.session.project == session.project
    assert other.session.projects.file == file
    assert other.isWindowModified()  # it differs from its file, as it did
    forget_changes(session)


def test_a_plain_end_keeps_the_last_change_too(qtbot, loaded, tmp_path):
    kept = tmp_path / "session.rhapsode"
    loaded.session.projects.keep_session(kept)
    loaded.session.set_head(0.33)
    loaded.close()
    assert read_project(kept).project.settings.head == 0.33


@pytest.mark.parametrize("content", [None, b"", b"no zip at all"])
def test_a_session_that_cannot_come_back_gives_way_to_the_demo(qtbot, another_window, tmp_path, content):
    kept, shown = tmp_path / "session.rhapsode", []
    if content is not None:
        kept.write_bytes(content)
    window = another_window()
    window.session.projects.restore(kept, lambda: shown.append("demo"))
    qtbot.waitUntil(lambda: shown == ["demo"], timeout=TIMEOUT_MS)
    assert not window.banner.isVisible()


def test_a_project_whose_voice_is_gone_says_so_and_changes_nothing(qtbot, loaded, voice_file, tmp_path):
    session, file, voice = loaded.session, tmp_path / "take.rhapsode", tmp_path / "v.wav"
    voice.write_bytes(voice_file.read_bytes())
    with qtbot.waitSignal(session.sound_changed, timeout=TIMEOUT_MS):
        session.load_sound(voice)
    save(qtbot, loaded, file)
    voice.unlink()
    before = session.project
    with qtbot.waitSignal(session.told, timeout=TIMEOUT_MS) as told:
        session.projects.open(file)
    assert "v.wav, which take.rhapsode needs, was not found" in told.args[0].text
    assert session.project == before


def test_a_project_whose_picture_cannot_be_used_is_not_written_over(qtbot, loaded, portrait_file, tmp_path):
    session, file, picture = loaded.session, tmp_path / "take.rhapsode", tmp_path / "p.png"
    picture.write_bytes(portrait_file.read_bytes())
    with qtbot.waitSignal(session.portrait_changed, timeout=TIMEOUT_MS):
        session.load_portrait(picture)
    save(qtbot, loaded, file)
    picture.write_bytes(b"no picture any more")
    with qtbot.waitSignal(session.loads.settled, timeout=TIMEOUT_MS):
        loaded.project.open(file)
    assert session.projects.file is None
    assert loaded.windowTitle() == "Rhapsode"


def test_a_project_that_another_window_has_open_is_opened_as_a_copy(qtbot, loaded, another_window, tmp_path):
    session, file = loaded.session, tmp_path / "take.rhapsode"
    save(qtbot, loaded, file)
    other = another_window()
    with qtbot.waitSignal(other.session.told, timeout=TIMEOUT_MS) as told:
        other.session.projects.open(file)
    assert "open in another window" in told.args[0].text
    assert other.session.projects.file is None
    assert other.session.project.portrait == session.project.portrait
    other.session.projects.save(file)
    assert "Save under another name" in other.banner.text.text()
    save(qtbot, other, tmp_path / "copy.rhapsode")
    assert other.session.projects.file == tmp_path / "copy.rhapsode"


def test_a_project_with_several_voices_says_who_performs_here(qtbot, loaded, group_file, voice_file, tmp_path):
    file, voice = tmp_path / "duet.rhapsode", VoiceSource(voice_file)
    duet = Project(PortraitSource(group_file), voice, other_voices=((1, voice),))
    write_project(file, duet, collect=False, force=False)
    with qtbot.waitSignal(loaded.session.told, timeout=TIMEOUT_MS) as told:
        drop(loaded, file)
        qtbot.waitUntil(lambda: loaded.project._question is not None, timeout=TIMEOUT_MS)
        question(loaded).button(QMessageBox.StandardButton.Discard).click()
    assert "only the chosen face performs" in told.args[0].text
    assert "rhapsode animate duet.rhapsode" in told.args[0].text
    qtbot.waitUntil(lambda: loaded.session.projects.file == file, timeout=TIMEOUT_MS)
    save(qtbot, loaded, file)
    assert read_project(file).project.other_voices == duet.other_voices  # nothing of it is lost


def test_a_new_project_is_the_demo_as_usual(qtbot, loaded, tmp_path):
    session = loaded.session
    direct(session)
    qtbot.keyClick(loaded, Qt.Key.Key_N, Qt.KeyboardModifier.ControlModifier)
    question(loaded).button(QMessageBox.StandardButton.Cancel).click()
    assert session.settings.head == 0.9
    assert session.undo_stack.canUndo()
    qtbot.keyClick(loaded, Qt.Key.Key_N, Qt.KeyboardModifier.ControlModifier)
    assert question(loaded).text() == "This session is not saved as a project."
    question(loaded).button(QMessageBox.StandardButton.Discard).click()
    qtbot.waitUntil(lambda: session.portrait.name == "demo_portrait.png", timeout=TIMEOUT_MS)
    until_settled(qtbot, session)
    assert session.sound.name == "demo_voice.flac"
    assert session.settings.head == 0.5
    assert session.settings.emotion.keys == ()
    assert session.project.video.size is None
    assert loaded.video.section.size_box.currentData() is None
    loaded.project.begin()  # the demo as it is can be had again
    assert not [box for box in loaded.findChildren(QMessageBox) if box.isVisible()]
    until_settled(qtbot, session)


def test_a_session_without_a_name_can_be_saved_before_a_new_one_begins(qtbot, loaded, tmp_path):
    session, file = loaded.session, tmp_path / "mine.rhapsode"
    loaded.project.begin()
    question(loaded).button(QMessageBox.StandardButton.Save).click()
    dialog = loaded.findChild(QFileDialog)
    dialog.selectFile(str(file))
    dialog.accept()
    qtbot.waitUntil(lambda: session.portrait.name == "demo_portrait.png", timeout=TIMEOUT_MS)
    until_settled(qtbot, session)
    assert read_project(file).project.portrait.file.name == "small portrait.png"
    assert session.projects.file is None


@pytest.mark.parametrize("closed", [False, True])
def test_a_session_that_was_not_closed_says_that_it_is_back(qtbot, loaded, another_window, tmp_path, closed):
    kept, projects = tmp_path / "session.rhapsode", loaded.session.projects
    projects.keep_session(kept)
    loaded.session.set_head(0.7)
    qtbot.waitUntil(lambda: kept.exists(), timeout=TIMEOUT_MS)
    if closed:
        loaded.close()
    projects._session_lock.release()  # as if that window had been killed
    other = another_window()
    other.session.projects.keep_session(kept)
    other.banner.tell(Message(Tone.SUCCESS, "A take is kept."))  # a recording that was cut short, too
    other.session.projects.restore(kept, lambda: pytest.fail("the demo was shown"))
    until_settled(qtbot, other.session)
    back = "" if closed else " Your session is back as it stood when Rhapsode was ended."
    assert other.banner.text.text() == "A take is kept." + back


def test_a_session_that_another_window_is_in_was_not_ended(qtbot, loaded, another_window, tmp_path):
    kept = tmp_path / "session.rhapsode"
    loaded.session.projects.keep_session(kept)
    loaded.session.set_head(0.7)
    qtbot.waitUntil(lambda: kept.exists(), timeout=TIMEOUT_MS)
    other = another_window()
    other.session.projects.keep_session(kept)
    other.session.projects.restore(kept, lambda: pytest.fail("the demo was shown"))
    until_settled(qtbot, other.session)
    assert other.banner.message is None


@pytest.mark.parametrize("named", [False, True])
def test_a_second_window_asks_at_closing_and_leaves_the_kept_session_alone(
    qtbot, loaded, another_window, tmp_path, named
):
    kept, session = tmp_path / "session.rhapsode", loaded.session
    session.projects.keep_session(kept)
    if named:
        save(qtbot, loaded, tmp_path / "take.rhapsode")
    session.set_head(0.7)
    qtbot.waitUntil(lambda: kept.exists() and read_project(kept).project == session.project, timeout=TIMEOUT_MS)
    other = another_window()
    other.session.projects.keep_session(kept)
    other.session.projects.restore(kept, lambda: pytest.fail("the demo was shown"))
    until_settled(qtbot, other.session)
    assert not other.session.projects.lost_by_closing  # what it shows is kept by the first window
    other.session.set_head(0.2)
    qtbot.wait(AUTOSAVE_AFTER_MS + 500)
    assert read_project(kept).project.settings.head == 0.7
    assert not other.close()
    question(other).button(QMessageBox.StandardButton.Cancel).click()
    assert other.isVisible()
    assert not other.close()
    question(other).button(QMessageBox.StandardButton.Save).click()
    dialog = other.findChild(QFileDialog)
    dialog.selectFile(str(tmp_path / "copy.rhapsode"))
    dialog.accept()
    qtbot.waitUntil(other.isHidden, timeout=TIMEOUT_MS)
    assert read_project(tmp_path / "copy.rhapsode").project.settings.head == 0.2
    assert read_project(kept).project.settings.head == 0.7
    forget_changes(session)


def test_a_second_window_that_only_shows_its_files_closes_unasked(
    qtbot, loaded, another_window, portrait_file, voice_file, tmp_path
):
    kept = tmp_path / "session.rhapsode"
    loaded.session.projects.keep_session(kept)
    other = another_window()
    other.session.projects.keep_session(kept)
    drop(other, portrait_file, voice_file)
    until_settled(qtbot, other.session)
    assert other.close()


def test_while_a_session_is_opened_nothing_reads_as_if_it_were_lost(qtbot, loaded, another_window, tmp_path):
    kept, session, file = tmp_path / "session.rhapsode", loaded.session, tmp_path / "take.rhapsode"
    session.projects.keep_session(kept)
    save(qtbot, loaded, file)
    loaded.close()
    window = another_window()
    section, titles, said = window.portrait.section, [], []
    window.windowTitleChanged.connect(titles.append)
    window.session.busy_changed.connect(lambda text: said.append((text, section._name.text())))
    assert len(colors_amid(window.stage)) > 1
    window.session.projects.restore(kept, lambda: pytest.fail("the demo was shown"))
    assert not section._name.text()
    assert not window.voice.section._name.text()
    assert len(colors_amid(window.stage)) == 1
    until_settled(qtbot, window.session)
    assert [text for text, _name in said][:2] == ["Opening your session…", "Opening take.rhapsode…"]
    assert "No portrait yet" not in [name for text, name in said if text]
    assert titles == ["take[*] – Rhapsode"]


def test_a_session_that_cannot_be_opened_invites_again(qtbot, window, tmp_path):
    bad = tmp_path / "bad.rhapsode"
    bad.write_bytes(b"no zip at all")
    with qtbot.waitSignal(window.session.told, timeout=TIMEOUT_MS):
        window.session.projects.open(bad)
        assert window.windowTitle() == "bad[*] – Rhapsode"
    assert window.windowTitle() == "Rhapsode"
    assert window.portrait.section._name.text() == "No portrait yet"


def test_a_damaged_project_is_refused_before_anything_is_asked(qtbot, loaded, tmp_path):
    bad = tmp_path / "bad.rhapsode"
    bad.write_bytes(b"no zip at all")
    with qtbot.waitSignal(loaded.session.told, timeout=TIMEOUT_MS) as told:
        drop(loaded, bad)
    assert "bad.rhapsode is no project" in told.args[0].text
    assert loaded.project._question is None


def test_the_open_project_that_is_saved_before_it_is_opened_again_keeps_its_changes(qtbot, loaded, tmp_path):
    session, file = loaded.session, tmp_path / "take.rhapsode"
    save(qtbot, loaded, file)
    session.set_head(0.9)
    drop(loaded, file)
    qtbot.waitUntil(lambda: loaded.project._question is not None, timeout=TIMEOUT_MS)
    with qtbot.waitSignal(session.loads.settled, timeout=TIMEOUT_MS):
        question(loaded).button(QMessageBox.StandardButton.Save).click()
    assert session.settings.head == 0.9
    assert not loaded.isWindowModified()

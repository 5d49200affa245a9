"""Messages stand where they hide least, and go when they have nothing to say any more."""

from pathlib import Path

import numpy as np
import pytest
from hands import TIMEOUT_MS, drop
from PySide6.QtCore import QEvent, QPoint, QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QCursor, QEnterEvent
from PySide6.QtWidgets import QApplication

from app.gui.fitting import LEAST, USUAL
from app.gui.stage.banner_place import best_place
from app.gui.stage.view_frame import View
from app.workers.status import Message, Subject, Tone
from tests.support.wav import write_wav

LEFT = Qt.MouseButton.LeftButton
STAGE = QSize(800, 500)


@pytest.fixture(autouse=True)
def _mouse_elsewhere(qapp):
    QCursor.setPos(0, 0)


@pytest.fixture
def loud_file(tmp_path):
    """A voice that is far too loud, which gets a warning."""
    file = tmp_path / "loud.wav"
    samples = np.clip(np.sin(np.arange(32_000) / 16_000 * 2 * np.pi * 180) * 9, -1, 1)
    return write_wav(file, (samples * 32767).astype(np.int16), 16_000)


@pytest.mark.parametrize("tone", Tone)
def test_every_message_leaves_when_it_has_been_read_and_trouble_later(qtbot, window, tone):
    banner = window.banner
    banner.tell(Message(tone, "Something has happened."))
    assert banner.leaving.isActive()
    assert (banner.leaving.interval() > 15_000) is (tone in (Tone.WARNING, Tone.ERROR))
    banner.leaving.start(1)
    qtbot.waitUntil(banner.isHidden, timeout=TIMEOUT_MS)
    assert banner.message is None


def test_a_message_waits_for_somebody_to_read_it(qtbot, window, monkeypatch):
    banner = window.banner
    banner.tell(Message(Tone.ERROR, "Something has happened."))
    monkeypatch.setattr(banner, "isActiveWindow", lambda: False)
    banner.leaving.timeout.emit()
    assert banner.isVisible()
    assert banner.leaving.isActive()


@pytest.mark.parametrize("over", ["another portrait", "another microphone"])
def test_what_is_said_of_a_microphone_goes_with_it(qtbot, loaded, group_file, over):
    loaded.banner.tell(Message(Tone.ERROR, "The microphone has gone.", about=Subject.MICROPHONE))
    if over == "another portrait":
        with qtbot.waitSignal(loaded.session.portrait_changed, timeout=TIMEOUT_MS):
            drop(loaded, group_file)
    else:
        loaded.recording.record_section.devices.chosen.emit("")
    assert not loaded.banner.isVisible()


def test_a_message_with_a_button_stays_longer_and_one_below_the_mouse_stays(window):
    banner = window.banner
    banner.tell(Message(Tone.INFO, "Something has happened."))
    plain_ms = banner.leaving.interval()
    banner.offer("Undo", "Take it back", lambda: None)
    assert banner.leaving.interval() > plain_ms + 5000
    spot = QPointF(5, 5)
    QApplication.sendEvent(banner, QEnterEvent(spot, spot, spot))
    assert not banner.leaving.isActive()
    QApplication.sendEvent(banner, QEvent(QEvent.Type.Leave))
    assert banner.leaving.isActive()


def test_an_error_about_a_file_goes_when_another_is_opened(qtbot, loaded, tmp_path, voice_file):
    broken = tmp_path / "broken.wav"
    broken.write_bytes(b"RIFF, but no sound")
    drop(loaded, broken)
    qtbot.waitUntil(loaded.banner.isVisible, timeout=TIMEOUT_MS)
    assert loaded.banner.message.tone is Tone.ERROR
    with qtbot.waitSignal(loaded.session.sound_changed, timeout=TIMEOUT_MS):
        drop(loaded, voice_file)
    assert not loaded.banner.isVisible()


def test_an_error_stays_while_the_good_file_beside_the_bad_one_comes(qtbot, loaded, tmp_path, voice_file):
    stranger = tmp_path / "table.csv"
    stranger.write_text("a;b;c")
    with qtbot.waitSignal(loaded.session.sound_changed, timeout=TIMEOUT_MS):
        drop(loaded, stranger, voice_file)
    assert loaded.banner.isVisible()
    assert stranger.name in loaded.banner.message.text


def test_a_warning_of_a_voice_goes_when_the_voice_is_taken_back(qtbot, loaded, loud_file):
    with qtbot.waitSignal(loaded.session.sound_changed, timeout=TIMEOUT_MS):
        drop(loaded, loud_file)
    assert loaded.banner.message.tone is Tone.WARNING
    assert loaded.banner.message.about is Subject.VOICE
    with qtbot.waitSignal(loaded.session.sound_changed, timeout=TIMEOUT_MS):
        loaded.undoing.undo.trigger()
    assert not loaded.banner.isVisible()


def test_what_is_said_of_a_step_goes_with_the_next_one(window):
    window.session.direction.set("head", 0.2)
    window.banner.tell(Message(Tone.INFO, "This was changed.", about=Subject.STEP))
    window.undoing.undo.trigger()
    assert not window.banner.isVisible()


def test_the_banner_hides_no_face_and_not_the_play_button(qtbot, loaded):
    banner, stage = loaded.banner, loaded.stage
    banner.tell(Message(Tone.WARNING, "Something has happened."))
    (face,) = stage.face_rects()
    assert stage.play_button.isVisible()
    assert not QRectF(banner.geometry()).intersects(face)
    assert not banner.geometry().intersects(stage.play_button.geometry())
    stage.play_button.hide()
    assert not QRectF(banner.geometry()).intersects(face)


LONG = "holiday.jpg is neither a picture nor a sound that Rhapsode reads. " * 2


@pytest.mark.parametrize("size", [LEAST, QSize(952, 640), USUAL])
@pytest.mark.parametrize("text", ["Saved.", LONG])
@pytest.mark.parametrize("view", list(View))
def test_no_message_hides_a_face_in_any_window(qtbot, loaded, size, text, view):
    banner, stage = loaded.banner, loaded.stage
    loaded.resize(size)
    stage.set_view(view)
    qtbot.waitUntil(lambda: loaded.size() == size, timeout=TIMEOUT_MS)
    QApplication.processEvents()
    before = stage.size()
    banner.tell(Message(Tone.ERROR, text))
    QApplication.processEvents()
    (face,) = stage.face_rects()
    seen = face.intersected(QRectF(stage.rect())).translated(stage.pos())
    assert not QRectF(banner.geometry()).intersects(seen)
    assert banner.parentWidget().rect().contains(banner.geometry())
    assert banner.height() >= banner.height_at(banner.width())
    banner.dismiss()
    QApplication.processEvents()
    assert stage.size() == before


def test_a_message_below_the_picture_comes_back_to_it_when_the_window_grows(qtbot, loaded):
    banner, stage = loaded.banner, loaded.stage
    loaded.resize(LEAST)
    banner.tell(Message(Tone.ERROR, LONG))
    qtbot.waitUntil(lambda: banner.y() >= stage.geometry().bottom(), timeout=TIMEOUT_MS)
    loaded.resize(1280, 900)
    qtbot.waitUntil(lambda: stage.geometry().contains(banner.geometry()), timeout=TIMEOUT_MS)
    banner.tell(Message(Tone.INFO, "Saved."))
    assert stage.geometry().contains(banner.geometry())


@pytest.mark.parametrize(
    ("head", "button", "place"),
    [
        (QRectF(300, 100, 200, 250), None, QRect(40, 438, 720, 50)),
        (QRectF(300, 100, 200, 250), QRect(362, 390, 76, 76), QRect(40, 12, 720, 50)),  # above the button is the chin
        (QRectF(300, 20, 200, 250), QRect(362, 390, 76, 76), QRect(40, 328, 720, 50)),
        (QRectF(300, 200, 200, 300), None, QRect(40, 12, 720, 50)),
        (QRectF(300, 10, 200, 480), None, QRect(12, 438, 276, 50)),  # no room above nor below: beside it
        (QRectF(200, 10, 200, 480), None, QRect(412, 438, 376, 50)),
    ],
)
def test_the_place_that_hides_least(head, button, place):
    assert best_place(lambda _width: 50, 240, STAGE, [head], button) == place


def test_the_banner_stays_on_the_stage_where_there_is_little_room():
    head, button = QRectF(150, 20, 60, 80), QRect(140, 40, 76, 76)
    assert QRect(QPoint(), QSize(350, 150)).contains(best_place(lambda _: 60, 240, QSize(350, 150), [head], button))


def small(window):
    """As ScreenFit does on a small screen at 200 %."""
    window.setMinimumSize(640, 376)
    window.resize(640, 376)
    QApplication.processEvents()


def test_on_a_small_screen_a_message_keeps_its_buttons_whole_and_hides_no_face(qtbot, loaded):
    small(loaded)
    banner, stage = loaded.banner, loaded.stage
    banner.tell(Message(Tone.SUCCESS, "Saved demo_portrait-demo_voice.mp4: 8.9 seconds.", file=Path("v.mp4")))
    QApplication.processEvents()
    for button in (banner.open_button, banner.folder_button):
        assert button.width() >= button.sizeHint().width()
        assert banner.rect().contains(button.rect().translated(button.mapTo(banner, QPoint())))
    assert banner.y() >= stage.geometry().bottom()
    assert stage.height() >= stage.minimumHeight()
    banner.dismiss()
    QApplication.processEvents()
    assert stage.height() > 100  # the stage has its place back


def test_a_message_stands_beside_a_countdown(qtbot, loaded):
    loaded.stage.set_occupied(True)
    loaded.banner.tell(Message(Tone.INFO, "No loudspeaker was found."))
    QApplication.processEvents()
    assert loaded.banner.y() >= loaded.stage.geometry().bottom()
    loaded.stage.set_occupied(False)

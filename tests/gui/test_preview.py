"""Looking at the picture: its size, full screen, against the still."""

import pytest
from hands import TIMEOUT_MS
from PySide6.QtCore import QEvent, QPoint, QPointF, QRectF, QSizeF, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from app.gui.stage.view_frame import View, ViewFrame
from app.workers.status import Activity

CONTROL = Qt.KeyboardModifier.ControlModifier
LEFT = Qt.MouseButton.LeftButton


def test_fit_actual_and_fill(qtbot, loaded):
    stage = loaded.stage
    fit = stage.picture_rect()
    assert stage.rect().contains(fit.toAlignedRect())
    qtbot.keyClick(loaded, Qt.Key.Key_1, CONTROL)
    actual = stage.picture_rect()
    assert (actual.width(), actual.height()) == (320, 400)
    qtbot.keyClick(loaded, Qt.Key.Key_2, CONTROL)
    fill = stage.picture_rect()
    assert fill.width() >= stage.width() - 1
    assert fill.height() >= stage.height() - 1
    qtbot.keyClick(loaded, Qt.Key.Key_0, CONTROL)
    assert stage.picture_rect() == fit


def test_a_picture_larger_than_its_place_is_pushed_to_its_edge_and_no_farther(qtbot, loaded):
    stage = loaded.stage
    qtbot.keyClick(loaded, Qt.Key.Key_2, CONTROL)
    before, middle = stage.picture_rect(), stage.rect().center()
    QTest.mousePress(stage, LEFT, pos=middle)
    QTest.mouseMove(stage, middle - QPoint(0, 60))
    assert stage.picture_rect().top() == before.top() - 60
    QTest.mouseMove(stage, middle - QPoint(0, 5000))
    QTest.mouseRelease(stage, LEFT, pos=middle)
    assert abs(stage.picture_rect().bottom() - stage.height()) < 1


def test_full_screen_shows_the_picture_alone_and_keys_still_work(qtbot, loaded):
    session, around = loaded.session, (loaded.panel, loaded.transport, loaded.menuBar(), loaded.timeline.view)
    qtbot.keyClick(loaded, Qt.Key.Key_F11)
    assert loaded.isFullScreen()
    assert not any(widget.isVisible() for widget in around)
    with qtbot.waitSignal(session.frame_arrived, timeout=TIMEOUT_MS):
        qtbot.keyClick(loaded, Qt.Key.Key_Space)
    session.stop()
    qtbot.keyClick(loaded, Qt.Key.Key_Escape)
    assert not loaded.isFullScreen()
    assert all(widget.isVisible() for widget in around)


def test_holding_a_key_shows_the_still(qtbot, loaded):
    session, stage = loaded.session, loaded.stage
    with qtbot.waitSignal(session.frame_arrived, timeout=TIMEOUT_MS):
        session.seek(1.0)
    moved = stage.grab().toImage()
    QTest.keyPress(stage, Qt.Key.Key_C)
    still = stage.grab().toImage()
    assert stage.still_label == "Still"
    QTest.keyRelease(stage, Qt.Key.Key_C)
    assert still != moved
    assert stage.grab().toImage() == moved
    assert not loaded.preview.compare.isChecked()


def test_the_still_goes_when_the_key_is_let_go_in_another_window(loaded):
    QTest.keyPress(loaded.stage, Qt.Key.Key_C)
    assert loaded.stage.still_label == "Still"
    QApplication.sendEvent(loaded, QEvent(QEvent.Type.WindowDeactivate))
    assert loaded.stage.still_label == ""
    assert not loaded.preview.compare.isChecked()


def test_the_still_that_was_ticked_says_how_to_get_back(qtbot, loaded):
    stage, compare = loaded.stage, loaded.preview.compare
    assert "Hold C" in compare.text()
    at_rest = stage.grab().toImage()
    compare.trigger()
    labelled = stage.grab().toImage()
    assert stage.still_label == "Still – press C to go back"
    assert labelled != at_rest  # though at rest the picture is the same
    QTest.keyClick(stage, Qt.Key.Key_C)
    assert not compare.isChecked()
    assert stage.grab().toImage() == at_rest
    compare.trigger()
    qtbot.keyClick(loaded, Qt.Key.Key_Escape)
    assert not compare.isChecked()
    assert stage.grab().toImage() == at_rest


def test_the_status_line_says_how_large_the_preview_is_and_quiet_remarks(qtbot, loaded):
    assert loaded.preview._said.text() == "Preview 320 × 400"
    loaded.session.noted.emit("The picture is drawn smaller.")
    assert loaded.statusBar().currentMessage() == "The picture is drawn smaller."
    assert not loaded.banner.isVisible()
    with qtbot.waitSignal(loaded.session.frame_arrived, timeout=TIMEOUT_MS):
        loaded.session.play()
    loaded.session.noted.emit("The picture is drawn smaller.")
    loaded.session.stop()
    qtbot.waitUntil(lambda: loaded.session.activity is Activity.IDLE, timeout=TIMEOUT_MS)
    assert loaded.statusBar().currentMessage() == ""


def test_a_picture_that_was_drawn_smaller_to_keep_up_is_large_again_at_rest_and_at_the_next_start(
    qtbot, loaded, monkeypatch
):
    monkeypatch.setattr("app.workers.preview_size.MOST_COST_S", 0.0)  # of a machine on which every frame costs too much
    monkeypatch.setattr("app.workers.preview_size.FIRST_FRAMES", 1)
    session = loaded.session

    def frame(width):
        return qtbot.waitSignal(
            session.frame_arrived, timeout=TIMEOUT_MS, check_params_cb=lambda shown: shown.rgb.shape[1] == width
        )

    session.playback.set_looping(True)
    with frame(230):
        session.play()
    with frame(320) as paused:
        session.stop()
    assert paused.args[0].index == round(session.position_s * 25)
    assert loaded.preview._said.text() == "Preview 320 × 400"
    with frame(230):
        session.play()
    with qtbot.waitSignal(session.frame_arrived, timeout=TIMEOUT_MS) as scrubbed:
        session.playback.scrub(1.0)
    assert scrubbed.args[0].rgb.shape[1] == 320
    with qtbot.waitSignal(session.frame_arrived, timeout=TIMEOUT_MS) as first:
        session.playback.end_scrub()
    assert first.args[0].rgb.shape[1] == 320
    session.stop()


def test_fill_keeps_the_face_that_performs_in_the_middle_as_far_as_the_borders_allow(qtbot, window, group_file):
    session, stage = window.session, window.stage

    def is_central(number):
        picture, middle = stage.picture_rect(), stage.rect().center().x()
        at_border = abs(picture.left()) < 1 or abs(picture.right() - stage.width()) < 1
        return abs(stage.face_rect(number).center().x() - middle) < 2 or at_border

    with qtbot.waitSignal(session.portrait_changed, timeout=TIMEOUT_MS):
        session.load_portrait(group_file)
    window.resize(900, 900)  # a stage that is higher than wide
    qtbot.waitUntil(lambda: stage.height() > stage.width())
    qtbot.keyClick(window, Qt.Key.Key_2, CONTROL)
    assert is_central(0)
    left = stage.picture_rect().left()
    with qtbot.waitSignal(session.portrait_changed, timeout=TIMEOUT_MS):
        session.choose_face(1)
    assert is_central(1)
    assert stage.picture_rect().left() < left - 100


@pytest.mark.parametrize(("focus", "top"), [(0.5, -150), (0.25, -50), (0.05, 0), (0.99, -300)])
def test_the_focus_comes_to_the_middle_but_no_border_comes_inside(focus, top):
    stage = QRectF(0, 0, 100, 100)
    frame = ViewFrame(View.FILL).on(0.5, focus)
    shown = frame.rect(QSizeF(10, 40), stage, stage, 1.0)
    assert shown.top() == pytest.approx(top)
    pushed = frame.pushed(QPointF(0, 20), shown, stage).rect(QSizeF(10, 40), stage, stage, 1.0)
    assert pushed.top() == pytest.approx(min(0, top + 20))


def test_an_open_hand_says_that_the_picture_can_be_dragged(qtbot, loaded):
    stage = loaded.stage
    QTest.mouseMove(stage, stage.rect().center())
    assert stage.cursor().shape() is Qt.CursorShape.ArrowCursor
    qtbot.keyClick(loaded, Qt.Key.Key_2, CONTROL)
    assert stage.cursor().shape() is Qt.CursorShape.OpenHandCursor
    QTest.mousePress(stage, LEFT, pos=stage.rect().center())
    assert stage.cursor().shape() is Qt.CursorShape.ClosedHandCursor
    QTest.mouseRelease(stage, LEFT, pos=stage.rect().center())
    assert stage.cursor().shape() is Qt.CursorShape.OpenHandCursor
    qtbot.keyClick(loaded, Qt.Key.Key_0, CONTROL)
    assert stage.cursor().shape() is Qt.CursorShape.ArrowCursor

"""The time line in the real window, with a real mouse and real keys."""

import numpy as np
import pytest
from hands import TIMEOUT_MS, choose, until_idle
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from app.core.clip_edit import NO_EDIT
from app.core.emotion import Emotion
from app.core.motion import frame_count
from app.gui.panel.panel import Page
from app.gui.timeline.paint import LANE_TOP, RULER_PX, WAVE_PX
from app.workers.status import Activity

LEFT, CONTROL = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.ControlModifier
WAVE_Y, RULER_Y, LANE_Y, FADE_Y = RULER_PX + WAVE_PX - 12, 6, LANE_TOP + 10, RULER_PX + 6


def at(view, seconds, y=WAVE_Y):
    """The place of a moment of the sound."""
    return QPoint(round(view.scale.x(seconds)), y)


def drag(view, start, stop):
    QTest.mousePress(view, LEFT, pos=start)
    for part in (0.3, 0.6, 1.0):
        QTest.mouseMove(view, start + (stop - start) * part)
    QTest.mouseRelease(view, LEFT, pos=stop)


def arriving(qtbot, session):
    return qtbot.waitSignal(session.frame_arrived, timeout=TIMEOUT_MS)


def test_a_click_shows_the_moment_and_playing_goes_on_from_there(qtbot, loaded):
    view, session = loaded.timeline.view, loaded.session
    with arriving(qtbot, session) as arrived:
        qtbot.mouseClick(view, LEFT, pos=at(view, session.duration_s / 2))
    assert abs(arrived.args[0].index - frame_count(session.duration_s) / 2) <= 1
    assert abs(session.position_s - session.duration_s / 2) < 0.05
    with arriving(qtbot, session) as played:
        session.play()
    assert played.args[0].index >= arrived.args[0].index


def test_the_picture_follows_the_hand_and_playing_goes_on_where_it_lets_go(qtbot, loaded):
    view, session = loaded.timeline.view, loaded.session
    with arriving(qtbot, session):
        session.play()
    with arriving(qtbot, session):
        QTest.mousePress(view, LEFT, pos=at(view, 0.6))
    assert session.activity is Activity.IDLE
    with arriving(qtbot, session) as arrived:
        QTest.mouseMove(view, at(view, 1.0))
        qtbot.waitUntil(lambda: abs(session.position_s - 1.0) < 0.05)
    qtbot.waitUntil(lambda: session.jobs.shown is None, timeout=TIMEOUT_MS)
    assert arrived.args[0].index > 10
    QTest.mouseRelease(view, LEFT, pos=at(view, 1.0))
    assert session.activity is Activity.PLAYING
    with qtbot.waitSignal(
        session.position_changed, timeout=TIMEOUT_MS, check_params_cb=lambda position_s: position_s > 1.2
    ):
        pass


def test_trim_handles_cut_the_take_and_undo_brings_it_back(qtbot, loaded):
    view, session = loaded.timeline.view, loaded.session
    whole_s = session.duration_s
    drag(view, at(view, 0.0), at(view, 0.5))
    drag(view, at(view, whole_s), at(view, 1.5))
    assert session.edit.start_s == pytest.approx(0.5, abs=0.02)
    assert session.edit.stop_s == pytest.approx(1.5, abs=0.02)
    assert session.duration_s == pytest.approx(1.0, abs=0.03)
    assert loaded.transport._total.text() == "/ 0:01.0"
    qtbot.keyClick(loaded, Qt.Key.Key_Z, CONTROL)
    assert session.edit.stop_s is None
    qtbot.keyClick(loaded, Qt.Key.Key_Z, CONTROL)
    assert session.edit == NO_EDIT
    assert session.duration_s == whole_s
    qtbot.keyClick(loaded, Qt.Key.Key_Z, CONTROL | Qt.KeyboardModifier.ShiftModifier)
    assert session.edit.start_s == pytest.approx(0.5, abs=0.02)


def test_fade_handles_make_the_ends_quiet(qtbot, loaded):
    view, session = loaded.timeline.view, loaded.session
    before = view.grab().toImage()
    drag(view, at(view, 0.0, FADE_Y), at(view, 0.8, FADE_Y))
    assert session.edit.fade_in_s == pytest.approx(0.8, abs=0.02)
    drag(view, at(view, session.whole_s, FADE_Y), at(view, 1.4, FADE_Y))
    assert session.edit.fade_out_s == pytest.approx(session.whole_s - 1.4, abs=0.03)
    assert view.grab().toImage() != before


def test_a_part_chosen_on_the_ruler_plays_again_and_again(qtbot, loaded):
    view, session = loaded.timeline.view, loaded.session
    drag(view, at(view, 0.4, RULER_Y), at(view, 0.9, RULER_Y))
    assert session.playback.loop.start_s == pytest.approx(0.4, abs=0.02)
    assert session.playback.loop.stop_s == pytest.approx(0.9, abs=0.02)
    positions = []
    session.position_changed.connect(positions.append)
    session.play()
    qtbot.waitUntil(lambda: sum(np.diff(positions) < -0.1) >= 2, timeout=TIMEOUT_MS)
    assert max(positions) < 1.1
    qtbot.mouseClick(view, LEFT, pos=at(view, 1.2, RULER_Y))
    assert session.playback.loop is None
    session.stop()
    until_idle(qtbot, session)


def test_a_part_lights_the_button_for_repeating_and_can_be_cleared(qtbot, loaded):
    view, playback, button = loaded.timeline.view, loaded.session.playback, loaded.transport.loop_button

    def mark():
        drag(view, at(view, 0.5, RULER_Y), at(view, 1.0, RULER_Y))
        assert button.isChecked()
        assert loaded.timeline.clear_loop.isEnabled()

    clears = (
        loaded.timeline.clear_loop.trigger,
        lambda: qtbot.keyClick(loaded, Qt.Key.Key_Escape),
        lambda: qtbot.mouseClick(button, LEFT),
        lambda: qtbot.keyClick(loaded, Qt.Key.Key_L),
    )
    for clear in clears:
        mark()
        clear()
        assert (playback.selection, playback.loop) == (None, None)
        assert not button.isChecked()
        assert not loaded.timeline.clear_loop.isEnabled()
    qtbot.mouseClick(button, LEFT)
    assert playback.loop.stop_s == loaded.session.duration_s
    assert button.isChecked()


def test_the_wheel_zooms_where_the_mouse_is_and_scrolls(qtbot, loaded):
    view = loaded.timeline.view
    point = QPointF(at(view, 1.5))

    def turn(steps, keys):
        event = QWheelEvent(
            point, view.mapToGlobal(point), QPoint(), QPoint(0, 120 * steps), Qt.MouseButton.NoButton, keys,
            Qt.ScrollPhase.NoScrollPhase, False,
        )  # fmt: skip
        QApplication.sendEvent(view, event)

    assert not loaded.timeline.bar.isVisible()
    turn(5, CONTROL)
    assert view.scale.zoom > 1.8
    assert view.scale.time_s(point.x()) == pytest.approx(1.5, abs=0.02)
    assert loaded.timeline.bar.isVisible()
    start_s = view.scale.start_s
    turn(1, Qt.KeyboardModifier.NoModifier)
    assert view.scale.start_s < start_s
    qtbot.keyClick(loaded, Qt.Key.Key_Z, Qt.KeyboardModifier.ShiftModifier)
    assert view.scale.zoom == 1.0


def test_keys_step_frames_and_seconds(qtbot, loaded):
    session = loaded.session

    def index_after(key, modifier=Qt.KeyboardModifier.NoModifier):
        with arriving(qtbot, session) as arrived:
            qtbot.keyClick(loaded, key, modifier)
        qtbot.waitUntil(lambda: session.jobs.shown is None, timeout=TIMEOUT_MS)
        return arrived.args[0].index

    loaded.stage.setFocus()
    assert index_after(Qt.Key.Key_Right) == 1
    assert index_after(Qt.Key.Key_Right) == 2
    assert index_after(Qt.Key.Key_Right, Qt.KeyboardModifier.ShiftModifier) == 27
    assert index_after(Qt.Key.Key_Left) == 26
    assert index_after(Qt.Key.Key_End) == frame_count(session.duration_s) - 1
    assert index_after(Qt.Key.Key_Home) == 0


def test_emotions_are_added_moved_changed_and_deleted(qtbot, loaded):
    view, session = loaded.timeline.view, loaded.session
    with arriving(qtbot, session):
        session.seek(0.8)
    qtbot.keyClick(loaded, Qt.Key.Key_E)
    assert loaded.panel.page is Page.DIRECT
    (key,) = session.direction.keys
    assert key.time_s == pytest.approx(0.8, abs=0.01)
    with arriving(qtbot, session):
        choose(qtbot, loaded.direct.emotion.emotion, "Happy")
    (key,) = session.direction.keys
    assert key.emotion is Emotion.HAPPY
    assert session.direction.first.emotion is Emotion.NEUTRAL
    drag(view, at(view, 0.8, LANE_Y), at(view, 1.2, LANE_Y))
    (key,) = session.direction.keys
    assert key.time_s == pytest.approx(1.2, abs=0.02)
    qtbot.mouseDClick(view, LEFT, pos=at(view, 1.6, LANE_Y))
    assert [key.emotion for key in session.direction.keys] == [Emotion.HAPPY, Emotion.HAPPY]
    loaded.stage.setFocus()
    qtbot.keyClick(loaded, Qt.Key.Key_Delete)
    assert len(session.direction.keys) == 1
    for _ in range(5):
        qtbot.keyClick(loaded, Qt.Key.Key_Z, CONTROL)
    assert session.direction.keys == ()


def test_everything_can_be_done_with_keys_alone(qtbot, loaded):
    session, shift = loaded.session, Qt.KeyboardModifier.ShiftModifier

    def press_at(seconds, key, modifier=Qt.KeyboardModifier.NoModifier):
        with arriving(qtbot, session):
            session.seek(seconds - session.edit.start_s)
        qtbot.waitUntil(lambda: session.jobs.shown is None, timeout=TIMEOUT_MS)
        qtbot.keyClick(loaded, key, modifier)

    loaded.stage.setFocus()
    press_at(0.2, Qt.Key.Key_I)
    press_at(1.8, Qt.Key.Key_O)
    press_at(0.6, Qt.Key.Key_I, shift)
    press_at(1.4, Qt.Key.Key_O, shift)
    edit = session.edit
    assert (edit.start_s, edit.stop_s) == (pytest.approx(0.2), pytest.approx(1.8))
    assert (edit.fade_in_s, edit.fade_out_s) == (pytest.approx(0.4), pytest.approx(0.4))
    press_at(0.8, Qt.Key.Key_BracketLeft)
    press_at(1.2, Qt.Key.Key_BracketRight)
    assert session.playback.selection.start_s == pytest.approx(0.8)
    assert session.playback.selection.stop_s == pytest.approx(1.2)
    press_at(0.8, Qt.Key.Key_E)
    press_at(1.0, Qt.Key.Key_E, shift)
    assert [key.time_s for key in session.direction.keys] == [pytest.approx(1.0)]


def test_the_outline_of_the_last_emotion_ends_where_the_trim_does(qtbot, loaded):
    view, session = loaded.timeline.view, loaded.session
    session.direction.add_key(0.8)
    end = view.scale.x(1.4)

    def beyond():
        QApplication.processEvents()
        ratio = view.devicePixelRatioF()
        return view.grab().toImage().copy(*(round(value * ratio) for value in (end + 3, LANE_TOP, 200, 24)))

    session.edits.trim(0.0, 1.4)
    with_outline = beyond()
    session.direction.select(None)
    assert beyond() == with_outline


def test_a_trim_leaves_an_emotion_at_its_word(qtbot, loaded):
    view, session = loaded.timeline.view, loaded.session
    qtbot.mouseDClick(view, LEFT, pos=at(view, 1.2, LANE_Y))
    session.set_emotion(Emotion.SAD, 1.0)
    session.seek(1.8)
    drag(view, at(view, 0.0), at(view, 0.4))
    qtbot.waitUntil(lambda: session.jobs.shown is None, timeout=TIMEOUT_MS)
    (key,) = session.direction.keys
    assert key.time_s == pytest.approx(1.2, abs=0.02)
    (performed,) = session.project.take_settings.emotion.keys
    assert performed.time_s == pytest.approx(0.8, abs=0.04)
    assert session.position_s == pytest.approx(1.4, abs=0.05)  # the same moment of the sound

"""A face is corrected, and one that the finder misses is placed, with mouse and keys."""

import numpy as np
import pytest
from hands import TIMEOUT_MS, drop, wheel
from PIL import Image, ImageDraw, ImageOps
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QMenu

from app.core.landmarks import control_points
from app.gui.placing.handles import GROUPS, TURN
from app.workers.status import Activity

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def doodle(tmp_path):
    """A few strokes that only a person takes for a face."""
    file = tmp_path / "doodle.png"
    picture = Image.new("RGB", (400, 400), "#f4efe4")
    pen = ImageDraw.Draw(picture)
    pen.line((150, 60, 150, 160, 210, 210), fill="#333333", width=3)
    pen.ellipse((250, 165, 266, 181), fill="#333333")
    picture.save(file)
    return file


def edit(qtbot, window):
    """Open the editor and wait for its first trial."""
    qtbot.waitUntil(window.placing.action.isEnabled, timeout=TIMEOUT_MS)
    window.placing.action.trigger()
    qtbot.waitUntil(lambda: window.placing.editor is not None, timeout=TIMEOUT_MS)
    return window.placing.editor


def drag(qtbot, canvas, name, by):
    place = canvas.place_of(name).toPoint()
    qtbot.mousePress(canvas, LEFT, pos=place)
    qtbot.mouseMove(canvas, place + by / 2)
    qtbot.mouseMove(canvas, place + by)
    qtbot.mouseRelease(canvas, LEFT, pos=place + by)


def landmark(window, name):
    """Where the performing face has a point."""
    room_faces = window.session.portrait.source.placed
    return np.array(room_faces[window.session.portrait.number].points[name])


def test_a_face_that_may_be_none_is_told_and_can_be_corrected(qtbot, loaded, portrait_file, tmp_path):
    file = tmp_path / "negative.png"
    ImageOps.invert(Image.open(portrait_file).convert("RGB")).save(file)
    drop(loaded, file)
    qtbot.waitUntil(loaded.banner.offer_button.isVisible, timeout=TIMEOUT_MS)
    assert "negative.png may be no face" in loaded.banner.text.text()
    qtbot.mouseClick(loaded.banner.offer_button, LEFT)
    qtbot.waitUntil(lambda: loaded.placing.editor is not None, timeout=TIMEOUT_MS)


def test_a_dragged_point_is_where_the_face_performs(qtbot, loaded):
    editor = edit(qtbot, loaded)
    assert not editor.use_button.isEnabled()  # nothing has been moved
    before = editor.placing.points["chin"]
    qtbot.waitUntil(lambda: not editor.trial.pixmap().isNull(), timeout=TIMEOUT_MS)
    by = QPoint(0, 24)
    drag(qtbot, editor.canvas, "chin", by)
    moved = editor.placing.points["chin"]
    assert moved[1] - before[1] == pytest.approx(24 / editor.canvas.view.zoom, abs=1.5)
    assert editor.placing.points["nose_tip"] == editor.placing.start.points["nose_tip"]
    with qtbot.waitSignal(loaded.session.portrait_changed, timeout=TIMEOUT_MS):
        qtbot.mouseClick(editor.use_button, LEFT)
    assert loaded.placing.editor is None
    assert landmark(loaded, "chin") == pytest.approx(moved)
    assert loaded.session.undo_stack.undoText() == "Face placed by hand"
    with qtbot.waitSignal(loaded.session.portrait_changed, timeout=TIMEOUT_MS):
        loaded.session.undo()
    assert loaded.session.portrait.source.placed == ()


@pytest.mark.parametrize(("handle", "point"), [("mouth", "mouth_left"), ("left_eye", "left_iris")])
def test_one_drag_of_a_ring_moves_a_whole_part_of_the_face(qtbot, loaded, handle, point):
    editor = edit(qtbot, loaded)
    before = dict(editor.placing.points)
    drag(qtbot, editor.canvas, handle, QPoint(14, -8))
    shifts = {name: np.subtract(editor.placing.points[name], before[name]) for name in before}
    moved = {name for name, by in shifts.items() if by.any()}
    assert moved == set(GROUPS[handle])
    assert point in moved
    for name in moved:
        assert shifts[name] == pytest.approx(np.array([14, -8]) / editor.canvas.view.zoom, abs=1.5)
    assert loaded.undoing.undo.text() == f"&Undo Move {handle.replace('_', ' ')}"
    loaded.undoing.undo.trigger()
    assert editor.placing.points == before


def test_the_ring_beside_the_chin_sizes_and_turns_the_face_and_follows_the_mouse(qtbot, loaded):
    editor = edit(qtbot, loaded)
    canvas, before = editor.canvas, dict(editor.placing.points)
    start, by = canvas.place_of(TURN), QPoint(-30, 12)
    drag(qtbot, canvas, TURN, by)
    assert (canvas.place_of(TURN) - start - by).manhattanLength() < 3
    after = editor.placing.points
    sizes = [complex(*np.subtract(points["chin"], points["left_temple"])) for points in (before, after)]
    other = [complex(*np.subtract(points["mouth_left"], points["right_eye_top"])) for points in (before, after)]
    assert sizes[1] / sizes[0] == pytest.approx(other[1] / other[0])  # no part of it was bent
    assert abs(sizes[1] / sizes[0] - 1) > 0.02
    loaded.undoing.undo.trigger()
    assert editor.placing.points == before


def test_keys_move_a_whole_part_too_and_say_which(qtbot, loaded):
    editor = edit(qtbot, loaded)
    canvas, before = editor.canvas, dict(editor.placing.points)
    while canvas.chosen != "mouth":
        qtbot.keyClick(canvas, Qt.Key.Key_PageUp)
    assert canvas.accessibleDescription().startswith("Mouth.")
    qtbot.keyClick(canvas, Qt.Key.Key_Down)
    assert {name for name in before if editor.placing.points[name] != before[name]} == set(GROUPS["mouth"])


def test_keys_choose_move_undo_and_give_up(qtbot, loaded):
    editor = edit(qtbot, loaded)
    canvas = editor.canvas
    first = canvas.chosen
    qtbot.keyClick(canvas, Qt.Key.Key_PageDown)
    name = canvas.chosen
    assert name != first
    before = editor.placing.points[name]
    qtbot.keyClick(canvas, Qt.Key.Key_Right, Qt.KeyboardModifier.ShiftModifier)
    assert editor.placing.points[name][0] - before[0] == pytest.approx(10 / canvas.view.zoom)
    qtbot.keyClick(canvas, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert editor.placing.points[name] == before
    qtbot.keyClick(canvas, Qt.Key.Key_Escape)
    assert loaded.placing.editor is None
    assert loaded.panel.isEnabled()
    assert loaded.session.portrait.source.placed == ()


@pytest.mark.parametrize("focus", ["canvas", "cancel_button"])
def test_undo_takes_the_editors_steps_back_wherever_the_keyboard_is(qtbot, loaded, focus):
    session = loaded.session
    session.direction.set("head", 0.2)
    work, name = session.undo_stack.index(), loaded.undoing.undo.text()
    editor = edit(qtbot, loaded)
    assert not loaded.undoing.undo.isEnabled()
    before = editor.placing.points["chin"]
    drag(qtbot, editor.canvas, "chin", QPoint(0, 24))
    moved = editor.placing.points["chin"]
    assert loaded.undoing.undo.text() == "&Undo Move chin"
    getattr(editor, focus).setFocus(Qt.FocusReason.TabFocusReason)
    qtbot.keyClick(loaded.focusWidget(), Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert editor.placing.points["chin"] == before
    qtbot.keyClick(loaded.focusWidget(), Qt.Key.Key_Y, Qt.KeyboardModifier.ControlModifier)
    assert editor.placing.points["chin"] == moved
    assert loaded.focusWidget() is getattr(editor, focus)
    for _ in range(3):
        qtbot.keyClick(loaded.focusWidget(), Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert session.undo_stack.index() == work
    qtbot.keyClick(loaded.focusWidget(), Qt.Key.Key_Escape)
    assert loaded.placing.editor is None
    assert loaded.undoing.undo.text() == name
    loaded.undoing.undo.trigger()
    assert session.undo_stack.index() == work - 1


def test_the_points_get_the_keyboard_that_is_sent_to_the_covered_stage(qtbot, loaded):
    editor = edit(qtbot, loaded)
    editor.cancel_button.setFocus(Qt.FocusReason.TabFocusReason)
    loaded.stage.setFocus(Qt.FocusReason.OtherFocusReason)
    assert loaded.focusWidget() is editor.canvas


def test_commands_on_what_lies_behind_the_editor_rest(qtbot, loaded):
    menus = {menu.title(): menu for menu in loaded.menuBar().findChildren(QMenu)}
    actions = [*menus["&Edit"].actions(), *menus["&Performance"].actions()]
    usable = [action for action in actions if action.isEnabled() and not action.isSeparator()]
    assert loaded.play.play in usable
    edit(qtbot, loaded)
    assert not [action.text() for action in usable if action.isEnabled() and "do" not in action.text()[-4:]]
    assert not loaded.timeline.frame.isEnabled()
    loaded.placing.close()
    assert [action for action in usable if not action.isEnabled()] == []


def test_the_trial_fills_its_square_which_is_smaller_in_a_small_window(qtbot, loaded):
    sides = []
    loaded.setMinimumSize(640, 376)  # as ScreenFit does on a small screen
    for width, height in ((1180, 760), (640, 376)):
        loaded.resize(width, height)
        editor = edit(qtbot, loaded)
        qtbot.waitUntil(lambda editor=editor: not editor.trial.pixmap().isNull(), timeout=TIMEOUT_MS)
        assert editor.trial.pixmap().size() == editor.trial.contentsRect().size() * editor.devicePixelRatioF()
        sides.append(editor.trial.width())
        loaded.placing.close()
    assert sides[1] < 0.8 * sides[0]


def test_space_does_not_play_behind_the_editor(qtbot, loaded):
    editor = edit(qtbot, loaded)
    qtbot.keyClick(editor.canvas, Qt.Key.Key_Space)
    assert loaded.session.activity is Activity.IDLE
    assert loaded.placing.editor is editor


def test_a_face_that_is_not_found_can_be_placed(qtbot, loaded, doodle):
    drop(loaded, doodle)
    qtbot.waitUntil(loaded.banner.offer_button.isVisible, timeout=TIMEOUT_MS)
    assert "No face" in loaded.banner.message.text
    qtbot.mouseClick(loaded.banner.offer_button, LEFT)
    qtbot.waitUntil(lambda: loaded.placing.editor is not None, timeout=TIMEOUT_MS)
    editor = loaded.placing.editor
    assert editor.use_button.isEnabled()  # the average face may fit as it is
    with qtbot.waitSignal(loaded.session.portrait_changed, timeout=TIMEOUT_MS):
        qtbot.keyClick(editor.canvas, Qt.Key.Key_Return)
    assert loaded.session.portrait.file == doodle
    assert loaded.session.portrait.source.placed[0].average
    with qtbot.waitSignal(loaded.session.portrait_changed, timeout=TIMEOUT_MS):
        loaded.session.undo()
    assert loaded.session.portrait.file != doodle


def test_a_new_portrait_ends_the_editing(qtbot, loaded, group_file):
    edit(qtbot, loaded)
    with qtbot.waitSignal(loaded.session.portrait_changed, timeout=TIMEOUT_MS):
        drop(loaded, group_file)
    assert loaded.placing.editor is None
    assert len(loaded.session.portrait.faces) == 2


def test_named_points_of_a_placed_face_are_those_of_the_editor(qtbot, loaded):
    editor = edit(qtbot, loaded)
    drag(qtbot, editor.canvas, "mouth_left", QPoint(-8, 3))
    face = editor.placing.face()
    for name, place in control_points(face).items():
        assert place == pytest.approx(editor.placing.points[name], abs=0.05)


def test_the_face_fits_a_smaller_window_until_one_has_enlarged_it(qtbot, loaded):
    editor = edit(qtbot, loaded)
    canvas = editor.canvas
    before = canvas.view.zoom
    loaded.resize(900, 600)
    qtbot.waitUntil(lambda: canvas.view.zoom < before, timeout=TIMEOUT_MS)
    assert all(canvas.rect().contains(canvas.place_of(name).toPoint()) for name in editor.placing.points)
    wheel(canvas, 3)
    enlarged = canvas.view.zoom
    loaded.resize(1180, 760)
    qtbot.waitUntil(lambda: canvas.width() > 600, timeout=TIMEOUT_MS)
    assert canvas.view.zoom == enlarged


def test_in_a_small_window_the_picture_has_the_room_and_the_buttons_stay_whole(qtbot, loaded):
    loaded.setMinimumSize(640, 376)  # as ScreenFit does on a small screen
    loaded.resize(640, 376)
    panel, transport = loaded.panel, loaded.transport
    editor = edit(qtbot, loaded)
    qtbot.waitUntil(lambda: editor.width() == loaded.width())
    assert editor.canvas.height() > 0.7 * loaded.height()
    for button in (editor.again_button, editor.cancel_button, editor.use_button):
        assert button.width() >= button.sizeHint().width()
        assert editor.rect().contains(button.rect().translated(button.mapTo(editor, QPoint())))
    assert editor.hint.sizeHint().width() <= editor.hint.width()
    qtbot.keyClick(editor.canvas, Qt.Key.Key_Escape)
    assert panel.isVisible()
    assert transport.isVisible()
    assert loaded.live.bar.isHidden()  # as it was

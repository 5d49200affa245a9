"""A right click on the picture and on the emotions opens a menu."""

import pytest
from hands import TIMEOUT_MS
from PySide6.QtCore import QPoint
from PySide6.QtGui import QContextMenuEvent
from PySide6.QtWidgets import QApplication

from app.gui.timeline.paint import LANE_TOP

Reason = QContextMenuEvent.Reason


def ask(widget, place, reason=Reason.Mouse):
    """Ask for the menu at a place, as a right click or the menu key does."""
    QApplication.sendEvent(widget, QContextMenuEvent(reason, place, widget.mapToGlobal(place)))


def chosen(menu, text):
    """The menu's entry; the menu is closed, as by a click on that."""
    (action,) = [action for action in menu.actions() if text in action.text()]
    menu.close()
    return action


def test_the_picture_offers_its_commands_unless_the_editor_covers_it(qtbot, loaded):
    menu = loaded.context.of_picture
    ask(loaded.stage, loaded.stage.rect().center())
    assert menu.isVisible()
    chosen(menu, "Compare").trigger()
    assert loaded.stage.still_label
    loaded.preview.compare.trigger()
    with qtbot.waitSignal(loaded.placing.opened, timeout=TIMEOUT_MS):
        chosen(menu, "Correct").trigger()
    ask(loaded.stage, QPoint(3, 3))
    assert not menu.isVisible()
    loaded.placing.close()


def test_emotions_are_added_and_deleted_where_the_mouse_is(qtbot, loaded):
    view, direction, menu = loaded.timeline.view, loaded.session.direction, loaded.context.of_lane

    def lane(seconds):
        return QPoint(round(view.scale.x(seconds)), LANE_TOP + 10)

    ask(view, lane(1.2))
    assert not chosen(menu, "Delete").isEnabled()  # of the emotion at the beginning
    chosen(menu, "Add").trigger()
    (key,) = direction.keys
    assert key.time_s == pytest.approx(1.2, abs=0.02)
    direction.select(None)
    ask(view, lane(1.6))
    assert direction.selected == key
    chosen(menu, "Delete").trigger()
    assert direction.keys == ()
    ask(view, QPoint(4, 4), Reason.Keyboard)
    assert menu.isVisible()
    menu.close()
    ask(view, QPoint(80, LANE_TOP - 20))  # on the waveform
    assert not menu.isVisible()

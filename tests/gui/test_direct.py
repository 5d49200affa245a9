"""Directing in the real window: sliders, presets, undo."""

import pytest
from hands import TIMEOUT_MS, choose
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from app.core.emotion import Emotion
from app.core.settings import SETTINGS, PerformanceSettings
from app.gui.panel.panel import Page

LEFT, CONTROL = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def direct(loaded):
    loaded.panel.show_page(Page.DIRECT)
    return loaded.direct


def drag(slider, share):
    """Drag a slider's handle over many values to a share of its length."""
    y = slider.height() // 2
    QTest.mousePress(slider, LEFT, pos=QPoint(round(slider.width() * 0.5), y))
    for part in (0.3, 0.6, 1.0):
        QTest.mouseMove(slider, QPoint(round(slider.width() * (0.5 + (share - 0.5) * part)), y))
    QTest.mouseRelease(slider, LEFT, pos=QPoint(round(slider.width() * share), y))


@pytest.mark.parametrize("name", SETTINGS)
def test_a_dragged_slider_is_one_step_back(qtbot, loaded, direct, name):
    session = loaded.session
    drag(direct.movement.sliders[name].slider, 0.9)
    assert getattr(session.settings, name) > getattr(PerformanceSettings(), name)
    assert session.undo_stack.count() == 1
    assert session.undo_stack.undoText() == SETTINGS[name].step
    qtbot.keyClick(loaded, Qt.Key.Key_Z, CONTROL)
    assert session.settings == PerformanceSettings()
    assert direct.movement.sliders[name].slider.value() == round(getattr(PerformanceSettings(), name) * 100)


def test_a_double_click_brings_the_usual_strength_back(qtbot, loaded, direct):
    slider = direct.movement.sliders["gaze"].slider
    slider.setValue(170)
    assert loaded.session.settings.gaze == 1.7
    qtbot.mouseDClick(slider, LEFT)
    assert loaded.session.settings.gaze == 1.0


def test_a_preset_is_chosen_changed_saved_renamed_and_deleted(qtbot, loaded, direct):
    session, part = loaded.session, direct.presets
    with qtbot.waitSignal(session.frame_arrived, timeout=TIMEOUT_MS):
        choose(qtbot, part.box, "Storyteller")
    assert session.settings.emotion.keys[0].emotion is Emotion.HAPPY
    assert not part.rename_button.isVisible()  # it is the program's
    direct.movement.sliders["gaze"].slider.setValue(50)
    assert part.box.currentIndex() == -1
    qtbot.mouseClick(part.save_button, LEFT)
    qtbot.keyClicks(part.name, "  My   story ")
    qtbot.keyClick(part.name, Qt.Key.Key_Return)
    assert [preset.name for preset in direct.shelf.own] == ["My story"]
    assert part.box.currentText() == "My story"
    qtbot.mouseClick(part.rename_button, LEFT)
    qtbot.keyClicks(part.name, "Tale")
    qtbot.keyClick(part.name, Qt.Key.Key_Return)
    assert part.box.currentText() == "Tale"
    qtbot.mouseClick(part.delete_button, LEFT)
    assert direct.shelf.own == ()
    qtbot.keyClick(loaded, Qt.Key.Key_Z, CONTROL)
    assert [preset.name for preset in direct.shelf.own] == ["Tale"]
    direct.shelf.delete("Tale")


def test_arrows_walk_through_the_emotions(qtbot, loaded, direct):
    session = loaded.session
    session.direction.add_key(0.5)
    session.direction.add_key(1.5)
    assert "1.50" in direct.emotion._place.text()
    qtbot.mouseClick(direct.emotion.previous_button, LEFT)
    assert session.direction.edited.time_s == 0.5
    qtbot.mouseClick(direct.emotion.previous_button, LEFT)
    assert session.direction.selected is None
    assert direct.emotion._place.text() == "From the start"
    assert not direct.emotion.delete_button.isEnabled()
    qtbot.mouseClick(direct.emotion.next_button, LEFT)
    qtbot.mouseClick(direct.emotion.delete_button, LEFT)
    assert [key.time_s for key in session.direction.keys] == [1.5]


def test_the_page_stays_where_it_is_whatever_it_shows(qtbot, loaded, direct):
    session, sections = loaded.session, (direct.presets, direct.emotion, direct.movement)
    heights = set()

    def look():
        qtbot.wait(20)
        heights.add(tuple(section.height() for section in sections))

    look()
    session.set_emotion(Emotion.HAPPY, 0.7)
    session.direction.add_key(1.0)
    look()
    qtbot.mouseClick(direct.presets.save_button, LEFT)
    look()
    qtbot.keyClicks(direct.presets.name, "Mine")
    qtbot.keyClick(direct.presets.name, Qt.Key.Key_Return)
    assert direct.presets.rename_button.isVisible()
    look()
    direct.shelf.delete("Mine")
    assert len(heights) == 1

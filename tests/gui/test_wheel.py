"""The mouse wheel in the side panel, and clicks on its sliders."""

import pytest
from hands import wheel
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication, QScrollArea

from app.gui.panel.panel import Page

LEFT = Qt.MouseButton.LeftButton


def value_of(control):
    return control.currentIndex() if hasattr(control, "currentIndex") else control.value()


def page_of(control):
    area = control.parentWidget()
    while not isinstance(area, QScrollArea):
        area = area.parentWidget()
    return area


@pytest.mark.parametrize("name", ["slider", "number", "list"])
def test_the_wheel_scrolls_the_page_and_turns_only_a_focused_control(qtbot, loaded, name):
    loaded.resize(900, 600)
    loaded.panel.show_page(Page.DIRECT)
    direct = loaded.direct
    control = {"slider": direct.movement.head, "number": direct.movement.seed, "list": direct.emotion.emotion}[name]
    page = page_of(control)
    QApplication.processEvents()
    page.ensureWidgetVisible(control)
    bar, before = page.verticalScrollBar(), value_of(control)
    assert bar.maximum() > 0
    down = bar.value() < bar.maximum()
    place = bar.value()
    wheel(control, -1 if down else 1)
    assert value_of(control) == before
    assert (bar.value() > place) if down else (bar.value() < place)
    assert not control.hasFocus()

    page.ensureWidgetVisible(control)
    control.setFocus(Qt.FocusReason.TabFocusReason)
    place = bar.value()
    wheel(control, -1)
    if value_of(control) == before:
        wheel(control, 1)  # it was at its end
    assert value_of(control) != before
    assert bar.value() == place


def test_a_click_on_a_sliders_groove_brings_the_handle_there(qtbot, loaded):
    heard = []
    loaded.transport.volume_moved.connect(heard.append)
    loaded.panel.show_page(Page.DIRECT)
    for slider in (loaded.direct.movement.head, loaded.transport.volume):
        span = slider.maximum() - slider.minimum()
        for share in (0.1, 0.9):
            spot = QPoint(round(7 + share * (slider.width() - 14)), slider.height() // 2)
            qtbot.mouseClick(slider, LEFT, pos=spot)
            assert slider.value() - slider.minimum() == pytest.approx(
                share * span, abs=0.04 * span
            )  # the focused handle is larger
    assert loaded.session.settings.head == pytest.approx(loaded.direct.movement.head.value() / 100)
    assert heard[-1] == pytest.approx(0.9, abs=0.04)

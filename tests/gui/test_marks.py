"""What shows the focus, what is on, and what belongs to a list, in light and in dark."""

import pytest
from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QColor, QImage
from PySide6.QtWidgets import QApplication, QComboBox, QFileDialog

from app.gui.panel.panel import Page

SCHEMES = pytest.mark.parametrize("scheme", [Qt.ColorScheme.Light, Qt.ColorScheme.Dark], ids=["light", "dark"])


def look(control):
    QApplication.processEvents()
    return control.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)


def count(image, color):
    wanted = QColor(color).rgb()
    return sum(image.pixel(x, y) == wanted for x in range(image.width()) for y in range(image.height()))


def by_tab(qtbot, control):
    """Go on from the control with a real Tab, and come back."""
    control.setFocus(Qt.FocusReason.TabFocusReason)
    qtbot.keyClick(control, Qt.Key.Key_Tab)
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Backtab, Qt.KeyboardModifier.ShiftModifier)
    assert control.hasFocus()


@pytest.fixture
def direct(loaded, request):
    """The page with most kinds of controls, in one of the looks."""
    theme = loaded.stage._theme
    theme.follow(request.getfixturevalue("scheme"))
    loaded.panel.show_page(Page.DIRECT)
    loaded.stage.setFocus()
    yield loaded
    theme.follow(Qt.ColorScheme.Light)


@SCHEMES
def test_the_focus_is_a_ring_that_is_seen(qtbot, direct, scheme):
    colors = direct.stage._theme.colors
    controls = {
        direct.transport.play_button: colors.text,
        direct.video.section.export_button: colors.text,
        direct.direct.movement.head: colors.text,
        direct.direct.presets.save_button: colors.accent,
        direct.direct.presets.box: colors.accent,
        direct.panel.tabs: colors.accent,
    }
    for control, color in controls.items():
        direct.stage.setFocus()
        before = count(look(control), color)
        by_tab(qtbot, control)
        assert count(look(control), color) > before + 40, control.accessibleName()


@SCHEMES
def test_a_text_button_and_a_tab_have_no_second_mark_inside_the_ring(qtbot, direct, scheme):
    ring = 7  # with its round corners
    for control in (direct.direct.presets.save_button, direct.video.section.export_button):
        inside = control.rect().adjusted(ring, ring, -ring, -ring)
        direct.stage.setFocus()
        before = look(control).copy(inside)
        by_tab(qtbot, control)
        assert look(control).copy(inside) == before
    tabs, ground = direct.panel.tabs, QColor(direct.stage._theme.colors.hover).rgb()
    by_tab(qtbot, tabs)
    inner = tabs.tabRect(tabs.currentIndex()).adjusted(ring, ring, -ring, -ring)
    image = look(tabs)
    edge = [image.pixel(x, y) for x in range(inner.left(), inner.right()) for y in (inner.top(), inner.bottom())]
    middle = [image.pixel(inner.left() + 4, y) for y in range(inner.top(), inner.bottom())]
    assert set(edge + middle) == {ground}


@SCHEMES
def test_repeating_is_shown_by_a_filled_button(direct, scheme):
    button, accent = direct.transport.loop_button, direct.stage._theme.colors.accent
    direct.play.loop.setChecked(True)
    assert count(look(button), accent) > button.width() * button.height() / 2
    direct.play.loop.setChecked(False)
    assert count(look(button), accent) == 0


@SCHEMES
def test_an_open_list_has_one_frame_and_does_not_cover_its_box(direct, scheme):
    box = direct.direct.emotion.emotion
    box.showPopup()
    view = box.view()
    frame = view.window()
    assert QRect(view.mapTo(frame, view.rect().topLeft()), view.size()) == frame.rect()
    assert frame.geometry().top() >= box.mapToGlobal(box.rect().bottomLeft()).y()
    box.hidePopup()


@SCHEMES
def test_the_file_dialogs_lists_show_their_arrow_and_their_words(direct, scheme):
    direct.files.desk.dialogs.ask_pictures("Open a portrait")
    dialog = direct.findChild(QFileDialog)
    for name in ("lookInCombo", "fileTypeCombo"):
        box = dialog.findChild(QComboBox, name)
        image = look(box)
        arrow = image.copy(image.width() - 18, 6, 12, image.height() - 12)
        light = [QColor(arrow.pixel(x, y)).lightness() for x in range(arrow.width()) for y in range(arrow.height())]
        assert max(light) - min(light) > 60, name
    kinds = dialog.findChild(QComboBox, "fileTypeCombo")
    assert kinds.currentText() == "Pictures"
    dialog.reject()

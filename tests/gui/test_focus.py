"""Where keys go: Space plays unless Tab has brought the focus to a button."""

import pytest
from hands import TIMEOUT_MS, choose, until_idle
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtWidgets import QApplication, QFileDialog

from app.gui.panel.panel import Page
from app.workers.status import Activity, Message, Tone

LEFT = Qt.MouseButton.LeftButton
BY_TAB = Qt.FocusReason.TabFocusReason


def press(qtbot, key, modifiers=Qt.KeyboardModifier.NoModifier):
    """As the keyboard does it: to the control with the focus."""
    qtbot.keyClick(QApplication.focusWidget(), key, modifiers)


def space_plays(qtbot, window):
    press(qtbot, Qt.Key.Key_Space)
    playing = window.session.activity is Activity.PLAYING
    window.session.stop()
    until_idle(qtbot, window.session)
    return playing


def test_an_export_begun_with_the_keyboard_leaves_the_focus_where_space_is_harmless(qtbot, loaded, tmp_path):
    session, section = loaded.session, loaded.video.section
    section.export_button.setFocus(BY_TAB)
    press(qtbot, Qt.Key.Key_Space)
    dialog = loaded.findChild(QFileDialog)
    dialog.selectFile(str(tmp_path / "out.mp4"))
    with qtbot.waitSignal(session.told, timeout=TIMEOUT_MS):
        dialog.accept()
        qtbot.waitUntil(loaded.isActiveWindow)
        assert session.exporting
        assert QApplication.focusWidget() is loaded.stage
    until_idle(qtbot, session)
    assert space_plays(qtbot, loaded)
    assert not loaded.transport.mute_button.isChecked()


@pytest.mark.parametrize("name", ["play_button", "loop_button"])
def test_a_transport_button_that_is_disabled_does_not_hand_the_focus_to_mute(qtbot, loaded, name):
    button = getattr(loaded.transport, name)
    button.setFocus(BY_TAB)
    loaded.transport.set_usable(False)
    assert QApplication.focusWidget() is loaded.stage
    loaded.transport.set_usable(True)
    assert space_plays(qtbot, loaded)


def test_a_disabled_section_lets_the_focus_go_to_the_picture(qtbot, loaded):
    loaded.panel.show_page(Page.DIRECT)
    loaded.direct.movement.head.setFocus(BY_TAB)
    loaded.direct.movement.setEnabled(False)
    assert QApplication.focusWidget() is loaded.stage


def test_a_closed_dialog_leaves_space_to_play(qtbot, loaded):
    about = loaded.program.about()
    about.show()
    about.activateWindow()
    qtbot.waitUntil(about.isActiveWindow)
    about.close()
    loaded.activateWindow()
    qtbot.waitUntil(loaded.isActiveWindow)
    assert QApplication.focusWidget() is loaded.stage
    assert space_plays(qtbot, loaded)


def test_a_page_turned_from_one_of_its_controls_does_not_choose_another(qtbot, loaded):
    loaded.panel.show_page(Page.DIRECT)
    loaded.direct.movement.dice.setFocus(BY_TAB)
    loaded.panel.show_page(Page.VOICE)
    assert QApplication.focusWidget() is loaded.stage


def test_a_click_on_the_picture_takes_the_keys_there(qtbot, loaded):
    loaded.transport.mute_button.setFocus(BY_TAB)
    qtbot.mouseClick(loaded.stage, LEFT, pos=QPoint(4, 4))
    assert QApplication.focusWidget() is loaded.stage
    assert space_plays(qtbot, loaded)


def test_a_preset_saved_by_enter_leaves_the_focus_at_the_list(qtbot, loaded):
    presets = loaded.direct.presets
    loaded.panel.show_page(Page.DIRECT)
    choose(qtbot, loaded.direct.emotion.emotion, "Happy")
    qtbot.mouseClick(presets.save_button, LEFT)
    qtbot.keyClicks(presets.name, "Mine")
    press(qtbot, Qt.Key.Key_Return)
    assert presets.box.isVisible()
    assert QApplication.focusWidget() is presets.box
    assert presets.box.currentText() == "Mine"
    loaded.direct.shelf.delete("Mine")


def test_esc_leaves_the_name_of_a_preset_and_keeps_none(qtbot, loaded):
    presets = loaded.direct.presets
    loaded.panel.show_page(Page.DIRECT)
    own = loaded.direct.shelf.own
    qtbot.mouseClick(presets.save_button, LEFT)
    qtbot.keyClicks(presets.name, "Mine")
    loaded.banner.tell(Message(Tone.ERROR, "Something is wrong."))
    press(qtbot, Qt.Key.Key_Escape)
    assert not presets.name.isVisible()
    assert QApplication.focusWidget() is presets.box
    assert loaded.direct.shelf.own == own
    assert loaded.banner.isVisible()
    press(qtbot, Qt.Key.Key_Escape)
    assert not loaded.banner.isVisible()


def test_tab_walks_from_the_transport_over_the_time_line_to_the_panel(qtbot, loaded):
    below = loaded.transport
    below.play_button.setFocus(BY_TAB)
    walk = [below.replay_button, below.loop_button, loaded.live.toggle, below.mute_button, below.volume]
    for control in (*walk, loaded.timeline.view, loaded.panel.tabs):
        press(qtbot, Qt.Key.Key_Tab)
        assert QApplication.focusWidget() is control, control.accessibleName()


def test_tab_reaches_buttons_that_have_come_since_before_what_is_below_them(qtbot, loaded, group_file):
    former = loaded.session.portrait.file
    with qtbot.waitSignal(loaded.session.portrait_changed, timeout=TIMEOUT_MS):
        loaded.session.load_portrait(group_file)
    qtbot.waitUntil(lambda: not loaded.session.loading, timeout=TIMEOUT_MS)
    with qtbot.waitSignal(loaded.session.portrait_changed, timeout=TIMEOUT_MS):
        loaded.portrait.add_more([former])
    qtbot.waitUntil(lambda: not loaded.session.loading, timeout=TIMEOUT_MS)
    loaded.panel.show_page(Page.PORTRAIT)
    qtbot.waitUntil(lambda: all(button.isVisible() for button in loaded.portrait.more_section.remove_buttons))
    loaded.panel.tabs.setFocus(BY_TAB)
    walk = []
    while QApplication.focusWidget() is not loaded.video.section.export_button:
        press(qtbot, Qt.Key.Key_Tab)
        walk.append(QApplication.focusWidget())
    portrait = loaded.portrait
    below = [portrait.more_section.add_button, *portrait.more_section.remove_buttons, *portrait.recent_section.buttons]
    below += [loaded.video.section.size_box, loaded.video.section.export_button]
    assert len(below) == 5
    assert walk[-5:] == below
    press(qtbot, Qt.Key.Key_Backtab)
    press(qtbot, Qt.Key.Key_Backtab)
    assert QApplication.focusWidget() is below[2]


@pytest.mark.parametrize("key", [Qt.Key.Key_Tab, Qt.Key.Key_Backtab])
def test_what_tab_reaches_on_a_scrolled_page_comes_into_sight(qtbot, loaded, key):
    loaded.resize(900, 600)
    loaded.panel.show_page(Page.DIRECT)
    bar = loaded.panel.area(Page.DIRECT).verticalScrollBar()
    qtbot.waitUntil(lambda: bar.maximum() > 0)
    forward = key == Qt.Key.Key_Tab
    bar.setValue(bar.maximum() if forward else 0)
    start = loaded.panel.tabs if forward else loaded.video.section.size_box
    start.setFocus(BY_TAB)
    for _ in range(4):
        press(qtbot, key)
        control = QApplication.focusWidget()
        view = loaded.panel.area(Page.DIRECT).viewport()
        assert view.rect().contains(QRect(control.mapTo(view, QPoint()), control.size())), control.accessibleName()

"""Help, and the look that the user chooses."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QLabel

from app.gui.dialogs.shortcuts import Shortcuts
from app.gui.features.program import THEME_KEY, ProgramFeature
from app.gui.look.colors import DARK
from app.workers.status import Tone


def test_f1_lists_the_keys_also_those_that_are_held(qtbot, window):
    qtbot.keyClick(window, Qt.Key.Key_F1)
    dialog = window.findChild(Shortcuts)
    assert dialog.isVisible()
    assert dialog.height() <= window.screen().availableSize().height()
    said = {label.text() for label in dialog.findChildren(QLabel)}
    assert {"Hold C", "Hold T", "Esc", "F1", "Space", "Repeat"} <= said
    dialog.close()


def test_the_log_is_opened_and_its_place_told_where_no_program_does(window, monkeypatch, tmp_path):
    log, opened = tmp_path / "rhapsode.log", []
    monkeypatch.setattr("app.gui.features.program.log_path", lambda: log)
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda url: opened.append(url.toLocalFile()))
    window.program.open_log()
    assert window.banner.message.tone is Tone.INFO
    assert opened == []
    log.touch()
    window.program.open_log()
    assert opened == [str(log)]
    assert str(log) in window.banner.message.text


@pytest.fixture
def theme(window):
    yield window.program.desk.theme
    window.program.themes[Qt.ColorScheme.Unknown].trigger()


def test_a_theme_is_chosen_kept_and_given_up(window, theme, settings):
    system = theme.is_dark
    dark, light = (window.program.themes[scheme] for scheme in (Qt.ColorScheme.Dark, Qt.ColorScheme.Light))
    light.trigger()
    assert not theme.is_dark
    dark.trigger()
    theme.follow(Qt.ColorScheme.Light)  # the system changes its mind
    assert theme.colors is DARK
    assert dark.isChecked()
    assert not light.isChecked()
    assert settings.value(THEME_KEY) == "Dark"
    theme.choose(Qt.ColorScheme.Light)
    again = ProgramFeature(window.program.desk)  # as at the next start
    assert again.themes[Qt.ColorScheme.Dark].isChecked()
    assert theme.is_dark
    again.themes[Qt.ColorScheme.Unknown].trigger()
    assert theme.is_dark is system

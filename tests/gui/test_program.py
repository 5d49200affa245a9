"""Help, and the look that the user chooses."""

import os
import platform
import re

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QDesktopServices, QGuiApplication
from PySide6.QtWidgets import QAbstractButton, QFileDialog, QLabel

from app import __version__
from app.core.fault_report import without_home
from app.core.paths import recordings_folder, resource
from app.gui.dialogs.manual import Manual
from app.gui.dialogs.report import Report
from app.gui.dialogs.shortcuts import Shortcuts
from app.gui.features.driver import BOTH, ITS_FACE, ITS_VOICE
from app.gui.features.program import THEME_KEY, ProgramFeature
from app.gui.look.colors import DARK
from app.gui.panel.driver_section import LIPS
from app.gui.panel.panel import Page
from app.workers.status import Tone


def test_f1_lists_the_keys_also_those_that_are_held(qtbot, window):
    qtbot.keyClick(window, Qt.Key.Key_F1)
    dialog = window.findChild(Shortcuts)
    assert dialog.isVisible()
    assert dialog.height() <= window.screen().availableSize().height()
    said = {label.text() for label in dialog.findChildren(QLabel)}
    assert {"Hold C", "Hold T", "Esc", "F1", "Space", "Repeat"} <= said
    assert {"Del or Backspace", "+ or =", "F11 or F"} <= said
    (redo,) = (text for text in said if "Ctrl+Y" in text)
    assert redo.startswith("Ctrl+Shift+Z") or redo == "Ctrl+Y"  # which on Windows is the only one
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


def menu_entry(window, text):
    """The command of the Help menu."""
    return next(action for action in window.actions() if action.text() == text)


def test_a_report_is_shown_copied_and_saved_and_names_no_home(qtbot, window, monkeypatch, tmp_path):
    home, log = tmp_path / "home", tmp_path / "rhapsode.log"
    log.write_text("".join(f"line {number}\n" for number in range(200)) + f"ERROR {home / 'anna.png'} broke\n")
    monkeypatch.setattr("app.core.fault_report.log_path", lambda: log)
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.setenv("USERPROFILE", str(home))
    menu_entry(window, "&Report a problem…").trigger()
    report = window.findChild(Report)
    text = report.text.toPlainText()
    assert __version__ in text
    assert platform.platform() in text
    assert f"Device: {window.session.device}" in text
    assert "line 199" in text
    assert "line 100" not in text
    assert text.endswith(f"ERROR ~{os.sep}anna.png broke\n")
    assert str(home) not in text
    qtbot.mouseClick(report.copy_button, Qt.MouseButton.LeftButton)
    assert QGuiApplication.clipboard().text() == text
    qtbot.mouseClick(report.save_button, Qt.MouseButton.LeftButton)
    dialog = report.findChild(QFileDialog)
    dialog.selectFile(str(tmp_path / "report.txt"))
    dialog.accept()
    assert (tmp_path / "report.txt").read_text(encoding="utf-8") == text
    report.close()


def test_a_report_can_be_made_without_a_log(window, monkeypatch, tmp_path):
    monkeypatch.setattr("app.core.fault_report.log_path", lambda: tmp_path / "none.log")
    assert "nothing has gone wrong yet" in window.program.report().text.toPlainText()


def test_the_manual_is_searched_and_tells_this_systems_folders(qtbot, window):
    menu_entry(window, "&Manual").trigger()
    manual = window.findChild(Manual)
    shown = manual.pages.toPlainText()
    assert without_home(str(recordings_folder())) in shown
    assert "{" not in shown
    qtbot.keyClicks(manual.field, "takes")
    places = []
    for _ in range(shown.lower().count("takes") + 1):
        assert manual.pages.textCursor().selectedText().lower() == "takes"
        places.append(manual.pages.textCursor().position())
        qtbot.keyClick(manual.field, Qt.Key.Key_Return)
    assert places[-1] == places[0]  # begins anew at the end
    assert len(set(places)) == len(places) - 1
    qtbot.keyClicks(manual.field, "xyz")
    assert manual.told.text() == "Not found"
    assert manual.isVisible()  # Enter pressed no button
    manual.close()


def test_the_manual_names_what_the_window_has(window):
    """Every command and control that it prints in italics or bold, and every key of its table."""
    text = resource("manual.md").read_text(encoding="utf-8")
    named = {name.rstrip("…").lower() for name in re.findall(r"\*{1,2}([A-Z][^*]*[^*.])\*{1,2}", text)}
    shown = {action.text().replace("&", "") for action in window.actions()}
    shown |= {button.text() for button in window.findChildren(QAbstractButton)}
    shown |= {label.text() for label in window.findChildren(QLabel)}
    shown |= {page.value for page in Page}
    shown |= {"Place the face"}  # only offered where no face was found
    shown |= {answer.replace("&", "") for answer in (ITS_VOICE, ITS_FACE, BOTH)} | set(LIPS.values())
    assert named - {text.replace("…", "").strip().lower() for text in shown} == set()


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

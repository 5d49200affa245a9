"""Letters that do something while they are held down."""

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QLabel, QLineEdit, QSpinBox, QVBoxLayout, QWidget

from app.gui.keys import Keys

C = Qt.Key.Key_C


@pytest.fixture
def controls(qtbot):
    page = QWidget()
    column = QVBoxLayout(page)
    found = {kind: kind() for kind in (QLabel, QLineEdit, QSpinBox, QComboBox)}
    for control in found.values():
        control.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        column.addWidget(control)
    found[QComboBox].addItems(["apple", "cherry"])
    qtbot.addWidget(page)
    with qtbot.waitExposed(page):
        page.show()
    page.activateWindow()
    qtbot.waitUntil(page.isActiveWindow)
    found[QWidget] = page  # which would else be gone
    return found


@pytest.fixture
def keys(qapp):
    keys = Keys(qapp)
    yield keys
    keys.end()
    keys.deleteLater()


@pytest.mark.parametrize(
    ("kind", "alone", "told"),
    [
        (QLabel, None, True),
        (QLabel, True, True),
        (QLabel, False, False),
        (QLineEdit, None, False),
        (QLineEdit, True, False),
        (QSpinBox, True, False),
        (QComboBox, None, False),
        (QComboBox, True, True),
    ],
)
def test_a_held_letter_counts_anywhere_but_where_it_is_written(controls, keys, kind, alone, told):
    heard = []
    keys.hold(C, heard.append, alone=None if alone is None else lambda: alone)
    controls[kind].setFocus()
    QTest.keyPress(controls[kind], C)
    assert heard[-1:] == [True] * told
    QTest.keyRelease(controls[kind], C)
    assert heard[-1:] == [False] * told
    if kind is QComboBox:
        assert (controls[kind].currentText() == "cherry") != told
    if kind is QLineEdit:
        assert controls[kind].text() == "c"


@pytest.mark.parametrize("kind", [QEvent.Type.WindowDeactivate, QEvent.Type.ApplicationDeactivate])
def test_a_letter_that_is_let_go_in_another_program_is_let_go(controls, keys, kind):
    heard = []
    keys.hold(C, heard.append)
    controls[QLabel].setFocus()
    QTest.keyPress(controls[QLabel], C)
    QApplication.sendEvent(controls[QLabel].window(), QEvent(kind))
    assert heard[-1] is False

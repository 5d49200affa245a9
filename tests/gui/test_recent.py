"""Portraits used before are offered again, also at the next start."""

import pytest
from hands import TIMEOUT_MS, drop
from PySide6.QtCore import Qt
from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import QStyleOptionToolButton

from app.gui.panel.recent import MOST, RecentPortraits


@pytest.fixture
def picture():
    pixmap = QPixmap(8, 8)
    pixmap.fill(Qt.GlobalColor.red)
    return pixmap


def test_the_newest_comes_first_and_each_is_there_once(qapp, settings, tmp_path, picture):
    recent = RecentPortraits(settings)
    files = [tmp_path / f"{number}.png" for number in range(MOST + 2)]
    for file in files:
        file.touch()
        recent.add(file, picture)
    recent.add(files[5], picture)
    names = [portrait.path for portrait in recent.present()]
    assert names[:2] == [files[5], files[-1]]
    assert len(names) == len(set(names)) == MOST


def test_they_are_remembered_and_missing_files_are_not_offered(qapp, settings, tmp_path, picture):
    file, gone = tmp_path / "a face.png", tmp_path / "gone.png"
    for path in (gone, file):
        path.touch()
        RecentPortraits(settings).add(path, picture)
    gone.unlink()
    again = RecentPortraits(settings).present()
    assert [portrait.path for portrait in again] == [file]
    assert again[0].picture.size() == picture.size()
    RecentPortraits(settings).remove(file)
    assert RecentPortraits(settings).present() == []


def test_a_click_brings_a_former_portrait_back(qtbot, loaded, portrait_file, group_file):
    assert not loaded.portrait.recent_section.isVisible()  # nothing but what performs already
    with qtbot.waitSignal(loaded.session.portrait_changed, timeout=TIMEOUT_MS):
        drop(loaded, group_file)
    qtbot.waitUntil(lambda: not loaded.session.loading, timeout=TIMEOUT_MS)
    (button,) = loaded.portrait.recent_section.buttons
    assert portrait_file.name in button.toolTip()
    option = QStyleOptionToolButton()
    button.initStyleOption(option)
    assert not option.features & QStyleOptionToolButton.ToolButtonFeature.HasMenu  # else Qt draws a triangle on it
    with qtbot.waitSignal(loaded.session.portrait_changed, timeout=TIMEOUT_MS):
        qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert loaded.session.portrait.file == portrait_file

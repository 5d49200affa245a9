"""More pictures of the person come in, are told apart from the portrait, and go again."""

from pathlib import Path

import numpy as np
import pytest
from hands import TIMEOUT_MS
from PIL import Image
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel

from app.gui.look.theme import Theme
from app.gui.panel.more_section import MoreSection
from app.workers.take import MorePicture


@pytest.fixture
def other_file(tmp_path, portrait_file):
    """The same person in another light."""
    file = tmp_path / "another day.png"
    with Image.open(portrait_file) as picture:
        picture.point(lambda value: round(value * 0.8)).save(file)
    return file


def test_a_picture_is_added_removed_and_undone(qtbot, loaded, other_file):
    section = loaded.portrait.more_section
    assert section.add_button.isEnabled()
    with qtbot.waitSignal(loaded.session.portrait_changed, timeout=TIMEOUT_MS):
        loaded.portrait.desk.dialogs.pictures_chosen.emit([other_file])
    (more,) = loaded.session.portrait.more
    assert more.path == other_file
    assert loaded.session.undo_stack.undoText() == "More pictures"
    qtbot.waitUntil(lambda: section.remove_buttons and section.remove_buttons[0].isEnabled(), timeout=TIMEOUT_MS)
    with qtbot.waitSignal(loaded.session.portrait_changed, timeout=TIMEOUT_MS):
        qtbot.mouseClick(section.remove_buttons[0], Qt.MouseButton.LeftButton)
    assert loaded.session.portrait.more == ()
    with qtbot.waitSignal(loaded.session.portrait_changed, timeout=TIMEOUT_MS):
        loaded.session.undo()
    assert [picture.path for picture in loaded.session.portrait.more] == [other_file]


def test_a_picture_that_cannot_be_read_leaves_the_portrait_as_it_was(qtbot, loaded, tmp_path):
    broken = tmp_path / "broken.png"
    broken.write_bytes(b"not a picture")
    before = loaded.session.portrait
    with qtbot.waitSignal(loaded.session.told, timeout=TIMEOUT_MS) as told:
        loaded.portrait.add_more([broken])
    assert "broken.png" in told.args[0].text
    assert loaded.session.portrait is before


@pytest.mark.parametrize(
    ("shows", "warning", "words"),
    [
        (("parted lips",), "", "Shows parted lips."),
        (("parted lips", "closed eyes"), "It may show.", "Shows parted lips and closed eyes. It may show."),
        ((), "It adds nothing.", "It adds nothing."),
    ],
)
def test_each_picture_says_what_it_gives(qtbot, shows, warning, words):
    section = MoreSection(Theme(QApplication.instance()))
    qtbot.addWidget(section)
    section.set_pictures((MorePicture(Path("smile.png"), np.zeros((8, 8, 3), np.uint8), shows, warning),))
    section.show()
    assert words in [label.text() for label in section.findChildren(QLabel) if label.isVisible()]

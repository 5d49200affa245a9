"""The About window: what the program is."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

import app
from app.gui.dialogs.information import Information
from app.gui.look.icons import app_icon


class About(Information):
    """Shows name, version and licence."""

    def __init__(self, parent: QWidget) -> None:
        picture = QLabel()
        picture.setPixmap(app_icon().pixmap(64, 64))
        name = QLabel(f"<b>Rhapsode</b> {app.__version__}")
        words = QLabel(
            "One still portrait speaks and sings. Everything happens on this computer; nothing is sent anywhere.",
            wordWrap=True,
        )
        licence = QLabel("Free software under the GNU General Public License, version 3 or later.", wordWrap=True)
        licence.setObjectName("muted")
        text = QVBoxLayout()
        text.setSpacing(6)
        for label in (name, words, licence):
            text.addWidget(label)
        head = QHBoxLayout()
        head.setSpacing(18)
        head.addWidget(picture, 0, Qt.AlignmentFlag.AlignTop)
        head.addLayout(text, 1)
        super().__init__(parent, "About Rhapsode", head)
        self.setFixedWidth(480)

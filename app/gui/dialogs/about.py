"""The About window: what the program is."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLabel, QVBoxLayout, QWidget

import app
from app.gui.look.icons import app_icon
from app.gui.panel.section import push_button


class About(QDialog):
    """Shows name, version and licence; it does not block the main window."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle("About Rhapsode")
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
        close = push_button("Close", "Back to the window")
        close.clicked.connect(self.close)
        last = QHBoxLayout()
        last.addStretch(1)
        last.addWidget(close)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 22, 24, 18)
        column.setSpacing(18)
        column.addLayout(head)
        column.addLayout(last)
        self.setFixedWidth(480)

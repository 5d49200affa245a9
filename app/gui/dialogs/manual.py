"""The window with the manual, in which one can search."""

from collections.abc import Mapping

from PySide6.QtCore import QSize
from PySide6.QtGui import QKeySequence, QShortcut, QTextCursor, QTextDocument
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QTextBrowser, QVBoxLayout, QWidget

from app.core.paths import resource
from app.gui.dialogs.information import Information
from app.gui.panel.section import push_button

_FILE = "manual.md"


class Manual(Information):
    """Shows the manual; Enter in the field finds the next place."""

    def __init__(self, parent: QWidget, places: Mapping[str, str]) -> None:
        """places: what stands in the manual as {name}."""
        self.pages = QTextBrowser()
        self.pages.setObjectName("manual")
        self.pages.setAccessibleName("Manual")
        self.pages.setOpenLinks(False)
        self.pages.setMarkdown(resource(_FILE).read_text(encoding="utf-8").format(**places))
        self.field = QLineEdit()
        self.field.setObjectName("search")
        self.field.setPlaceholderText("Search")
        self.field.setAccessibleName("Search the manual")
        self.field.setClearButtonEnabled(True)
        self.next_button = push_button("Next", "Find the next place (Enter)")
        self.told = QLabel()
        self.told.setObjectName("muted")
        self.field.textChanged.connect(self._find_first)
        self.field.returnPressed.connect(self.find_next)
        self.next_button.clicked.connect(self.find_next)
        row = QHBoxLayout()
        row.addWidget(self.field, 1)
        row.addWidget(self.next_button)
        row.addWidget(self.told)
        content = QVBoxLayout()
        content.setSpacing(10)
        content.addLayout(row)
        content.addWidget(self.pages, 1)
        super().__init__(parent, "Manual", content)
        QShortcut(QKeySequence(QKeySequence.StandardKey.Find), self, self.field.setFocus)
        self.resize(QSize(720, 640).boundedTo(parent.screen().availableSize() * 0.9))
        self.field.setFocus()

    def find_next(self) -> None:
        """Select the next place, and begin anew at the end."""
        text = self.field.text()
        found = not text or self.pages.find(text) or self._find_from_start(text)
        self.told.setText("" if found else "Not found")

    def _find_first(self) -> None:
        self.pages.moveCursor(QTextCursor.MoveOperation.Start)
        self.find_next()

    def _find_from_start(self, text: str) -> bool:
        cursor = self.pages.document().find(text, 0, QTextDocument.FindFlag(0))
        if not cursor.isNull():
            self.pages.setTextCursor(cursor)
        return not cursor.isNull()

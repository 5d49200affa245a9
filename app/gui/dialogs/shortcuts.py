"""The window that lists the keys."""

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QFrame, QGridLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from app.gui.dialogs.information import Information


class Shortcuts(Information):
    """Lists keys in two columns, which scroll on a low screen."""

    def __init__(self, parent: QWidget, keys: list[tuple[str, str]]) -> None:
        """keys: (shortcut, meaning)."""
        body = QWidget()
        body.setObjectName("plain")
        table = QGridLayout(body)
        table.setContentsMargins(0, 0, 12, 0)
        table.setHorizontalSpacing(14)
        table.setVerticalSpacing(5)
        rows = (len(keys) + 1) // 2
        for place, (key, meaning) in enumerate(keys):
            label = QLabel(key)
            label.setObjectName("title")
            left = 2 * (place // rows)
            table.addWidget(label, place % rows, left)
            table.addWidget(QLabel(meaning, wordWrap=True), place % rows, left + 1)
            table.setColumnStretch(left + 1, 1)
        area = QScrollArea()
        area.setWidget(body)
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        content = QVBoxLayout()
        content.addWidget(area)
        super().__init__(parent, "Keyboard shortcuts", content)
        whole = QSize(760, body.heightForWidth(690) + 120)
        self.resize(whole.boundedTo(parent.screen().availableSize() * 0.9))

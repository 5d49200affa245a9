"""A small window that tells something and is closed again."""

from PySide6.QtWidgets import QDialog, QHBoxLayout, QLayout, QPushButton, QVBoxLayout, QWidget

from app.gui.panel.section import push_button


class Information(QDialog):
    """Holds content above a row that ends in a Close button; it does not block the main window."""

    def __init__(self, parent: QWidget, title: str, content: QLayout, *buttons: QPushButton) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        close = push_button("Close", "Back to the window")
        close.clicked.connect(self.close)
        last = QHBoxLayout()
        last.addStretch(1)
        for button in (*buttons, close):
            button.setAutoDefault(False)  # Enter is for what has the focus
            last.addWidget(button)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 22, 24, 18)
        column.setSpacing(18)
        column.addLayout(content, 1)
        column.addLayout(last)

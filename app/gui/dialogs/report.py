"""The window with the text of a report, to be copied or saved."""

from PySide6.QtCore import Signal
from PySide6.QtGui import QFontDatabase, QGuiApplication
from PySide6.QtWidgets import QLabel, QPlainTextEdit, QVBoxLayout, QWidget

from app.gui.dialogs.information import Information
from app.gui.panel.section import push_button


class Report(Information):
    """Shows the text; sends nothing."""

    save_wanted = Signal(str)  # the text

    def __init__(self, parent: QWidget, text: str) -> None:
        words = QLabel(
            "Nothing is sent. Copy this text or save it, and give it to whoever helps you, with a sentence about what "
            "you did and what happened. Read it before: names of your files may be in it. You can change it here.",
            wordWrap=True,
        )
        self.text = QPlainTextEdit(text)
        self.text.setObjectName("report")
        self.text.setAccessibleName("Report")
        self.text.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
        self.text.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self.copy_button = push_button("Copy", "Put the text on the clipboard")
        self.copy_button.clicked.connect(self._copy)
        self.save_button = push_button("Save as…", "Save the text in a file")
        self.save_button.clicked.connect(lambda: self.save_wanted.emit(self.text.toPlainText()))
        content = QVBoxLayout()
        content.setSpacing(12)
        content.addWidget(words)
        content.addWidget(self.text, 1)
        super().__init__(parent, "Report a problem", content, self.copy_button, self.save_button)
        self.resize(680, 460)

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self.text.toPlainText())
        self.copy_button.setText("Copied")

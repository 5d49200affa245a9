"""A question that must be answered before something is lost."""

from PySide6.QtWidgets import QGridLayout, QMessageBox, QSpacerItem, QWidget


def question(parent: QWidget, text: str, more: str = "") -> QMessageBox:
    """A box without buttons yet. more: what else there is to know, below the text."""
    box = QMessageBox(parent)
    box.setWindowTitle("Rhapsode")
    box.setText(text)
    box.setInformativeText(more)
    grid = box.layout()
    if isinstance(grid, QGridLayout):
        grid.setColumnStretch(1, 1)  # the text's; Qt keeps half of a narrow box free beside it
        indent = grid.itemAtPosition(0, 0)
        if isinstance(indent, QSpacerItem):
            indent.changeSize(0, 0)  # from an icon, which there is none of
    return box

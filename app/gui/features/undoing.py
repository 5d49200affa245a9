"""Undo and redo."""

from PySide6.QtGui import QKeySequence

from app.gui.commands import Menu
from app.gui.desk import Desk
from app.gui.feature import Feature


class UndoFeature(Feature):
    """Takes changes back; the menu says which."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        keys, stack = QKeySequence.StandardKey, self.session.undo_stack
        self.undo = desk.commands.add(Menu.EDIT, "&Undo", keys.Undo, self.session.undo, tip="Take the last change back")
        self.redo = desk.commands.add(
            Menu.EDIT, "&Redo", (keys.Redo, "Ctrl+Y"), self.session.redo, tip="Make the change again"
        )
        desk.commands.separate(Menu.EDIT)
        stack.indexChanged.connect(self.refresh)

    def refresh(self) -> None:
        """Nothing is taken back while a video is exported."""
        stack, free = self.session.undo_stack, self.session.may_undo
        self.undo.setEnabled(free and stack.canUndo())
        self.redo.setEnabled(free and stack.canRedo())
        self.undo.setText(f"&Undo {stack.undoText()}".strip())
        self.redo.setText(f"&Redo {stack.redoText()}".strip())

    def closing(self) -> None:
        """The stack empties itself when it goes, and would tell."""
        self.session.undo_stack.indexChanged.disconnect(self.refresh)

"""Undo and redo."""

from PySide6.QtGui import QKeySequence, QUndoStack

from app.gui.commands import Menu
from app.gui.desk import Desk
from app.gui.feature import Feature


class UndoFeature(Feature):
    """Takes changes back; the menu says which. They are the take's, or those of an editor that covers it."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        keys, add = QKeySequence.StandardKey, desk.commands.add
        self._stack = self.session.undo_stack
        self.undo = add(Menu.EDIT, "&Undo", keys.Undo, self._undo, tip="Take the last change back", on_take=False)
        self.redo = add(
            Menu.EDIT, "&Redo", (keys.Redo, "Ctrl+Y"), self._redo, tip="Make the change again", on_take=False
        )
        desk.commands.separate(Menu.EDIT)
        self._stack.indexChanged.connect(self.refresh)

    def act_on(self, stack: QUndoStack | None) -> None:
        """Undo the changes of this stack from now on; None for the take's."""
        self._stack.indexChanged.disconnect(self.refresh)
        self._stack = stack or self.session.undo_stack
        self._stack.indexChanged.connect(self.refresh)
        self.refresh()

    def refresh(self) -> None:
        """Disable undo and redo while another change is being loaded; name in the menu what they would change."""
        stack, free = self._stack, self.session.may_undo
        self.undo.setEnabled(free and stack.canUndo())
        self.redo.setEnabled(free and stack.canRedo())
        self.undo.setText(f"&Undo {stack.undoText()}".strip())
        self.redo.setText(f"&Redo {stack.redoText()}".strip())

    def closing(self) -> None:
        """Disconnect from the undo stack, which clears itself when it is destroyed and would signal that."""
        self._stack.indexChanged.disconnect(self.refresh)

    def _undo(self) -> None:
        if self.session.may_undo:
            self._stack.undo()

    def _redo(self) -> None:
        if self.session.may_undo:
            self._stack.redo()

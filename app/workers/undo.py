"""Steps that can be undone."""

from collections.abc import Callable
from time import monotonic
from typing import Generic, TypeVar

from PySide6.QtGui import QUndoCommand

Value = TypeVar("Value")

# Changes of one thing that follow each other this quickly are one step: a slider being dragged, a key held down.
MERGE_WITHIN_S = 1.2
_MERGING_ID = 1


class Change(QUndoCommand, Generic[Value]):
    """One value in place of another. Pushing it on the stack applies `after`, undoing it `before`."""

    def __init__(
        self,
        text: str,
        apply: Callable[[Value], None],
        before: Value,
        after: Value,
        merge: str = "",
        done: bool = False,
    ) -> None:
        """text: what the menus call it. merge: changes with the same word that follow quickly become one step.

        done: `after` holds already; pushing the step does not apply it once more.
        """
        super().__init__(text)
        self.merge = merge
        self.after = after
        self.changed_s = monotonic()
        self._apply = apply
        self._before = before
        self._done = done

    def redo(self) -> None:
        """Apply the new value."""
        if self._done:
            self._done = False
            return
        self._apply(self.after)

    def undo(self) -> None:
        """Apply the old value."""
        self._apply(self._before)

    def id(self) -> int:
        """Qt only tries to merge steps of the same number."""
        return _MERGING_ID if self.merge else -1

    def mergeWith(self, other: QUndoCommand) -> bool:
        """Take in a step that follows quickly; the stack throws it away then."""
        if not isinstance(other, Change) or other.merge != self.merge:
            return False
        if other.changed_s - self.changed_s > MERGE_WITHIN_S:
            return False
        self.after, self.changed_s = other.after, other.changed_s
        if self.after == self._before:
            self.setObsolete(True)
        return True

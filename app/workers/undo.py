"""Steps on the undo stack."""

from collections.abc import Callable
from time import monotonic
from typing import Generic, TypeVar

from PySide6.QtGui import QUndoCommand

Value = TypeVar("Value")

# Changes of one thing that follow each other this quickly are one step: a slider being dragged, a key held down.
MERGE_WITHIN_S = 1.2
_MERGING_ID = 1


class Change(QUndoCommand, Generic[Value]):
    """Replaces one value by another. Pushing it on the stack calls `apply(after)`, undoing it `apply(before)`."""

    def __init__(
        self,
        text: str,
        apply: Callable[[Value], None],
        before: Value,
        after: Value,
        merge: str = "",
        done: bool = False,
    ) -> None:
        """text: what the menus call it. merge: changes with the same key, within MERGE_WITHIN_S of the last, become
        one step; empty for a step of its own.

        done: `after` is applied already, and pushing the step does not repeat it.
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
        """Qt tries to merge only steps of the same number, and none of -1."""
        return _MERGING_ID if self.merge else -1

    def mergeWith(self, other: QUndoCommand) -> bool:
        """Take over the value of a following step; True tells the stack to drop that one."""
        if not isinstance(other, Change) or other.merge != self.merge:
            return False
        if other.changed_s - self.changed_s > MERGE_WITHIN_S:
            return False
        self.after, self.changed_s = other.after, other.changed_s
        if self.after == self._before:
            self.setObsolete(True)
        return True

"""One thing that the window can do, with its widgets, its commands and their connections."""

from PySide6.QtCore import QObject

from app.gui.desk import Desk


class Feature(QObject):
    """Puts its widgets in the desk's places and joins them to the session."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk.window)
        self.desk = desk
        self.session = desk.session

    def refresh(self) -> None:
        """Enable what can be used now. Called whenever the activity, what is loaded or what is on its way changes."""

    def may_close(self) -> bool:
        """Whether the window may close now; a feature that says no asks the user first."""
        return True

    def closing(self) -> None:
        """Store what the next start should restore; disconnect from what outlives the window."""

"""The program itself: About and Quit."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction

from app.gui.commands import Menu
from app.gui.desk import Desk
from app.gui.dialogs.about import About
from app.gui.feature import Feature


class ProgramFeature(Feature):
    """The window makes it after all other features, so that its commands end their menus."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        commands = desk.commands
        commands.separate(Menu.FILE)
        leave = commands.add(Menu.FILE, "&Quit", "Ctrl+Q", desk.window.close, tip="Close the window")
        leave.setMenuRole(QAction.MenuRole.QuitRole)
        about = commands.add(Menu.HELP, "&About Rhapsode", "F1", self.show_about, tip="What this is, and its keys")
        about.setMenuRole(QAction.MenuRole.AboutRole)

    def show_about(self) -> None:
        """Open the About window."""
        about = self.about()
        about.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        about.show()

    def about(self) -> About:
        """A new About window, not shown yet."""
        return About(self.desk.window, self.desk.commands.listed())

"""The program itself: its look, help, and Quit."""

from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt, QUrl, qVersion
from PySide6.QtGui import QAction, QActionGroup, QDesktopServices
from PySide6.QtWidgets import QDialog

from app.core.errors import CannotWrite
from app.core.fault_report import fault_report, without_home
from app.core.logs import log_path
from app.core.paths import cache_folder, config_folder, data_folder, pictures_folder, recordings_folder
from app.core.whole_file import write_whole
from app.gui.commands import Menu
from app.gui.desk import Desk
from app.gui.dialogs.about import About
from app.gui.dialogs.manual import Manual
from app.gui.dialogs.report import Report
from app.gui.dialogs.shortcuts import Shortcuts
from app.gui.feature import Feature
from app.workers.status import Tone

THEME_KEY = "look/theme"
_THEMES = {
    Qt.ColorScheme.Unknown: "&As the system",
    Qt.ColorScheme.Light: "&Light",
    Qt.ColorScheme.Dark: "&Dark",
}
_NAMES = [scheme.name for scheme in _THEMES]


class ProgramFeature(Feature):
    """The window makes it after all other features, so that its commands end their menus."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        commands = desk.commands
        commands.separate(Menu.FILE)
        leave = commands.add(Menu.FILE, "&Quit", "Ctrl+Q", desk.window.close, tip="Close the window")
        leave.setMenuRole(QAction.MenuRole.QuitRole)
        commands.add(Menu.HELP, "&Manual", (), self.show_manual, tip="What to do, from a picture to a video")
        commands.add(Menu.HELP, "&Keyboard shortcuts", "F1", self.show_shortcuts, tip="The keys of this window")
        commands.add(
            Menu.HELP, "&Report a problem…", (), self.show_report, tip="A text for whoever helps you; nothing is sent"
        )
        commands.add(Menu.HELP, "Open the &log", (), self.open_log, tip="What has gone wrong")
        commands.separate(Menu.HELP)
        about = commands.add(Menu.HELP, "&About Rhapsode", (), self.show_about, tip="What this is")
        about.setMenuRole(QAction.MenuRole.AboutRole)
        self._add_themes()

    def _add_themes(self) -> None:
        """Offer to follow the system's light or dark mode, or one of both; remembered from one start to the next."""
        menu, group = self.desk.commands.submenu(Menu.VIEW, "&Theme"), QActionGroup(self)
        kept = str(self.desk.settings.value(THEME_KEY, ""))
        self.themes: dict[Qt.ColorScheme, QAction] = {}
        for scheme, text in _THEMES.items():
            action = menu.addAction(text, partial(self._choose_theme, scheme))
            action.setCheckable(True)
            action.setChecked(scheme.name == kept or (scheme is Qt.ColorScheme.Unknown and kept not in _NAMES))
            group.addAction(action)
            self.themes[scheme] = action
            if action.isChecked() and scheme is not Qt.ColorScheme.Unknown:
                self.desk.theme.choose(scheme)

    def _choose_theme(self, scheme: Qt.ColorScheme) -> None:
        self.desk.theme.choose(scheme)
        self.desk.settings.setValue(THEME_KEY, scheme.name)

    def show_about(self) -> None:
        """Open the About window."""
        _show(self.about())

    def about(self) -> About:
        """A new About window, not shown yet."""
        return About(self.desk.window)

    def show_shortcuts(self) -> None:
        """Open the list of keys."""
        _show(self.shortcuts())

    def shortcuts(self) -> Shortcuts:
        """A new list of keys, not shown yet."""
        return Shortcuts(self.desk.window, self.desk.commands.listed())

    def show_manual(self) -> None:
        """Open the manual."""
        _show(self.manual())

    def manual(self) -> Manual:
        """A new manual, not shown yet, with the places of this system."""
        places = {
            "takes": recordings_folder(),
            "pictures": pictures_folder(),
            "data": data_folder(),
            "settings": config_folder(),
            "cache": cache_folder(),
            "log": log_path(),
        }
        return Manual(self.desk.window, {name: without_home(str(place)) for name, place in places.items()})

    def show_report(self) -> None:
        """Open the text for a report."""
        _show(self.report())

    def report(self) -> Report:
        """A new window with the text for a report, not shown yet."""
        screen = self.desk.window.screen()
        size, ratio = screen.size(), self.desk.window.devicePixelRatioF()
        text = fault_report(
            f"Device: {self.session.device}",
            f"Screen: {size.width()} × {size.height()}, scale {ratio:g}; Qt {qVersion()}",
        )
        report = Report(self.desk.window, text)
        report.save_wanted.connect(partial(self._ask_save, report))
        return report

    def _ask_save(self, report: Report, text: str) -> None:
        self.desk.dialogs.ask_save_text(report, "rhapsode report.txt", partial(self._save, text))

    def _save(self, text: str, path: Path) -> None:
        try:
            write_whole(path, text.encode(), force=True)
        except CannotWrite as error:
            self.session.tell_failure(str(error))

    def open_log(self) -> None:
        """Show the log in the system's program for texts, or say that there is none yet."""
        log = log_path()
        if not log.is_file():
            self.session.tell(Tone.INFO, "The log is empty: nothing has gone wrong yet.")
        elif not QDesktopServices.openUrl(QUrl.fromLocalFile(str(log))):
            self.session.tell(Tone.ERROR, f"No program opened the log. It is here: {log}")


def _show(dialog: QDialog) -> None:
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.show()

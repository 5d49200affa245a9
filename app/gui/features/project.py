"""Projects in the window: new, open, save, revert, the title, and the question at closing."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path

from PySide6.QtCore import QTimer
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QMenu, QMessageBox

from app.core.paths import resource
from app.core.project import PROJECT_SUFFIX, PortraitSource, Project, VoiceSource
from app.gui.commands import Menu
from app.gui.demo import DEMO_PORTRAIT, DEMO_VOICE
from app.gui.desk import Desk
from app.gui.dialogs.question import question
from app.gui.feature import Feature
from app.gui.features.files import FilesFeature
from app.workers.status import Message, Tone

MOST_RECENT = 8
_RECENT_KEY = "projects/recent"


class ProjectFeature(Feature):
    """Opens and saves projects, and asks before a change of one would be lost."""

    def __init__(self, desk: Desk, files: FilesFeature) -> None:
        super().__init__(desk)
        projects, add, keys = self.session.projects, desk.commands.add, QKeySequence.StandardKey
        self._question: QMessageBox | None = None
        self._lets_go = False
        add(Menu.FILE, "&New project", keys.New, self.begin, tip="Begin anew with the demo")
        self._recent_menu = desk.commands.submenu(Menu.FILE, "Open &recent project")
        self._recent_menu.aboutToShow.connect(self._list_recent)
        self._save = add(Menu.FILE, "&Save project", keys.Save, self.save, tip="Keep portrait, voice and settings")
        self._save_as = add(Menu.FILE, "Save project &as…", keys.SaveAs, self.ask_save, tip="Keep them in another file")
        self._collect = add(
            Menu.FILE, "Save project with its &files…", (), self.ask_collect, tip="Put picture and sound into the file"
        )
        self.revert_action = add(Menu.FILE, "Re&vert to saved", (), self.revert, tip="Go back to what the file holds")
        desk.commands.separate(Menu.FILE)
        files.project_opened.connect(self.open)
        projects.changed.connect(self._show)
        projects.came_back.connect(self._tell_back)
        self._show()

    def refresh(self) -> None:
        """Enable saving while there is something to save, and nothing is on its way."""
        usable = self.session.ready and not self.session.loading
        for action in (self._save, self._save_as, self._collect):
            action.setEnabled(usable)
        self.revert_action.setEnabled(usable and self.session.projects.modified)

    def begin(self) -> None:
        """Begin anew, once what would be lost is saved or given up."""
        self._unless_lost(partial(self.session.projects.begin, resource(DEMO_PORTRAIT), resource(DEMO_VOICE)))

    def open(self, path: Path) -> None:
        """Open a project, if it is one, once what would be lost is saved or given up."""
        projects = self.session.projects
        # Opening reads it again: it may be the very file that is saved first.
        projects.check(path, partial(self._unless_lost, partial(projects.open, path)))

    def save(self) -> None:
        """Save to the open file, or ask for one."""
        file = self.session.projects.file
        if file is None:
            self.ask_save()
        else:
            self.session.projects.save(file)

    def ask_save(self) -> None:
        """Ask for a file, and save to it."""
        self.desk.dialogs.ask_save_project(self._name(), self._save_to)

    def ask_collect(self) -> None:
        """Ask for a file, and save to it with the picture and the sound."""
        self.desk.dialogs.ask_save_project(self._name(), partial(self._save_to, collect=True))

    def _save_to(self, path: Path, *, collect: bool = False, then: Callable[[], object] | None = None) -> None:
        self.session.projects.save(path, collect=collect, then=then)

    def _name(self) -> str:
        file = self.session.projects.file
        return file.name if file else Path(self.session.export_name).with_suffix(PROJECT_SUFFIX).name

    def may_close(self) -> bool:
        """Ask once before changes are lost; the first window's session without a name comes back at the next start."""
        if self._lets_go or not self.session.projects.lost_by_closing:
            return True
        self._unless_lost(self._close)
        return False

    def _close(self) -> None:
        self._lets_go = True
        QTimer.singleShot(0, self.desk.window.close)

    def _unless_lost(self, go_on: Callable[[], object]) -> None:
        """Do something now, or after the user has answered what becomes of the changes."""
        projects = self.session.projects
        file = projects.file
        if self._is_demo() if file is None else not projects.modified:
            go_on()
            return
        buttons = QMessageBox.StandardButton.Save | QMessageBox.StandardButton.Discard

        def answer(button: int) -> None:
            if button == QMessageBox.StandardButton.Discard:
                go_on()
            elif button == QMessageBox.StandardButton.Save and file is not None:
                projects.save(file, then=go_on)
            elif button == QMessageBox.StandardButton.Save:
                self.desk.dialogs.ask_save_project(self._name(), partial(self._save_to, then=go_on))

        text = f"{file.name} has changes that are not saved." if file else "This session is not saved as a project."
        self._ask(text, buttons, answer)

    def _is_demo(self) -> bool:
        """Whether the session is the demo as usual, or part of it: a face placed in it by hand is remembered anyway."""
        project = self.session.project
        portrait, voice = project.portrait, project.voice
        return (
            (portrait is None or replace(portrait, number=0, placed=()) == PortraitSource(resource(DEMO_PORTRAIT)))
            and (voice is None or replace(voice, name="") == VoiceSource(resource(DEMO_VOICE)))
            and replace(project, portrait=None, voice=None) == Project()
        )

    def _tell_back(self) -> None:
        """Say that the session was brought back, along with what is said already: of a recording that was cut short."""
        said = self.desk.banner.message
        text = "Your session is back as it stood when Rhapsode was ended."
        self.desk.banner.tell(replace(said, text=f"{said.text} {text}") if said else Message(Tone.INFO, text))

    def revert(self) -> None:
        """Go back to what the file holds, once the user has agreed to lose what was changed since."""
        projects = self.session.projects
        if projects.file is None or not projects.modified:
            return

        def answer(button: int) -> None:
            if button == QMessageBox.StandardButton.Discard:
                projects.revert()

        text = f"Go back to {projects.file.name} as it was saved? What you changed since then is lost."
        self._ask(text, QMessageBox.StandardButton.Discard, answer)

    def _ask(self, text: str, buttons: QMessageBox.StandardButton, answer: Callable[[int], object]) -> None:
        """Ask a question that can be cancelled, unless one is open; the first button that keeps things is proposed."""
        if self._question is not None:
            return
        box = question(self.desk.window, text)
        box.setStandardButtons(buttons | QMessageBox.StandardButton.Cancel)
        keeps = QMessageBox.StandardButton.Save
        box.setDefaultButton(keeps if keeps in buttons else QMessageBox.StandardButton.Cancel)
        self._question = box

        def finish(button: int) -> None:
            self._question = None
            box.deleteLater()
            answer(button)

        box.finished.connect(finish)
        box.open()

    def _show(self) -> None:
        """Say in the title which project is open and whether it was changed."""
        projects = self.session.projects
        file = projects.coming or projects.file
        self.desk.window.setWindowTitle(f"{file.stem}[*] – Rhapsode" if file else "Rhapsode")
        self.desk.window.setWindowModified(projects.modified)
        if projects.file is not None:
            self._remember(projects.file)
        self.refresh()

    # Recent projects

    def _recent(self) -> list[str]:
        return [path for path in str(self.desk.settings.value(_RECENT_KEY, "")).split("\n") if path]

    def _remember(self, path: Path) -> None:
        recent = self._recent()
        if recent[:1] != [str(path)]:
            others = [other for other in recent if other != str(path)]
            self.desk.settings.setValue(_RECENT_KEY, "\n".join([str(path), *others][:MOST_RECENT]))

    def _list_recent(self) -> None:
        menu: QMenu = self._recent_menu
        menu.clear()
        for path in map(Path, self._recent()):
            if path.is_file():
                action = menu.addAction(path.name)
                action.setToolTip(str(path.parent))
                action.triggered.connect(partial(self.open, path))
        if menu.isEmpty():
            menu.addAction("None yet").setEnabled(False)

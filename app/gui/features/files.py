"""Pictures and sounds come in: opened, pasted or dropped."""

from pathlib import Path

from PySide6.QtCore import QEvent, QObject, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QGuiApplication, QKeySequence

from app.core.filetypes import may_be_video
from app.gui.commands import Menu
from app.gui.desk import Desk
from app.gui.dialogs.file_dialogs import ALL, PICTURES, PROJECTS, SOUNDS
from app.gui.drops import Dropped, sort_files, sort_mime
from app.gui.feature import Feature
from app.workers.status import Message, Subject, Tone


class FilesFeature(Feature):
    """Sorts opened, pasted and dropped files and hands them to the session."""

    project_opened = Signal(Path)

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        commands, keys = desk.commands, QKeySequence.StandardKey
        self.open = commands.add(Menu.FILE, "&Open…", keys.Open, self.ask_any, tip="Open a picture, a sound or a video")
        self.paste_action = commands.add(
            Menu.FILE, "&Paste", keys.Paste, self.paste, tip="Use the picture or the file on the clipboard"
        )
        commands.separate(Menu.FILE)
        desk.dialogs.opened.connect(self.open_file)
        desk.window.setAcceptDrops(True)
        desk.window.installEventFilter(self)

    def ask_any(self) -> None:
        """Ask for a picture or a sound to open."""
        self.desk.dialogs.ask_open("Open a portrait, a voice or a project", (ALL, PICTURES, SOUNDS, PROJECTS))

    def ask_portrait(self) -> None:
        """Ask for a picture."""
        self.desk.dialogs.ask_open("Open a portrait", (PICTURES,))

    def ask_voice(self) -> None:
        """Ask for a sound."""
        self.desk.dialogs.ask_open("Open a voice", (SOUNDS,))

    def open_file(self, path: Path) -> None:
        """Use a file as portrait or voice, whichever it is; say so if it is neither."""
        self._use(sort_files([path]))

    def paste(self) -> None:
        """Use what is on the clipboard."""
        dropped = sort_mime(QGuiApplication.clipboard().mimeData())
        if dropped == Dropped():
            self.desk.banner.tell(Message(Tone.INFO, "The clipboard holds no picture and no file. Copy one first."))
        self._use(dropped)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Show on the stage what a drop would do while something is dragged over the window; use what is dropped."""
        stage = self.desk.stage
        if isinstance(event, QDragEnterEvent) and (event.mimeData().hasUrls() or event.mimeData().hasImage()):
            dropped = sort_mime(event.mimeData())
            stage.set_drop_hint(dropped.hint or "This is neither a picture nor a sound")
            event.acceptProposedAction()
            return True
        if event.type() is QEvent.Type.DragLeave:
            stage.set_drop_hint("")
        elif isinstance(event, QDropEvent) and event.type() is QEvent.Type.Drop:
            stage.set_drop_hint("")
            event.acceptProposedAction()
            self._use(sort_mime(event.mimeData()))
            return True
        return super().eventFilter(watched, event)

    def _use(self, dropped: Dropped) -> None:
        if dropped.project:
            self.project_opened.emit(dropped.project)
            return
        if dropped.sound:
            use = self.session.drivers.look if may_be_video(dropped.sound) else self.session.load_sound
            use(dropped.sound)
        if dropped.picture:
            self.session.load_portrait(dropped.picture)
        if dropped.complaint:
            self.desk.banner.tell(Message(Tone.ERROR, dropped.complaint, about=Subject.FILE))

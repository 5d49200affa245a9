"""Makes the video."""

from PySide6.QtWidgets import QMessageBox

from app.gui.commands import Menu
from app.gui.desk import Desk
from app.gui.feature import Feature
from app.gui.video_section import VideoSection
from app.workers.status import Activity


class VideoFeature(Feature):
    """The export, pinned below the panel's pages."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        session = self.session
        self._question: QMessageBox | None = None
        self._gives_up = False
        self.section = VideoSection(desk.theme)
        desk.panel.pin(self.section)
        self.export = desk.commands.add(
            Menu.FILE, "&Export video…", "Ctrl+E", self.ask_export, tip="Save the performance as an MP4 video"
        )
        self.section.size_chosen.connect(session.set_size)
        self.section.export_pressed.connect(self.ask_export)
        self.section.cancel_pressed.connect(session.cancel_export)
        desk.dialogs.save_chosen.connect(session.export)
        session.portrait_changed.connect(self.section.set_portrait)
        session.export_progressed.connect(self.section.set_progress)
        session.activity_changed.connect(self._show_activity)

    def refresh(self) -> None:
        """An export needs a portrait and a voice."""
        self.section.set_usable(self.session.ready)
        self.export.setEnabled(self.session.ready and self.session.activity is not Activity.EXPORTING)

    def ask_export(self) -> None:
        """Ask for a file name, then export."""
        if self.export.isEnabled():
            self.session.stop()
            self.desk.dialogs.ask_save(self.session.export_name)

    def may_close(self) -> bool:
        """Ask once before an unfinished video is given up."""
        if self.session.activity is not Activity.EXPORTING or self._gives_up:
            return True
        if self._question is None:
            self._question = self._ask()
        return False

    def _ask(self) -> QMessageBox:
        box = QMessageBox(self.desk.window)
        box.setWindowTitle("Rhapsode")
        box.setText("A video is being exported.")
        box.setInformativeText("If the window closes now, the video is given up and no file is kept.")
        go_on = box.addButton("Go on exporting", QMessageBox.ButtonRole.RejectRole)
        stop = box.addButton("Stop and close", QMessageBox.ButtonRole.AcceptRole)
        box.setDefaultButton(go_on)
        stop.clicked.connect(self._give_up)
        box.finished.connect(self._forget_question)
        box.open()
        return box

    def _give_up(self) -> None:
        self._gives_up = True
        self._forget_question()
        self.desk.window.close()

    def _forget_question(self) -> None:
        if self._question is not None:
            question, self._question = self._question, None
            question.deleteLater()

    def _show_activity(self, activity: Activity) -> None:
        self.section.set_exporting(activity is Activity.EXPORTING)
        if self._question is not None and activity is not Activity.EXPORTING:
            self._question.close()  # the video is ready: nothing is left to ask

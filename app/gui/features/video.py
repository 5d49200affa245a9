"""Exports the video."""

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QMessageBox

from app.gui.commands import Menu
from app.gui.desk import Desk
from app.gui.dialogs.question import question
from app.gui.feature import Feature
from app.gui.panel.video_section import VideoSection
from app.workers.take import PortraitSeen


class VideoFeature(Feature):
    """Joins the export section below the panel's pages to the session, and asks before closing loses a video."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        session = self.session
        self._question: QMessageBox | None = None
        self._gives_up = False
        self.section = VideoSection(desk.theme)
        desk.panel.pin(self.section)
        self.export = desk.commands.add(
            Menu.FILE, "&Export video…", "Ctrl+E", self.ask_export, tip="Save the performance as a video"
        )
        self.section.size_chosen.connect(session.set_size)
        self.section.export_pressed.connect(self.ask_export)
        self.section.cancel_pressed.connect(session.cancel_export)
        desk.dialogs.save_chosen.connect(session.export)
        session.picture_seen.connect(self._forget_sizes)
        session.portrait_changed.connect(self.section.set_portrait)
        session.export_progressed.connect(self.section.set_progress)
        session.exporting_changed.connect(self._show_exporting)
        session.exports.ended.connect(self._on_ended)
        session.project_changed.connect(self._show_size)

    def refresh(self) -> None:
        """Allow an export only with a portrait and a voice, and not while others are loading."""
        usable = self.session.ready and not self.session.loading
        self.section.set_usable(usable)
        self.export.setEnabled(usable and not self.session.exporting)

    def ask_export(self) -> None:
        """Ask for a file name, then export."""
        if self.export.isEnabled():
            self.session.stop()
            self.desk.dialogs.ask_save(self.session.export_name)

    def may_close(self) -> bool:
        """Ask once before an unfinished video is given up."""
        if not self.session.exporting or self._gives_up:
            return True
        if self._question is None:
            self._question = self._ask()
        return False

    def _forget_sizes(self, _seen: PortraitSeen) -> None:
        self.section.set_portrait(None)  # sizes come with the face

    def _ask(self) -> QMessageBox:
        box = question(
            self.desk.window,
            "A video is being exported.",
            "If the window closes now, the video is given up, and nothing of it is kept. It closes by itself when the "
            "video is ready, as long as this question stands.",
        )
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
            question.close()
            question.deleteLater()

    def _show_size(self) -> None:
        self.section.show_size(self.session.project.video.size)

    def _show_exporting(self, exporting: bool) -> None:
        self.section.set_exporting(exporting)

    def _on_ended(self, made: bool) -> None:
        """Withdraw the question whether to close; if the video was made, close the window as the user wanted."""
        if self._question is not None:
            self._forget_question()
            if made:
                QTimer.singleShot(0, self.desk.window.close)  # after the signal's other slots

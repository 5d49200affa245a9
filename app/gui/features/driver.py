"""Which face in a video drives the portrait, and what of a video is used."""

from functools import partial
from pathlib import Path

from PySide6.QtWidgets import QMessageBox

from app.gui.desk import Desk
from app.gui.dialogs.question import question
from app.gui.feature import Feature
from app.gui.panel.driver_section import DriverSection
from app.gui.panel.panel import Page
from app.workers.loading import FaceRead

ITS_VOICE, ITS_FACE, BOTH = "Its &voice", "Its &face", "&Both"  # what of a video is used


class DriverFeature(Feature):
    """Joins the Voice page's section about a driving face to the session, and asks what of a video is used."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        session, drivers = self.session, self.session.drivers
        self.section = DriverSection(desk.theme)
        desk.panel.add(Page.VOICE, self.section)
        self.section.open_pressed.connect(self.ask)
        self.section.removed.connect(drivers.take_away)
        self.section.face_chosen.connect(drivers.choose_face)
        self.section.lips_chosen.connect(drivers.set_lips)
        self.section.cancel_pressed.connect(drivers.cancel)
        drivers.offered.connect(self._offer)
        drivers.read.connect(self.section.set_reading)
        session.driver_changed.connect(self.section.set_driver)
        for changed in (session.driver_changed, session.sound_changed, session.edit_changed):
            changed.connect(self._show_part)

    def refresh(self) -> None:
        """Show a face that is being read as soon as it is; allow choosing another once everything has come."""
        if not self.session.drivers.reading:
            self.section.set_reading(None)
        elif self.section.bar.isHidden():
            self.section.set_reading(FaceRead(0, None))
        self.section.set_usable(not self.session.loading)

    def ask(self) -> None:
        """Ask for a video whose face shall drive; the voice stays, where there is one."""
        self.desk.dialogs.ask_video(partial(self.session.drivers.load, sound=False))

    def _offer(self, path: Path) -> None:
        """Ask what of a video is used. Its face alone is offered only beside a voice, for a take needs one."""
        has_voice = self.session.sound is not None
        more = "Its voice moves the lips. Its face moves lips, eyes, brows and head."
        if has_voice:
            more += " With its face alone, the voice stays as it is."
        box = question(self.desk.window, f"What of {path.name} shall drive the portrait?", more)
        load = self.session.drivers.load
        answers = [(ITS_VOICE, partial(self.session.load_sound, path))]
        if has_voice:
            answers.append((ITS_FACE, partial(load, path, sound=False)))
        answers.append((BOTH, partial(load, path, sound=True)))
        for text, answer in answers:
            button = box.addButton(text, QMessageBox.ButtonRole.AcceptRole)
            button.clicked.connect(answer)
            box.setDefaultButton(button)
        box.addButton(QMessageBox.StandardButton.Cancel)
        box.finished.connect(box.deleteLater)
        box.open()

    def _show_part(self) -> None:
        session = self.session
        self.section.set_part(session.edit.start_s, session.duration_s)

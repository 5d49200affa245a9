"""Which sound drives the portrait."""

from app.gui.desk import Desk
from app.gui.feature import Feature
from app.gui.features.files import FilesFeature
from app.gui.panel.panel import Page
from app.gui.panel.voice_section import VoiceSection


class VoiceFeature(Feature):
    """Joins the Voice page's section about the sound to the session."""

    def __init__(self, desk: Desk, files: FilesFeature) -> None:
        super().__init__(desk)
        self.section = VoiceSection()
        desk.panel.add(Page.VOICE, self.section)
        self.section.open_pressed.connect(files.ask_voice)
        self.session.busy_changed.connect(self.section.set_busy)
        self.session.sound_changed.connect(self.section.set_sound)
        self.session.sound_named.connect(self.section.set_sound)

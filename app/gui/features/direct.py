"""How the portrait performs."""

from app.gui.commands import Menu
from app.gui.desk import Desk
from app.gui.feature import Feature
from app.gui.panel import Page
from app.gui.performance_section import PerformanceSection
from app.workers.status import Activity


class DirectFeature(Feature):
    """The performance's settings."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        session = self.session
        self.section = PerformanceSection(desk.theme)
        desk.panel.add(Page.DIRECT, self.section)
        self.section.set_settings(session.settings)
        self.section.head_moved.connect(session.set_head)
        self.section.emotion_chosen.connect(session.set_emotion)
        self.section.seed_changed.connect(session.set_seed)
        session.settings_changed.connect(self.section.set_settings)
        self.dice = desk.commands.add(
            Menu.PERFORMANCE,
            "Another &take",
            "Ctrl+D",
            self.section.throw_dice,
            tip="Other blinks, glances and nods",
        )

    def refresh(self) -> None:
        """Settings stay while a video is exported."""
        free = self.session.activity is not Activity.EXPORTING
        self.section.set_usable(free)
        self.dice.setEnabled(free)

"""Makes the video."""

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

    def _show_activity(self, activity: Activity) -> None:
        self.section.set_exporting(activity is Activity.EXPORTING)

"""Which portrait, and which of its faces, performs."""

from dataclasses import replace
from pathlib import Path

from app.core.paths import pictures_folder
from app.gui.commands import Menu
from app.gui.desk import Desk
from app.gui.dialogs.webcam_dialog import WebcamDialog
from app.gui.feature import Feature
from app.gui.features.files import FilesFeature
from app.gui.features.placing import PlacingFeature
from app.gui.look.images import to_qimage
from app.gui.panel.more_section import MoreSection
from app.gui.panel.panel import Page
from app.gui.panel.portrait_section import PortraitSection
from app.gui.panel.recent import RecentPortraits
from app.gui.panel.recent_section import RecentSection
from app.workers.status import Activity
from app.workers.take import PortraitInfo, PortraitSeen


class PortraitFeature(Feature):
    """The portrait on the stage and in the panel."""

    def __init__(self, desk: Desk, files: FilesFeature, placing: PlacingFeature) -> None:
        super().__init__(desk)
        self._placing = placing
        self.section = PortraitSection(desk.theme)
        desk.panel.add(Page.PORTRAIT, self.section)
        self.section.open_pressed.connect(files.ask_portrait)
        self.section.paste_pressed.connect(files.paste)
        self.section.camera_pressed.connect(self.open_camera)
        self.section.correct_pressed.connect(placing.open)
        self.recent = RecentPortraits(desk.settings, self)
        self.recent_section = RecentSection(self.recent)
        self.recent_section.chosen.connect(self.session.load_portrait)
        self.more_section = MoreSection(desk.theme)
        self.more_section.add_pressed.connect(self.ask_more)
        self.more_section.removed.connect(self._remove_more)
        desk.dialogs.pictures_chosen.connect(self.add_more)
        desk.panel.add(Page.PORTRAIT, self.more_section)
        desk.panel.add(Page.PORTRAIT, self.recent_section)
        desk.commands.add(
            Menu.FILE, "Take a &picture…", "Ctrl+Shift+P", self.open_camera, tip="Take a portrait with the camera"
        )
        self.section.face_chosen.connect(self._choose_face)
        desk.stage.face_clicked.connect(self._choose_face)
        self.session.loads.settled.connect(self._show_chosen)
        self.session.busy_changed.connect(self.section.set_busy)
        self.session.picture_seen.connect(self._show_picture)
        self.session.portrait_changed.connect(self._show_portrait)

    def refresh(self) -> None:
        """Allow choosing a face only while nothing plays, and more pictures only with a portrait."""
        self.desk.stage.show_faces(self.session.activity is Activity.IDLE)
        self.section.set_correctable(self._placing.action.isEnabled())
        self.more_section.set_usable(self.session.portrait is not None and not self.session.loading)

    def closing(self) -> None:
        """Close the camera's window, if it is open, which releases the camera."""
        for dialog in self.desk.window.findChildren(WebcamDialog):
            dialog.close()

    def open_camera(self) -> None:
        """Show what the camera sees, and use the picture that is taken; what plays pauses."""
        self.session.stop()
        dialog = WebcamDialog(self.desk.theme, pictures_folder(), self.desk.window)
        dialog.taken.connect(self.session.load_portrait)
        dialog.open()

    def ask_more(self) -> None:
        """Ask for more pictures of the person."""
        self.desk.dialogs.ask_pictures("Add pictures of the same person")

    def add_more(self, paths: list[Path]) -> None:
        """Add pictures of the same person to the portrait's references, without those that it has already."""
        portrait = self.session.portrait
        if portrait is not None:
            new = [path for path in paths if path not in portrait.source.also]
            self._use_more((*portrait.source.also, *new))

    def _remove_more(self, path: Path) -> None:
        portrait = self.session.portrait
        if portrait is not None:
            self._use_more(tuple(other for other in portrait.source.also if other != path))

    def _use_more(self, also: tuple[Path, ...]) -> None:
        portrait = self.session.portrait
        if portrait is not None and also != portrait.source.also:
            self.session.prepare_portrait(replace(portrait.source, also=also))

    def _choose_face(self, number: int) -> None:
        portrait = self.session.portrait
        if portrait is not None and number != portrait.number:
            self.desk.stage.choose(number)  # at once: to get the face ready takes a while
        self.session.choose_face(number)

    def _show_chosen(self) -> None:
        if self.session.portrait is not None:
            self.desk.stage.choose(self.session.portrait.number)

    def _show_picture(self, seen: PortraitSeen) -> None:
        self.desk.stage.set_faces((), (1, 1), 0)
        self.desk.stage.set_image(to_qimage(seen.rgb))
        self.section.set_picture(seen)

    def _show_portrait(self, info: PortraitInfo | None) -> None:
        self.section.set_portrait(info)
        if info is None:
            self.desk.stage.set_image(None)
        else:
            self.desk.stage.set_image(to_qimage(info.still.rgb))
            self.desk.stage.set_faces(info.faces, (info.width, info.height), info.number)
            if info.file is not None:
                self.recent.add(info.file, self.section.picture)
            self.recent_section.set_current(info.file)
        self.more_section.set_pictures(info.more if info else ())

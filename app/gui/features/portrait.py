"""Which portrait, and which of its faces, performs."""

from app.gui.desk import Desk
from app.gui.feature import Feature
from app.gui.features.files import FilesFeature
from app.gui.images import to_qimage
from app.gui.panel import Page
from app.gui.portrait_section import PortraitSection
from app.workers.loading import PortraitInfo, PortraitSeen
from app.workers.status import Activity


class PortraitFeature(Feature):
    """The portrait on the stage and in the panel."""

    def __init__(self, desk: Desk, files: FilesFeature) -> None:
        super().__init__(desk)
        self.section = PortraitSection(desk.theme)
        desk.panel.add(Page.PORTRAIT, self.section)
        self.section.open_pressed.connect(files.ask_portrait)
        self.section.paste_pressed.connect(files.paste)
        self.section.face_chosen.connect(self.session.choose_face)
        desk.stage.face_clicked.connect(self.session.choose_face)
        self.session.picture_seen.connect(self._show_picture)
        self.session.portrait_changed.connect(self._show_portrait)

    def refresh(self) -> None:
        """Faces are chosen while nothing plays."""
        self.desk.stage.show_faces(self.session.activity is Activity.IDLE)
        self.section.set_usable(self.session.activity is not Activity.EXPORTING)

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

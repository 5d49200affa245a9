"""What a right click offers, on the picture and on the emotions of the time line."""

from functools import partial

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QMenu

from app.core.emotion import EmotionKey
from app.gui.desk import Desk
from app.gui.feature import Feature
from app.gui.features.files import FilesFeature
from app.gui.features.placing import PlacingFeature
from app.gui.features.play import PlayFeature
from app.gui.features.preview import PreviewFeature
from app.gui.features.timeline import TimelineFeature


class ContextFeature(Feature):
    """Opens menus of commands that other features have, so the window makes it after them."""

    def __init__(
        self,
        desk: Desk,
        play: PlayFeature,
        files: FilesFeature,
        placing: PlacingFeature,
        timeline: TimelineFeature,
        preview: PreviewFeature,
    ) -> None:
        super().__init__(desk)
        self._placing = placing
        self._timeline = timeline
        self.of_picture = QMenu(desk.stage)
        self.of_picture.addAction(play.play)
        self.of_picture.addSeparator()
        self.of_picture.addAction("&Open a portrait…", files.ask_portrait)
        self.of_picture.addActions([files.paste_action, placing.action])
        self.of_picture.addSeparator()
        self.of_picture.addActions(list(preview.views.values()))
        self.of_picture.addSeparator()
        self.of_picture.addActions([preview.full_screen, preview.compare])
        self.of_lane = QMenu(timeline.view)
        desk.stage.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        desk.stage.customContextMenuRequested.connect(self._on_picture)
        timeline.view.lane_menu_wanted.connect(self._on_lane)

    def _on_picture(self, place: QPoint) -> None:
        if self._placing.editor is None:
            self.of_picture.popup(self.desk.stage.mapToGlobal(place))

    def _on_lane(self, place: QPoint, time_s: float, key: EmotionKey) -> None:
        """Offer what can be done with the emotions at a place on the screen, a moment of the sound."""
        direction = self.session.direction
        self.of_lane.clear()
        self.of_lane.addAction("&Add emotion here", partial(self._timeline.add_key, time_s)).setEnabled(
            self.session.ready
        )
        delete = self.of_lane.addAction("&Delete this emotion", partial(direction.delete_key, key))
        delete.setEnabled(key in direction.keys)
        self.of_lane.popup(place)

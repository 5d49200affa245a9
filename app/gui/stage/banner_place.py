"""Where the banner stands: where it hides least of what one looks at."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, QRectF, QSize

from app.gui.stage.banner import Banner
from app.gui.stage.stage import Stage

MAX_WIDTH_PX = 720
EDGE_PX = 12
HAIR = 0.4  # of a face's height above it: the face's box ends at the brow


class BannerPlace(QObject):
    """Keeps the banner in its place on the stage."""

    def __init__(self, banner: Banner, stage: Stage) -> None:
        super().__init__(banner)
        self._banner, self._stage = banner, stage
        stage.resized.connect(self.place)
        banner.shown.connect(self.place)
        stage.play_button.installEventFilter(self)

    def place(self) -> None:
        """Put the banner at the stage's lower edge or above the play button, or at the upper edge."""
        banner, stage = self._banner, self._stage
        width = min(stage.width() - 2 * EDGE_PX, MAX_WIDTH_PX)
        banner.setFixedWidth(width)
        height = max(banner.heightForWidth(width), banner.minimumSizeHint().height())
        heads = [face.adjusted(0, -HAIR * face.height(), 0, 0) for face in stage.face_rects()]
        button = stage.play_button
        place = best_place(
            QSize(width, height), stage.size(), heads, button.geometry() if button.isVisibleTo(stage) else None
        )
        banner.setGeometry(QRect(place, QSize(width, height)))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Place the banner anew when the play button appears, disappears or moves."""
        if event.type() in (QEvent.Type.ShowToParent, QEvent.Type.HideToParent, QEvent.Type.Move):
            self.place()
        return super().eventFilter(watched, event)


def best_place(size: QSize, stage: QSize, heads: Sequence[QRectF], button: QRect | None) -> QPoint:
    """Upper left corner, in the stage's pixels, where the banner hides least of the heads and not the button."""
    left = (stage.width() - size.width()) // 2
    low = stage.height() - size.height() - EDGE_PX
    places = [QPoint(left, low), QPoint(left, EDGE_PX)]
    if button is not None and QRect(places[0], size).intersects(button):
        above = button.top() - size.height() - EDGE_PX
        places[0] = QPoint(left, above)

    def hidden(place: QPoint) -> float:
        rect = QRectF(QRect(place, size))
        covered = (rect.intersected(head) for head in heads)
        return sum(part.width() * part.height() for part in covered)

    return min(places, key=hidden)

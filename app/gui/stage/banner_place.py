"""Where the banner stands: where it hides least of what one looks at."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QEvent, QObject, QRect, QRectF, QSize

from app.gui.stage.banner import Banner
from app.gui.stage.stage import Stage

MAX_WIDTH_PX, LEAST_WIDTH_PX = 720, 240
EDGE_PX = 12
HAIR = 0.4  # of a face's height above it: the face's box ends at the brow


class BannerPlace(QObject):
    """Keeps the banner in its place on the stage."""

    def __init__(self, banner: Banner, stage: Stage) -> None:
        super().__init__(banner)
        self._banner, self._stage = banner, stage
        stage.arranged.connect(self.place)
        banner.shown.connect(self.place)
        stage.play_button.installEventFilter(self)

    def place(self) -> None:
        """Put the banner where it hides least: along the stage's lower or upper edge, or beside the faces."""
        banner, stage, button = self._banner, self._stage, self._stage.play_button
        if banner.message is None:
            return
        heads = [face.adjusted(0, -HAIR * face.height(), 0, 0) for face in stage.face_rects()]
        place = best_place(
            banner.height_at,
            max(LEAST_WIDTH_PX, banner.minimumSizeHint().width()),
            stage.size(),
            heads,
            button.geometry() if button.isVisibleTo(stage) else None,
        )
        banner.setFixedWidth(place.width())
        banner.setGeometry(place)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Place the banner anew when the play button appears, disappears or moves."""
        if event.type() in (QEvent.Type.ShowToParent, QEvent.Type.HideToParent, QEvent.Type.Move):
            self.place()
        return super().eventFilter(watched, event)


def best_place(
    height_at: Callable[[int], int], least_width: int, stage: QSize, heads: Sequence[QRectF], button: QRect | None
) -> QRect:
    """Where in the stage, in its pixels, the banner hides least of the heads and not the button.

    height_at: the banner's height at a width. least_width: the narrowest that it may be.
    """
    width = min(stage.width() - 2 * EDGE_PX, MAX_WIDTH_PX)
    middle = (stage.width() - width) // 2
    spans = [(middle, width)]
    if heads:
        first, last = min(head.left() for head in heads), max(head.right() for head in heads)
        rooms = ((EDGE_PX, int(first) - 2 * EDGE_PX), (int(last) + EDGE_PX, stage.width() - int(last) - 2 * EDGE_PX))
        spans += [(left, min(room, width)) for left, room in rooms if room >= least_width]
    places = []
    for left, width in spans:
        height = height_at(width)
        low = QRect(left, stage.height() - height - EDGE_PX, width, height)
        if button is not None and low.intersects(button):
            low.moveTop(button.top() - height - EDGE_PX)
        places += [low, QRect(left, EDGE_PX, width, height)]

    def hidden(place: QRect) -> tuple[bool, float]:
        parts = (QRectF(place).intersected(head) for head in heads)
        return place.top() < 0, sum(part.width() * part.height() for part in parts)

    return min(places, key=hidden)

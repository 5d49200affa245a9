"""Where the banner stands: on the stage where it hides no face, else below the picture in a place of its own."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QEvent, QObject, QRect, QRectF, QSize
from PySide6.QtWidgets import QWidget

from app.gui.stage.banner import Banner
from app.gui.stage.stage import Stage

MAX_WIDTH_PX, LEAST_WIDTH_PX = 720, 240
EDGE_PX = 12
HAIR = 0.4  # of a face's height above it: the face's box ends at the brow


class BannerPlace(QObject):
    """Keeps the banner in its place: never over a countdown, either.

    strip: for the layout, below the stage; has a height only while the banner stands in it.
    """

    def __init__(self, banner: Banner, stage: Stage) -> None:
        super().__init__(banner)
        self._banner, self._stage = banner, stage
        self.strip = QWidget()
        self.strip.setFixedHeight(0)
        self._whole = QSize()  # of stage and strip together, for which the strip was chosen
        stage.arranged.connect(self.place)
        stage.occupied_changed.connect(self.place)
        banner.shown.connect(self.place)
        banner.installEventFilter(self)
        stage.play_button.installEventFilter(self)

    def place(self) -> None:
        """Put the banner on the stage where it hides no face; else below, until it leaves or the window changes.

        A stage that is too low to make room for all of it lets it reach over what lies below.
        """
        banner, stage = self._banner, self._stage
        if banner.message is None:
            return
        whole = stage.size() + QSize(0, self.strip.height())
        if self.strip.height() and whole != self._whole:
            self._give_back()  # the stage as it was may have room for it now
            return
        if not self.strip.height() and not stage.occupied:
            heads = [face.adjusted(0, -HAIR * face.height(), 0, 0) for face in stage.face_rects()]
            button = stage.play_button.geometry() if stage.play_button.isVisibleTo(stage) else None
            least = max(LEAST_WIDTH_PX, banner.least_width())
            place = best_place(banner.height_at, least, stage.size(), heads, button)
            if place.top() >= 0 and not any(QRectF(place).intersects(head) for head in heads):
                self._put(place.translated(stage.pos()))
                return
        self._whole = whole
        width = min(stage.width() - 2 * EDGE_PX, MAX_WIDTH_PX)
        height = banner.height_at(width)
        room = min(height + EDGE_PX, max(0, whole.height() - stage.minimumHeight()))
        if self.strip.height() != room:
            self.strip.setFixedHeight(room)
            self._lay_out()
        corner = self.strip.pos()
        self._put(QRect(corner.x() + (stage.width() - width) // 2, corner.y() + EDGE_PX // 2, width, height))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Place the banner anew when the play button appears, disappears or moves; give its place back when it goes."""
        if watched is self._banner and event.type() is QEvent.Type.HideToParent:
            self._give_back()
        elif event.type() in (QEvent.Type.ShowToParent, QEvent.Type.HideToParent, QEvent.Type.Move):
            if watched is not self._banner:
                self.place()
        return super().eventFilter(watched, event)

    def _put(self, place: QRect) -> None:
        self._banner.arrange(place.width())
        self._banner.setFixedWidth(place.width())
        self._banner.setGeometry(place)

    def _give_back(self) -> None:
        if self.strip.height():
            self.strip.setFixedHeight(0)
            self._lay_out()  # which arranges the stage, and so places the banner

    def _lay_out(self) -> None:
        """At once, so that nothing is painted in between."""
        parent = self.strip.parentWidget()
        layout = parent.layout() if parent else None
        if layout is not None:
            layout.activate()


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

"""Where a picture lies on the stage: whole, filling it, or pixel by pixel."""

from dataclasses import dataclass, replace
from enum import Enum

from PySide6.QtCore import QPointF, QRectF, QSizeF


class View(Enum):
    """How large the picture is shown."""

    FIT = "fit"
    ACTUAL = "actual"
    FILL = "fill"


@dataclass(frozen=True, slots=True)
class ViewFrame:
    """view: how large. offset_x, offset_y: how far the hand has pushed the picture, in logical pixels."""

    view: View = View.FIT
    offset_x: float = 0.0
    offset_y: float = 0.0

    def rect(self, picture: QSizeF, room: QRectF, whole: QRectF, device_pixel_ratio: float) -> QRectF:
        """Where a picture of this size in pixels lies.

        room: what a fitting picture may take. whole: the stage, which a filling one covers.
        """
        across, down = room.width() / picture.width(), room.height() / picture.height()
        scale = min(across, down)
        if self.view is View.FILL:
            scale = max(whole.width() / picture.width(), whole.height() / picture.height())
        elif self.view is View.ACTUAL:
            scale = 1.0 / device_pixel_ratio
        width, height = picture.width() * scale, picture.height() * scale
        x = whole.center().x() + _inside(self.offset_x, width, whole.width())
        y = whole.center().y() + _inside(self.offset_y, height, whole.height())
        return QRectF(x - width / 2, y - height / 2, width, height)

    def pushed(self, by: QPointF, shown: QRectF, whole: QRectF) -> "ViewFrame":
        """Pushed on by a hand, as far as there is more to see."""
        x = _inside(self.offset_x + by.x(), shown.width(), whole.width())
        y = _inside(self.offset_y + by.y(), shown.height(), whole.height())
        return replace(self, offset_x=x, offset_y=y)

    def can_be_pushed(self, shown: QRectF, whole: QRectF) -> bool:
        """Whether some of the picture lies outside."""
        return shown.width() > whole.width() + 1 or shown.height() > whole.height() + 1


def _inside(offset: float, length: float, room: float) -> float:
    """No farther than the picture's edge; not at all where the picture is smaller than its room."""
    most = max(0.0, (length - room) / 2)
    return min(max(offset, -most), most)

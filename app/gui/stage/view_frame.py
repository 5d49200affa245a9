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
    """The size and place of a picture on the stage.

    view: how large.
    focus_x, focus_y: what is to be seen in the middle, as shares of the picture's width and height.
    offset_x, offset_y: how far the mouse has pushed the picture from there, in logical pixels.
    """

    view: View = View.FIT
    focus_x: float = 0.5
    focus_y: float = 0.5
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
        x = whole.center().x() + _inside(_shift(self.focus_x, width) + self.offset_x, width, whole.width())
        y = whole.center().y() + _inside(_shift(self.focus_y, height) + self.offset_y, height, whole.height())
        return QRectF(x - width / 2, y - height / 2, width, height)

    def pushed(self, by: QPointF, shown: QRectF, whole: QRectF) -> "ViewFrame":
        """The frame after a drag by so many pixels, within the picture's borders. shown: where the picture lies."""
        now = shown.center() - whole.center()
        x = _inside(now.x() + by.x(), shown.width(), whole.width()) - _shift(self.focus_x, shown.width())
        y = _inside(now.y() + by.y(), shown.height(), whole.height()) - _shift(self.focus_y, shown.height())
        return replace(self, offset_x=x, offset_y=y)

    def on(self, focus_x: float, focus_y: float) -> "ViewFrame":
        """The frame with this point of the picture (in shares) in the middle, as far as the picture's borders allow."""
        return ViewFrame(self.view, focus_x, focus_y)

    def can_be_pushed(self, shown: QRectF, whole: QRectF) -> bool:
        """Whether some of the picture, shown there, lies outside the whole stage."""
        return shown.width() > whole.width() + 1 or shown.height() > whole.height() + 1


def _shift(focus: float, length: float) -> float:
    """How far the picture's middle lies from the stage's when the point in focus lies there."""
    return (0.5 - focus) * length


def _inside(offset: float, length: float, room: float) -> float:
    """The offset, limited so that no gap opens at the picture's edge; 0 for a picture smaller than its room."""
    most = max(0.0, (length - room) / 2)
    return min(max(offset, -most), most)

"""How the picture lies in the editor: enlarged, moved, and back again."""

from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, QSizeF

MOST_ZOOM = 40.0  # widget pixels for one of the portrait


@dataclass(frozen=True, slots=True)
class Viewport:
    """widget = zoom * picture + offset."""

    zoom: float
    offset: QPointF

    @staticmethod
    def around(part: QRectF, size: QSizeF) -> "Viewport":
        """The view that shows a part of the picture as large as the widget holds it."""
        zoom = min(MOST_ZOOM, size.width() / max(1.0, part.width()), size.height() / max(1.0, part.height()))
        return Viewport(zoom, QPointF(size.width() / 2, size.height() / 2) - part.center() * zoom)

    def to_widget(self, x: float, y: float) -> QPointF:
        """A place in the picture -> where it is painted."""
        return QPointF(x, y) * self.zoom + self.offset

    def to_picture(self, point: QPointF) -> tuple[float, float]:
        """A place in the widget -> pixels of the portrait."""
        place = (point - self.offset) / self.zoom
        return place.x(), place.y()

    def moved(self, by: QPointF) -> "Viewport":
        """The picture shifted by so many widget pixels."""
        return Viewport(self.zoom, self.offset + by)

    def zoomed(self, factor: float, about: QPointF) -> "Viewport":
        """Enlarged, with what lies at `about` staying there."""
        zoom = min(MOST_ZOOM, max(0.05, self.zoom * factor))
        return Viewport(zoom, about - (about - self.offset) * (zoom / self.zoom))

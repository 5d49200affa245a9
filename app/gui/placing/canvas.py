"""The enlarged picture with the points of the face on it."""

from PySide6.QtCore import QEvent, QPointF, QRectF, QSizeF, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QImage,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QPolygonF,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QWidget

from app.core.landmarks import Point
from app.gui.look.images import to_qimage
from app.gui.look.theme import Theme
from app.gui.placing.handles import FACE, HANDLES, TURN, handle_place, moved, turned
from app.gui.placing.marks import paint_handle, paint_name, paint_point, spoken
from app.gui.placing.viewport import Viewport
from app.workers.placing import Placing

GRAB_PX = 13.0
_MARGIN = 0.3  # of the face, shown around it at first
_STEPS = {
    Qt.Key.Key_Left: (-1.0, 0.0),
    Qt.Key.Key_Right: (1.0, 0.0),
    Qt.Key.Key_Up: (0.0, -1.0),
    Qt.Key.Key_Down: (0.0, 1.0),
}
_OWN_KEYS = {*_STEPS, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown, Qt.Key.Key_Space}


class PlacingCanvas(QWidget):
    """Points and handles are dragged; a drag inside the face moves all of it; the wheel enlarges.

    chosen: the point or the handle that the keys move.
    """

    wanted = Signal(object, str)  # the points as the user wants them, and the point or the handle that moved

    def __init__(self, placing: Placing, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._placing, self._theme = placing, theme
        self._picture: QImage = to_qimage(placing.start.rgb)
        self.chosen = next(iter(placing.points))
        self._hovered: str | None = None
        self._drag_from: QPointF | None = None  # where the mouse went down
        self._dragged = FACE  # the point or the handle being dragged, unless the picture is
        self._points_then: dict[str, Point] = {}
        self._view_then: Viewport | None = None  # set while the picture is dragged
        self.view = Viewport(1.0, QPointF())
        self._viewed = False  # the user has chosen what to see
        self.setAccessibleName("Points of the face")
        self._choose(self.chosen)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        placing.changed.connect(self.update)

    def fit(self) -> None:
        """Show the whole face, and a little around it."""
        xs, ys = zip(*self._placing.points.values(), strict=True)
        face = QRectF(min(xs), min(ys), max(xs) - min(xs), max(ys) - min(ys))
        margin = _MARGIN * max(face.width(), face.height())
        self.view = Viewport.around(face.adjusted(-margin, -margin, margin, margin), QSizeF(self.size()))
        self.update()

    def place_of(self, name: str) -> QPointF:
        """Where a point or a handle is painted, in widget pixels."""
        points = self._placing.points
        return self.view.to_widget(*(handle_place(points, name) if name in HANDLES else points[name]))

    # Mouse

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Take hold of a point, of a handle, of the face, or of the picture."""
        self._drag_from = event.position()
        self._points_then = dict(self._placing.points)
        self._view_then = None
        name = self._point_at(event.position())
        self._dragged = name or FACE
        if event.button() is not Qt.MouseButton.LeftButton or (name is None and not self._in_face(event.position())):
            self._view_then = self.view
            self.setCursor(Qt.CursorShape.ClosedHandCursor)
        elif name is not None:
            self._choose(name)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Go on with the drag, or highlight the point below the mouse."""
        if self._drag_from is None:
            self._hover(event.position())
            return
        by = event.position() - self._drag_from
        if self._view_then is not None:
            self.view, self._viewed = self._view_then.moved(by), True
            self.update()
            return
        dx, dy = by.x() / self.view.zoom, by.y() / self.view.zoom
        self.wanted.emit(moved(self._points_then, self._dragged, dx, dy), self._dragged)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """End the drag."""
        self._drag_from = self._view_then = None
        self._hover(event.position())

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Enlarge the picture; with Shift, the face in it."""
        steps = (event.angleDelta().y() or event.angleDelta().x()) / 120
        if event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            self.wanted.emit(turned(self._placing.points, 1.03**steps), TURN)
        else:
            self.view, self._viewed = self.view.zoomed(1.2**steps, event.position()), True
            self.update()
        event.accept()

    # Keys

    def event(self, event: QEvent) -> bool:
        """Keep the keys that choose and move points from the window's commands, which would play or seek."""
        if event.type() is QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent) and event.key() in _OWN_KEYS:
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Choose a point or a handle, or move it by a pixel of the screen; ten with Shift."""
        key = Qt.Key(event.key())
        names = self._names()
        if key in _STEPS:
            reach = (10.0 if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else 1.0) / self.view.zoom
            dx, dy = _STEPS[key]
            self.wanted.emit(moved(self._placing.points, self.chosen, dx * reach, dy * reach), self.chosen)
        elif key in (Qt.Key.Key_PageDown, Qt.Key.Key_PageUp):
            step = 1 if key is Qt.Key.Key_PageDown else -1
            self._choose(names[(names.index(self.chosen) + step) % len(names)])
        elif key is not Qt.Key.Key_Space:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fit the face, until the user chooses what to see."""
        if not self._viewed:
            self.fit()

    # Painting

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the picture, the face's lines and its points."""
        painter = QPainter(self)
        painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform)
        painter.fillRect(self.rect(), QColor(self._theme.colors.stage))
        portrait = self._placing.start.portrait
        corner = self.view.to_widget(portrait.width, portrait.height)
        painter.drawImage(QRectF(self.view.offset, corner), self._picture)
        for width, colour in ((3.0, QColor(0, 0, 0, 110)), (1.4, QColor(255, 255, 255, 190))):
            painter.setPen(QPen(colour, width))
            for line, closed in self._placing.outlines():
                places = QPolygonF([self.view.to_widget(float(x), float(y)) for x, y in line])
                (painter.drawPolygon if closed else painter.drawPolyline)(places)
        active = (self.chosen, self._hovered)
        for name in HANDLES:
            paint_handle(painter, self.place_of(name), name, name in active)
        for name in self._placing.points:
            paint_point(painter, self.place_of(name), name in active)
        named = self._hovered or self.chosen
        paint_name(painter, self.place_of(named), named, self.place_of("nose_tip"), self.width())

    # Small steps

    def _names(self) -> list[str]:
        return [*self._placing.points, *HANDLES]

    def _choose(self, name: str) -> None:
        self.chosen = name
        self.setAccessibleDescription(
            f"{spoken(name)}. Page Up and Page Down choose a point or a whole part of the face, the arrow keys move it."
        )
        self.update()

    def _hover(self, place: QPointF) -> None:
        name = self._point_at(place)
        held = name is not None or self._in_face(place)
        self.setCursor(Qt.CursorShape.SizeAllCursor if held else Qt.CursorShape.OpenHandCursor)
        if name != self._hovered:
            self._hovered = name
            self.update()

    def _point_at(self, place: QPointF) -> str | None:
        def away(name: str) -> float:
            by = self.place_of(name) - place
            return float(by.x() ** 2 + by.y() ** 2)

        nearest = min(self._names(), key=away)
        return nearest if away(nearest) <= GRAB_PX**2 else None

    def _in_face(self, place: QPointF) -> bool:
        lines = self._placing.outlines()
        if not lines:
            return False
        oval = QPolygonF([self.view.to_widget(float(x), float(y)) for x, y in lines[0][0]])
        return oval.containsPoint(place, Qt.FillRule.OddEvenFill)

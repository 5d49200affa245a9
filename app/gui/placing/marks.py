"""How the points and handles of a face are drawn, and what they are called."""

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from app.gui.placing.handles import TURN

POINT_PX, HANDLE_PX = 4.5, 9.0
_ACCENT, _WHITE = QColor("#6fd3d6"), QColor("#ffffff")
_EDGE = QPen(QColor(0, 0, 0, 200), 1.4)


def spoken(name: str) -> str:
    """The name of a point or a handle for people."""
    return name.replace("_", " ").capitalize()


def paint_point(painter: QPainter, place: QPointF, active: bool) -> None:
    """Draw a point; larger and coloured while it is chosen or under the mouse."""
    radius = POINT_PX * (1.45 if active else 1.0)
    painter.setPen(_EDGE)
    painter.setBrush(_ACCENT if active else _WHITE)
    painter.drawEllipse(place, radius, radius)
    painter.setBrush(Qt.BrushStyle.NoBrush)


def paint_handle(painter: QPainter, place: QPointF, name: str, active: bool) -> None:
    """Draw a handle: a ring with a cross in it, or with an arc for the one that turns."""
    painter.setPen(QPen(QColor(0, 0, 0, 170), 1.0))
    painter.setBrush(QColor(12, 14, 16, 150))
    painter.drawEllipse(place, HANDLE_PX + 1.5, HANDLE_PX + 1.5)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(_ACCENT if active else _WHITE, 2.4 if active else 1.6))
    painter.drawEllipse(place, HANDLE_PX, HANDLE_PX)
    reach = HANDLE_PX - 4.5
    if name == TURN:
        box = QRectF(place.x() - reach, place.y() - reach, 2 * reach, 2 * reach)
        painter.drawArc(box, 30 * 16, 280 * 16)
        tip = QPointF(place.x() + reach, place.y() - 1.0)
        painter.drawLine(tip, tip + QPointF(-3.5, 0.5))
        painter.drawLine(tip, tip + QPointF(0.5, -3.5))
    else:
        painter.drawLine(place - QPointF(reach, 0), place + QPointF(reach, 0))
        painter.drawLine(place - QPointF(0, reach), place + QPointF(0, reach))


def paint_name(painter: QPainter, place: QPointF, name: str, middle: QPointF, width: int) -> None:
    """Write a name beside its place, away from the middle of the face and inside the widget's width."""
    text = spoken(name)
    size = painter.fontMetrics().size(0, text)
    left = place.x() - size.width() - 28 if place.x() < middle.x() else place.x() + 14
    left = min(max(left, 4.0), width - size.width() - 20.0)
    box = QRectF(left, place.y() - size.height() / 2 - 3, size.width() + 16, size.height() + 6)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(12, 14, 16, 205))
    painter.drawRoundedRect(box, 6, 6)
    painter.setPen(_WHITE)
    painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)
    painter.setBrush(Qt.BrushStyle.NoBrush)

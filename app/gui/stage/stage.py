"""The large picture: the portrait at rest, or performing."""

from PySide6.QtCore import QPointF, QRectF, QSize, QSizeF, Qt, Signal
from PySide6.QtGui import QColor, QImage, QMouseEvent, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QToolButton, QWidget

from app.core.face import Box
from app.gui.look.colors import Colors
from app.gui.look.icons import icon
from app.gui.look.theme import Theme
from app.gui.stage.signs import DropSign, paint_invitation, paint_label
from app.gui.stage.spinner import BusyPill
from app.gui.stage.view_frame import View, ViewFrame

MARGIN_PX, MARGIN_SHARE = 20, 0.08  # around a fitting picture; of the height of a low stage
PLAY_BUTTON_PX, LEAST_PLAY_BUTTON_PX = 76, 40


class Stage(QWidget):
    """Shows one picture, with its faces, the play button and what the user waits for on top."""

    face_clicked = Signal(int)
    resized = Signal()
    arranged = Signal()  # the picture, its faces or the stage itself have another place or size
    painted = Signal()
    occupied_changed = Signal()
    double_clicked = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._image: QImage | None = None
        self._faces: tuple[Box, ...] = ()
        self._portrait_size = (1, 1)
        self._chosen = 0
        self._hovered: int | None = None
        self._faces_shown = False
        self._still: QImage | None = None  # shown in place of the picture
        self.still_label = ""  # says on the picture what it is
        self._frame = ViewFrame()
        self._pushed_from: QPointF | None = None
        self.occupied = False  # by something that is no performance: a countdown, a recording
        self.setObjectName("stage")
        self.setAccessibleName("Portrait")
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(200, 80)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.play_button = QToolButton(self)
        self.play_button.setObjectName("bigPlay")
        self._size_play_button(PLAY_BUTTON_PX)
        self.play_button.setIcon(icon("play", "#ffffff"))
        self.play_button.setAccessibleName("Play")
        self.play_button.setToolTip("Let the portrait perform (Space)")
        self.play_button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.play_button.setCursor(Qt.CursorShape.PointingHandCursor)
        self.play_button.hide()
        self._busy = BusyPill(self)
        self._waiting = False
        self._drop_sign = DropSign(self)
        theme.changed.connect(self._repaint)

    @property
    def image(self) -> QImage | None:
        """The picture that is shown."""
        return self._image

    def set_image(self, image: QImage | None) -> None:
        """Show a picture, or the invitation to bring one."""
        moved = self._image is None or image is None or self._image.size() != image.size()
        self._image = image
        if moved:
            self._place()
        self.update()

    def set_faces(self, faces: tuple[Box, ...], portrait_size: tuple[int, int], chosen: int) -> None:
        """Set the faces to choose from, boxes in a portrait of this (width, height), and the chosen one's index."""
        self._faces, self._portrait_size, self._chosen = faces, portrait_size, chosen
        self._hovered = None
        self._frame = self._frame.on(*self._focus())
        self._place()
        self.update()

    def choose(self, number: int) -> None:
        """Outline this face as the one that performs, or is about to."""
        if number < len(self._faces):
            self._chosen = number
            self.update()

    def show_faces(self, shown: bool) -> None:
        """Draw the outlines of the faces and let them be clicked, or neither."""
        self._faces_shown = shown
        self.update()

    def set_drop_hint(self, text: str) -> None:
        """Show what dropping the dragged thing would do; empty when nothing is dragged."""
        self._drop_sign.set_text(text)

    def set_busy(self, text: str) -> None:
        """Show what the user is waiting for, in place of the invitation; empty for nothing."""
        self._busy.set_text(text)
        self._waiting = bool(text)
        self._place()
        self.update()

    def set_view(self, view: View) -> None:
        """Show the picture whole, filling the stage, or pixel by pixel."""
        self._frame = ViewFrame(view).on(*self._focus())
        self._place()
        self._show_hand()
        self.update()

    def set_still(self, still: QImage | None, label: str = "") -> None:
        """Show the still in place of what is performed, to compare; None for the performance again."""
        self._still, self.still_label = still, label if still else ""
        self.update()

    def _focus(self) -> tuple[float, float]:
        """The middle of the face that performs, as shares of the picture's width and height."""
        if not self._faces:
            return 0.5, 0.5
        box, (width, height) = self._faces[self._chosen], self._portrait_size
        return (box.left + box.width / 2) / width, (box.top + box.height / 2) / height

    def set_occupied(self, occupied: bool) -> None:
        """Say whether a countdown or a recording needs the place of the large play button."""
        if occupied != self.occupied:
            self.occupied = occupied
            self.occupied_changed.emit()

    def picture_rect(self) -> QRectF:
        """Where the picture lies, in widget coordinates."""
        margin = min(MARGIN_PX, MARGIN_SHARE * self.height())
        room = QRectF(self.rect()).adjusted(margin, margin, -margin, -margin)
        if self._image is None:
            return room
        size = QSizeF(*self._portrait_size) if self._portrait_size != (1, 1) else QSizeF(self._image.size())
        return self._frame.rect(size, room, QRectF(self.rect()), self.devicePixelRatioF())

    def face_rect(self, number: int) -> QRectF:
        """Where a face lies, in widget coordinates."""
        box, picture = self._faces[number], self.picture_rect()
        scale = picture.width() / self._portrait_size[0]
        left, top = picture.left() + box.left * scale, picture.top() + box.top * scale
        return QRectF(left, top, box.width * scale, box.height * scale)

    def face_rects(self) -> list[QRectF]:
        """Where the faces lie, in widget coordinates."""
        return [self.face_rect(number) for number in range(len(self._faces))]

    def _face_at(self, point: QPointF) -> int | None:
        if not self._choosable():
            return None
        hits = [number for number in range(len(self._faces)) if self.face_rect(number).contains(point)]
        return min(hits, key=lambda number: self._faces[number].width) if hits else None

    def _choosable(self) -> bool:
        return self._faces_shown and len(self._faces) > 1

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Highlight the face below the mouse, or push a picture that is larger than the stage."""
        if self._pushed_from is not None:
            by, self._pushed_from = event.position() - self._pushed_from, event.position()
            self._frame = self._frame.pushed(by, self.picture_rect(), QRectF(self.rect()))
            self._place()
            self.update()
            return
        hovered = self._face_at(event.position())
        if hovered != self._hovered:
            self._hovered = hovered
            self.update()
        self._show_hand()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Choose the face below the mouse, or begin to push a picture that is larger than the stage."""
        number = self._face_at(event.position())
        if number is not None and event.button() is Qt.MouseButton.LeftButton:
            self.face_clicked.emit(number)
        elif event.button() is Qt.MouseButton.LeftButton and self._can_be_pushed():
            self._pushed_from = event.position()
            self.setCursor(Qt.CursorShape.ClosedHandCursor)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """End the pushing of the picture."""
        if self._pushed_from is not None:
            self._pushed_from = None
            self._show_hand()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Send `double_clicked`, which switches full screen, unless a face is below the mouse."""
        if event.button() is Qt.MouseButton.LeftButton and self._face_at(event.position()) is None:
            self.double_clicked.emit()

    def _show_hand(self) -> None:
        """Show by the cursor what a press would do."""
        if self._hovered is not None and self._hovered != self._chosen:
            self.setCursor(Qt.CursorShape.PointingHandCursor)
        elif self._can_be_pushed():
            self.setCursor(Qt.CursorShape.OpenHandCursor)
        else:
            self.unsetCursor()

    def _can_be_pushed(self) -> bool:
        return self._image is not None and self._frame.can_be_pushed(self.picture_rect(), QRectF(self.rect()))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put what lies on the picture in its place."""
        self._drop_sign.resize(self.size())
        self._place()
        self.resized.emit()

    def _place(self) -> None:
        picture = self.picture_rect()
        self._place_play_button(picture)
        self._busy.move(
            (self.width() - self._busy.width()) // 2,
            round(min(picture.bottom(), self.height())) - self._busy.height() - 16,
        )
        self.arranged.emit()

    def _place_play_button(self, picture: QRectF) -> None:
        """Low in the picture, on its lower edge, or beside it: the first of these places that hides no face."""
        seen = picture.intersected(QRectF(self.rect()))
        side = min(max(0.16 * seen.height(), LEAST_PLAY_BUTTON_PX), PLAY_BUTTON_PX)
        low = seen.bottom() - max(18.0 * side / PLAY_BUTTON_PX, picture.height() * 0.06) - side
        edge = min(seen.bottom() - side / 2, self.height() - 8.0 - side)
        middle, beside = seen.center().x() - side / 2, min(seen.right() + 12.0, self.width() - side - 8.0)
        places = [QRectF(left, top, side, side) for left, top in ((middle, low), (middle, edge), (beside, edge))]
        if len(self._faces) > 1:  # within the picture it could hide one that somebody wants to click
            del places[0]
        faces = self.face_rects()
        free = [place for place in places if not any(place.intersects(face) for face in faces)]
        place = (free or places)[0].toRect()
        if place.width() != self.play_button.width():
            self._size_play_button(place.width())
        self.play_button.move(place.topLeft())

    def _size_play_button(self, side: int) -> None:
        self.play_button.setFixedSize(side, side)
        self.play_button.setIconSize(QSize(side, side) * 0.58)
        self.play_button.setStyleSheet(
            "QToolButton { background: rgba(12, 14, 16, 165); border: 2px solid rgba(255, 255, 255, 215);"
            f" border-radius: {side // 2}px; padding: 0; }}"
            "QToolButton:hover, QToolButton:focus { background: rgba(12, 117, 123, 235); }"
        )

    def _repaint(self, _colors: Colors) -> None:
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the picture and what lies on it."""
        painter = QPainter(self)
        painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform)
        painter.fillRect(self.rect(), QColor(self._theme.colors.stage))
        if self._image is None:
            if not self._waiting:
                color = QColor(self._theme.colors.on_stage)
                paint_invitation(painter, QRectF(self.rect()), color, self.devicePixelRatioF())
        else:
            painter.drawImage(self.picture_rect(), self._still or self._image)
            if self._choosable() and not self._still:
                self._paint_faces(painter)
            if self._still:
                paint_label(painter, self.picture_rect().intersected(QRectF(self.rect())), self.still_label)
        self.painted.emit()

    def _paint_faces(self, painter: QPainter) -> None:
        for number in range(len(self._faces)):
            rect = self.face_rect(number)
            if number == self._chosen:
                pen = QPen(QColor("#6fd3d6"), 3.0)
            else:
                pen = QPen(QColor(255, 255, 255, 255 if number == self._hovered else 170), 2.0, Qt.PenStyle.DashLine)
            painter.setPen(QPen(QColor(0, 0, 0, 90), pen.widthF() + 2.0))
            painter.drawRoundedRect(rect, 12, 12)
            painter.setPen(pen)
            painter.drawRoundedRect(rect, 12, 12)

"""The widget: paints the time line, and tells what the mouse does on it."""

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPoint, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QContextMenuEvent,
    QFocusEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QPixmap,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.core.clip_edit import NO_EDIT, ClipEdit
from app.core.emotion import TRANSITION_S, Emotion, EmotionKey
from app.gui.look.colors import Colors
from app.gui.look.theme import Theme
from app.gui.timeline.drags import Drag, Spot, begun
from app.gui.timeline.paint import GRIP_PX, HEIGHT_PX, LANE_TOP, RULER_PX, WAVE_PX, Picture, paint, wave_pixmap
from app.gui.timeline.peaks import Peaks
from app.gui.timeline.scale import Scale

ZOOM_STEP = 1.25
_CURSORS = {
    Spot.START: Qt.CursorShape.SizeHorCursor,
    Spot.STOP: Qt.CursorShape.SizeHorCursor,
    Spot.FADE_IN: Qt.CursorShape.SizeHorCursor,
    Spot.FADE_OUT: Qt.CursorShape.SizeHorCursor,
    Spot.KEY: Qt.CursorShape.SizeHorCursor,
    Spot.RULER: Qt.CursorShape.IBeamCursor,
}
_TIPS = {
    Spot.START: "Drag to choose where the voice begins",
    Spot.STOP: "Drag to choose where the voice ends",
    Spot.FADE_IN: "Drag to let the voice rise from silence",
    Spot.FADE_OUT: "Drag to let the voice fade to silence",
    Spot.KEY: "Drag to move this change of emotion; Delete removes it",
    Spot.RULER: "Drag to choose a part to repeat; click to choose none",
    Spot.LANE: "Click to change this emotion in Direct; double-click to add a change here",
    Spot.WAVE: "Click or drag to go to a moment; shaded parts are silent",
}


class TimelineView(QWidget):
    """Shows the time line and sends what the user does on it; times in its signals are seconds of the whole sound."""

    sought = Signal(float)
    scrub_ended = Signal()
    trimmed = Signal(float, float)  # start, stop
    faded = Signal(float, float)  # fade-in, fade-out
    part_chosen = Signal(object)  # (start, stop), or None
    key_chosen = Signal(object)  # EmotionKey, or None for the beginning
    key_moved = Signal(object, float)
    key_wanted = Signal(float)
    lane_menu_wanted = Signal(QPoint, float, object)  # place on the screen, time, EmotionKey in force there
    scale_changed = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self.scale = Scale()
        self.peaks = Peaks()
        self.edit: ClipEdit = NO_EDIT
        self.keys: tuple[EmotionKey, ...] = (EmotionKey(-TRANSITION_S, Emotion.NEUTRAL),)
        self.selected: EmotionKey | None = None
        self.selection: tuple[float, float] | None = None
        self.position_s = 0.0
        self.drag: Drag | None = None
        self._ringed = self._waiting = False
        self._silent: list[tuple[float, float]] = []
        self._hot = Spot.WAVE
        self._waves: tuple[QPixmap, QPixmap] | None = None
        self._waves_of: tuple[object, ...] = ()
        self.setObjectName("timeline")
        self.setAccessibleName("Time line")
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)  # so that arrow keys seek after a click
        self.setFixedHeight(HEIGHT_PX)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        theme.changed.connect(self._recolor)

    # What is shown

    def set_sound(self, peaks: NDArray[np.float32], whole_s: float) -> None:
        """Show another sound, all of it."""
        self.peaks = Peaks.of(peaks)
        self._silent = self.peaks.silences()
        self.selection = None
        self.drag = None
        self.set_scale(Scale(whole_s, self.width()))

    def set_busy(self, text: str) -> None:
        """Invite to bring a voice only while the user waits for nothing."""
        self._waiting = bool(text)
        self.update()

    def set_edit(self, edit: ClipEdit) -> None:
        """Show what of the sound is used."""
        self.edit = edit
        self.update()

    def set_keys(self, first: EmotionKey, keys: tuple[EmotionKey, ...], selected: EmotionKey | None) -> None:
        """Show the emotion of the beginning and its changes, in order of time; selected: the one to outline."""
        self.keys, self.selected = (first, *keys), selected
        self.update()

    def set_part(self, part: tuple[float, float] | None) -> None:
        """Show which part, (start, stop) in seconds, plays again and again; None for none."""
        self.selection = part
        self.update()

    def set_position(self, time_s: float, *, follow: bool) -> None:
        """Put the play head at a moment; with `follow`, scroll when it leaves the part that is shown."""
        self.position_s = time_s
        if follow and self.drag is None:
            self.set_scale(self.scale.following(time_s))
        self.update()

    def set_scale(self, scale: Scale) -> None:
        """Show this part of the sound."""
        if scale != self.scale:
            self.scale = scale
            self.scale_changed.emit()
        self.update()

    def zoom(self, factor: float, x: float | None = None) -> None:
        """Zoom in (factor above 1) or out around widget pixel `x`, else around the play head."""
        middle = self.scale.x(self.position_s)
        if not 0 <= middle <= self.width():
            middle = self.width() / 2
        self.set_scale(self.scale.zoomed(factor, middle if x is None else x))

    def sizeHint(self) -> QSize:
        """Some width, since any will do, and the fixed height."""
        return QSize(400, HEIGHT_PX)

    # The mouse

    def spot_at(self, point: QPointF) -> tuple[Spot, EmotionKey | None]:
        """What lies at a place in the widget; for KEY and LANE also the emotion there."""
        scale, edit, x = self.scale, self.edit, point.x()
        if point.y() < RULER_PX:
            return Spot.RULER, None
        if point.y() >= LANE_TOP:
            near = [key for key in self.keys[1:] if abs(scale.x(key.time_s) - x) <= GRIP_PX]
            if near:
                return Spot.KEY, min(near, key=lambda key: abs(scale.x(key.time_s) - x))
            return Spot.LANE, [key for key in self.keys if key.time_s <= scale.time_s(x)][-1]
        start, stop = scale.x(edit.start_s), scale.x(edit.end_s(scale.whole_s))
        if point.y() < RULER_PX + 14:
            if abs(x - (stop - edit.fade_out_s * scale.px_per_s)) <= GRIP_PX:
                return Spot.FADE_OUT, None
            if abs(x - (start + edit.fade_in_s * scale.px_per_s)) <= GRIP_PX:
                return Spot.FADE_IN, None
        if abs(x - stop) <= GRIP_PX:
            return Spot.STOP, None
        return (Spot.START if abs(x - start) <= GRIP_PX else Spot.WAVE), None

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Begin to drag what lies below the mouse, or choose the emotion there."""
        if event.button() is not Qt.MouseButton.LeftButton or not self.scale.whole_s:
            return
        spot, key = self.spot_at(event.position())
        if spot is Spot.LANE:
            self.key_chosen.emit(None if key is self.keys[0] else key)
            return
        if spot is Spot.KEY:
            self.key_chosen.emit(key)
        self.drag = begun(spot, event.position().x(), self.scale, self.edit, key)
        if spot is Spot.WAVE:
            self.sought.emit(self.scale.time_s(event.position().x()))
        self.update()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Go on with the drag, or show what could be dragged here."""
        if self.drag is None:
            self._show_spot(self.spot_at(event.position())[0])
            return
        x = min(max(event.position().x(), 0.0), float(self.width()))
        self.drag = self.drag.moved(x, self.scale)
        if self.drag.spot is Spot.WAVE:
            self.sought.emit(self.scale.time_s(x))
        self.update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """End the drag and send what it has changed."""
        drag, self.drag = self.drag, None
        if drag is None or event.button() is not Qt.MouseButton.LeftButton:
            return
        if drag.spot is Spot.WAVE:
            self.scrub_ended.emit()
        elif drag.spot is Spot.RULER:
            self.part_chosen.emit(drag.part)
            if drag.part is None:
                self.sought.emit(drag.time_s)
        elif drag.moved_at_all:
            self._tell(drag)
        self.update()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Send `key_wanted` if the mouse is on the lane of emotions."""
        spot, _key = self.spot_at(event.position())
        if spot is Spot.LANE and self.scale.whole_s:
            self.key_wanted.emit(self.scale.time_s(event.position().x()))

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Send `lane_menu_wanted` if the mouse is on the lane of emotions; by the keyboard, at the play head."""
        place = QPointF(event.pos())
        if event.reason() is QContextMenuEvent.Reason.Keyboard:
            place = QPointF(self.scale.x(self.position_s), LANE_TOP + GRIP_PX)
        spot, key = self.spot_at(place)
        if spot in (Spot.LANE, Spot.KEY) and self.scale.whole_s:
            self.key_chosen.emit(None if key is self.keys[0] else key)
            self.lane_menu_wanted.emit(self.mapToGlobal(place.toPoint()), self.scale.time_s(place.x()), key)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Zoom with Ctrl; without it, scroll along the sound."""
        turned = event.angleDelta().y() or event.angleDelta().x()
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.zoom(ZOOM_STEP ** (turned / 120), event.position().x())
        else:
            self.set_scale(self.scale.scrolled_to(self.scale.start_s - turned / 120 * self.scale.shown_s * 0.1))
        event.accept()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Show the same part on another width."""
        self.set_scale(self.scale.resized(self.width()))

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Draw a focus ring if Tab has brought the focus, not after a click."""
        self._ringed = event.reason() in (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason)
        super().focusInEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw everything as it would be if the drag ended now."""
        drag, colors = self.drag, self._theme.colors
        edit = drag.edit if drag else self.edit
        keys, selected = self.keys, self.selected
        if drag and drag.spot is Spot.KEY and drag.key in keys:
            first, *others = keys
            moved = drag.moved_key
            others[others.index(drag.key)] = moved
            keys, selected = (first, *sorted(others, key=lambda key: key.time_s)), moved
        part = drag.part if drag and drag.spot is Spot.RULER else self.selection
        hot = drag.spot if drag else self._hot
        picture = Picture(
            self.scale, edit, keys, selected, part, self.position_s, drag.bubble if drag else None, hot.value
        )
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if not self.scale.whole_s:
            painter.fillRect(QRectF(self.rect()), colors.window)
            painter.fillRect(QRectF(0, RULER_PX, self.width(), WAVE_PX), colors.panel)
            painter.setPen(colors.muted)
            text = "" if self._waiting else "Drop a voice on the window, or record one"
            painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, text)
            return
        paint(painter, picture, colors, self._drawn_waves(edit), self._silent)
        if self._ringed and self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(QColor(colors.accent), 2.0))
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 5, 5)

    def _drawn_waves(self, edit: ClipEdit) -> tuple[QPixmap, QPixmap]:
        """The waveform in the colours of what was played and what was not; drawn anew only if something has changed."""
        colors, ratio = self._theme.colors, self.devicePixelRatioF()
        state = (self.scale, edit, colors, ratio, id(self.peaks))
        if self._waves is None or state != self._waves_of:
            played, coming = (
                wave_pixmap(self.peaks, self.scale, edit, color, ratio) for color in (colors.accent, colors.edge)
            )
            self._waves, self._waves_of = (played, coming), state
        return self._waves

    def _tell(self, drag: Drag) -> None:
        if drag.spot in (Spot.START, Spot.STOP):
            self.trimmed.emit(drag.edit.start_s, drag.edit.end_s(self.scale.whole_s))
        elif drag.spot in (Spot.FADE_IN, Spot.FADE_OUT):
            self.faded.emit(drag.edit.fade_in_s, drag.edit.fade_out_s)
        elif drag.spot is Spot.KEY:
            self.key_moved.emit(drag.key, drag.time_s)

    def _show_spot(self, spot: Spot) -> None:
        if spot is not self._hot:
            self._hot = spot
            self.setCursor(_CURSORS.get(spot, Qt.CursorShape.ArrowCursor))
            self.setToolTip(_TIPS[spot])
            self.update()

    def _recolor(self, _colors: Colors) -> None:
        self.update()

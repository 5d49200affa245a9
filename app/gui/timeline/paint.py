"""Draws the time line."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QPen, QPixmap, QPolygonF

from app.core.clip_edit import ClipEdit
from app.core.emotion import Emotion, EmotionKey
from app.gui.look.colors import Colors
from app.gui.timeline.peaks import Peaks
from app.gui.timeline.scale import Scale, tick_s
from app.gui.words import moment

RULER_PX, WAVE_PX, LANE_PX = 20, 60, 24
HEIGHT_PX = RULER_PX + WAVE_PX + LANE_PX + 4
LANE_TOP = RULER_PX + WAVE_PX + 2
GRIP_PX = 7

# Readable as a tint on light and on dark; the name stands beside it, so that nobody has to tell colours apart.
EMOTION_COLORS = {
    Emotion.NEUTRAL: "#8a9096",
    Emotion.HAPPY: "#e0a526",
    Emotion.SAD: "#4f82d6",
    Emotion.ANGRY: "#d65245",
    Emotion.AFRAID: "#9a6bd0",
    Emotion.DISGUSTED: "#6b9b3c",
    Emotion.SURPRISED: "#d9742f",
}


@dataclass(frozen=True, slots=True)
class Picture:
    """Everything that is drawn, but the waveform and its silences. Times are seconds of the whole sound.

    keys: the emotion of the beginning, then its changes. selection: (start, stop) of the part that repeats.
    bubble: (time, text) beside a dragged handle. hot: value of the `Spot` that is highlighted.
    """

    scale: Scale
    edit: ClipEdit
    keys: tuple[EmotionKey, ...]
    selected: EmotionKey | None
    selection: tuple[float, float] | None
    position_s: float
    bubble: tuple[float, str] | None
    hot: str


def wave_pixmap(peaks: Peaks, scale: Scale, edit: ClipEdit, color: str, ratio: float) -> QPixmap:
    """The waveform with its fades on a transparent ground. ratio: device pixels of a logical pixel."""
    picture = QPixmap(round(scale.width_px * ratio), round(WAVE_PX * ratio))
    picture.setDevicePixelRatio(ratio)
    picture.fill(Qt.GlobalColor.transparent)
    loudness = peaks.columns(scale, 0, scale.width_px)  # (w,)
    loudest = max(float(peaks.levels[-1].max(initial=0.0)), 0.05)
    heights = loudness / loudest * _faded(scale, edit) * (WAVE_PX - 8)
    middle = WAVE_PX / 2
    painter = QPainter(picture)
    painter.setPen(QPen(QColor(color), 1.0))
    painter.drawLines(
        [
            QLineF(x + 0.5, middle - max(h, 1.0) / 2, x + 0.5, middle + max(h, 1.0) / 2)
            for x, h in enumerate(heights.tolist())
            if scale.x(0.0) <= x <= scale.x(scale.whole_s)
        ]
    )
    painter.end()
    return picture


def _faded(scale: Scale, edit: ClipEdit) -> NDArray[np.float32]:
    """(w,) factor, 0 to 1, by which the fades weaken each pixel column; 1 outside the kept part."""
    if not edit.fade_in_s and not edit.fade_out_s:
        return np.ones(scale.width_px, np.float32)
    per_s = max(1, round(scale.px_per_s))
    times_s = scale.start_s + (np.arange(scale.width_px) - scale.x(scale.start_s)) / scale.px_per_s
    kept_s = edit.kept_s(scale.whole_s)
    first = (times_s - edit.start_s) * per_s
    gains = np.ones(scale.width_px, np.float32)
    inside = (times_s >= edit.start_s) & (times_s <= edit.start_s + kept_s)
    curve = edit.gains(0, int(kept_s * per_s) + 2, per_s, kept_s)
    gains[inside] = curve[np.clip(first[inside].astype(int), 0, len(curve) - 1)]
    return gains


def paint(
    painter: QPainter,
    picture: Picture,
    colors: Colors,
    waves: tuple[QPixmap, QPixmap],
    silent: list[tuple[float, float]],
) -> None:
    """Draw everything from back to front.

    waves: in the colour of what was played, and of what was not. silent: (start, stop) of each silence, in seconds.
    """
    scale, width = picture.scale, picture.scale.width_px
    painter.fillRect(QRectF(0, 0, width, HEIGHT_PX), QColor(colors.window))
    painter.fillRect(QRectF(0, RULER_PX, width, WAVE_PX), QColor(colors.panel))
    _silences(painter, picture, colors, silent)
    _ruler(painter, scale, picture.edit.start_s, colors)
    head = scale.x(picture.position_s)
    started = scale.x(picture.edit.start_s)
    for pixmap, left, right in ((waves[0], started, head), (waves[1], 0.0, started), (waves[1], head, float(width))):
        painter.save()
        painter.setClipRect(QRectF(left, RULER_PX, max(0.0, right - left), WAVE_PX))
        painter.drawPixmap(0, RULER_PX, pixmap)
        painter.restore()
    _lane(painter, picture, colors)
    _cut_away(painter, picture, colors)
    _selection(painter, picture, colors)
    _handles(painter, picture, colors)
    _play_head(painter, picture, colors)
    if picture.bubble:
        _bubble(painter, picture, colors)


def _ruler(painter: QPainter, scale: Scale, zero_s: float, colors: Colors) -> None:
    """Draw the times of the take, which begins at `zero_s` of the sound."""
    font = QFont(painter.font())
    font.setPointSizeF(max(7.0, font.pointSizeF() * 0.82))
    painter.setFont(font)
    step = tick_s(scale.px_per_s)
    number = max(0, int((scale.start_s - zero_s) / step))
    while (time_s := zero_s + number * step) <= min(scale.whole_s, scale.time_s(scale.width_px)):
        x = scale.x(time_s)
        painter.setPen(QColor(colors.line))
        painter.drawLine(QPointF(x, RULER_PX - 5), QPointF(x, RULER_PX))
        painter.setPen(QColor(colors.muted))
        text = moment(number * step, step)
        if x + 7 + painter.fontMetrics().horizontalAdvance(text) < scale.width_px:
            painter.drawText(QRectF(x + 7, 0, 70, RULER_PX - 2), Qt.AlignmentFlag.AlignVCenter, text)
        number += 1


def _silences(painter: QPainter, picture: Picture, colors: Colors, silent: list[tuple[float, float]]) -> None:
    scale = picture.scale
    for start_s, stop_s in silent:
        left, right = scale.x(start_s), scale.x(min(stop_s, scale.whole_s))
        if right > 0 and left < scale.width_px:
            painter.fillRect(QRectF(left, RULER_PX, right - left, WAVE_PX), QColor(colors.raised))


def _lane(painter: QPainter, picture: Picture, colors: Colors) -> None:
    scale = picture.scale
    painter.setFont(QFont())
    start, stop = scale.x(picture.edit.start_s), scale.x(picture.edit.end_s(scale.whole_s))
    kept = QRectF(start, LANE_TOP, stop - start, LANE_PX - 2)
    ends = [key.time_s for key in picture.keys[1:]] + [scale.whole_s]
    for key, end_s in zip(picture.keys, ends, strict=True):
        left, right = scale.x(max(key.time_s, 0.0)), scale.x(end_s)
        if right < 0 or left > scale.width_px or right <= left:
            continue
        color = QColor(EMOTION_COLORS[key.emotion])
        strength = 0.0 if key.emotion is Emotion.NEUTRAL else key.intensity
        fill = QColor(color)
        fill.setAlphaF(0.10 + 0.45 * strength)
        span = QRectF(left, LANE_TOP, right - left - 1, LANE_PX - 2)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(fill)
        painter.drawRoundedRect(span, 4, 4)
        if key == picture.selected:
            painter.setPen(QPen(QColor(colors.accent), 1.6))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            outlined = span.intersected(kept) if span.intersects(kept) else span
            painter.drawRoundedRect(outlined.adjusted(0.8, 0.8, -0.8, -0.8), 4, 4)
        # Only over what is used: the rest is shaded.
        text_left = max(left, 0.0, start) + 8
        text_right = min(right, stop) - 4
        if key.time_s >= 0.0:
            _diamond(painter, left, color, colors, chosen=key == picture.selected)
            text_left += 6
        words = key.emotion.capitalize()
        if key.emotion is not Emotion.NEUTRAL and key.intensity < 1.0:
            words += f" {key.intensity:.0%}".replace("%", " %")
        room = max(0, round(text_right - text_left))
        shown = painter.fontMetrics().elidedText(words, Qt.TextElideMode.ElideRight, room)
        painter.setPen(QColor(colors.text if strength else colors.muted))
        painter.drawText(QRectF(text_left, LANE_TOP, room, LANE_PX - 2), Qt.AlignmentFlag.AlignVCenter, shown)


def _diamond(painter: QPainter, x: float, color: QColor, colors: Colors, *, chosen: bool) -> None:
    y, r = LANE_TOP + LANE_PX / 2 - 1, 6.0
    painter.setPen(QPen(QColor(colors.text if chosen else colors.window), 1.4))
    painter.setBrush(color)
    painter.drawPolygon(QPolygonF([QPointF(x, y - r), QPointF(x + r, y), QPointF(x, y + r), QPointF(x - r, y)]))


def _cut_away(painter: QPainter, picture: Picture, colors: Colors) -> None:
    """Shade what the edit leaves out."""
    scale, shade = picture.scale, QColor(colors.window)
    shade.setAlphaF(0.72)
    start, stop = scale.x(picture.edit.start_s), scale.x(picture.edit.end_s(scale.whole_s))
    for left, right in ((0.0, start), (stop, float(scale.width_px))):
        painter.fillRect(QRectF(left, RULER_PX, max(0.0, right - left), HEIGHT_PX - RULER_PX), shade)


def _selection(painter: QPainter, picture: Picture, colors: Colors) -> None:
    if picture.selection is None:
        return
    left, right = (picture.scale.x(time_s) for time_s in picture.selection)
    tint = QColor(colors.accent)
    tint.setAlphaF(0.16)
    painter.fillRect(QRectF(left, RULER_PX, right - left, WAVE_PX), tint)
    painter.fillRect(QRectF(left, RULER_PX - 5, right - left, 5), QColor(colors.accent))


def _handles(painter: QPainter, picture: Picture, colors: Colors) -> None:
    scale, edit = picture.scale, picture.edit
    start, stop = scale.x(edit.start_s), scale.x(edit.end_s(scale.whole_s))
    painter.setPen(Qt.PenStyle.NoPen)
    for name, x, side in (("start", start, -1), ("stop", stop, 1)):
        color = QColor(colors.accent if picture.hot == name else colors.edge)
        painter.setBrush(color)
        bar = QRectF(x - 4 if side < 0 else x, RULER_PX, 4, WAVE_PX)
        painter.drawRoundedRect(bar, 2, 2)
        painter.drawRoundedRect(QRectF(bar.center().x() - 4, RULER_PX + WAVE_PX / 2 - 11, 8, 22), 4, 4)
    for name, x in (
        ("fade_in", scale.x(edit.start_s + edit.fade_in_s)),
        ("fade_out", stop - edit.fade_out_s * scale.px_per_s),
    ):
        edge = start if name == "fade_in" else stop
        painter.setPen(QPen(QColor(colors.muted), 1.2, Qt.PenStyle.DotLine))
        if abs(edge - x) > 3:
            painter.drawLine(QPointF(edge, RULER_PX + WAVE_PX - 4), QPointF(x, RULER_PX + 6))
        painter.setPen(QPen(QColor(colors.panel), 1.4))
        painter.setBrush(QColor(colors.accent if picture.hot == name else colors.edge))
        painter.drawEllipse(QPointF(x, RULER_PX + 6), 5, 5)


def _play_head(painter: QPainter, picture: Picture, colors: Colors) -> None:
    x = picture.scale.x(picture.position_s)
    painter.setPen(QPen(QColor(colors.text), 1.4))
    painter.drawLine(QPointF(x, RULER_PX - 4), QPointF(x, HEIGHT_PX))
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(colors.text))
    top = RULER_PX - 8
    painter.drawPolygon(QPolygonF([QPointF(x - 5, top), QPointF(x + 5, top), QPointF(x, top + 7)]))


def _bubble(painter: QPainter, picture: Picture, colors: Colors) -> None:
    """Write beside a dragged handle what it means now."""
    assert picture.bubble is not None
    x, text = picture.scale.x(picture.bubble[0]), picture.bubble[1]
    width = painter.fontMetrics().horizontalAdvance(text) + 16
    left = min(max(x - width / 2, 2.0), picture.scale.width_px - width - 2.0)
    box = QRectF(left, RULER_PX + WAVE_PX / 2 - 11, width, 22)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(colors.text))
    painter.drawRoundedRect(box, 6, 6)
    painter.setPen(QColor(colors.window))
    painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)

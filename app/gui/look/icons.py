"""The program's own line icons, drawn in any colour."""

from PySide6.QtCore import QByteArray, QRectF, Qt
from PySide6.QtGui import QColor, QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

# 24 x 24 drawings; they take the pen's colour from the group around them.
_SHAPES = {
    "play": '<path d="M8 5.2 L18.6 12 L8 18.8 Z" fill="{c}" stroke-linejoin="round"/>',
    "pause": '<path d="M8.5 6 V18 M15.5 6 V18" stroke-width="3.2"/>',
    "stop": '<rect x="6.8" y="6.8" width="10.4" height="10.4" rx="1.6" fill="{c}"/>',
    "rename": '<path d="M4.6 19.4 L5.6 15.2 L15.4 5.4 a1.9 1.9 0 0 1 2.7 0 L18.6 5.9 a1.9 1.9 0 0 1 0 2.7 L8.8 18.4 Z'
    ' M13.6 7.2 L16.8 10.4"/>',
    "delete": '<path d="M4.8 6.8 H19.2 M9.4 6.6 V4.6 H14.6 V6.6 M6.6 6.8 L7.5 19.4 H16.5 L17.4 6.8 M10.2 10.4 V16"/>'
    '<path d="M13.8 10.4 V16"/>',
    "replay": '<path d="M5.2 12 a6.8 6.8 0 1 0 2.2 -5 M7.6 3.2 V7.4 H11.8"/>',
    "loop": '<path d="M5 12.6 V10.4 a3 3 0 0 1 3 -3 H18.6 M15.4 4.2 L18.8 7.4 L15.4 10.6 '
    'M19 11.4 V13.6 a3 3 0 0 1 -3 3 H5.4 M8.6 13.4 L5.2 16.6 L8.6 19.8"/>',
    "volume": '<path d="M4 9.5 H7.2 L11.5 5.8 V18.2 L7.2 14.5 H4 Z"/>'
    '<path d="M14.6 9.2 a4 4 0 0 1 0 5.6 M17 6.6 a7.6 7.6 0 0 1 0 10.8"/>',
    "muted": '<path d="M4 9.5 H7.2 L11.5 5.8 V18.2 L7.2 14.5 H4 Z M15 9.6 L19.8 14.4 M19.8 9.6 L15 14.4"/>',
    "portrait": '<rect x="4.2" y="3.6" width="15.6" height="16.8" rx="2.6"/><circle cx="12" cy="10" r="2.9"/>'
    '<path d="M6.8 20 a5.4 5.4 0 0 1 10.4 0"/>',
    "voice": '<path d="M4 10.5 V13.5 M8 7.5 V16.5 M12 4.5 V19.5 M16 8 V16 M20 10.5 V13.5"/>',
    "open": '<path d="M3.8 18.6 V6.4 a1 1 0 0 1 1 -1 H9.4 L11.4 7.8 H19.2 a1 1 0 0 1 1 1 V17.6 a1 1 0 0 1 -1 1 Z"/>',
    "paste": '<rect x="5.4" y="5" width="13.2" height="15.4" rx="2"/>'
    '<path d="M9.2 5 a2.8 2.2 0 0 1 5.6 0 V6.6 H9.2 Z"/>',
    "dice": '<rect x="4.4" y="4.4" width="15.2" height="15.2" rx="3.4"/>'
    '<g fill="{c}" stroke="none"><circle cx="8.8" cy="8.8" r="1.4"/><circle cx="15.2" cy="15.2" r="1.4"/>'
    '<circle cx="12" cy="12" r="1.4"/><circle cx="15.2" cy="8.8" r="1.4"/><circle cx="8.8" cy="15.2" r="1.4"/></g>',
    "export": '<path d="M12 15 V4.2 M8 8 L12 4 L16 8 M4.6 14.6 V18.4 a1.4 1.4 0 0 0 1.4 1.4 H18 a1.4 1.4 0 0 0 1.4 -1.4'
    ' V14.6"/>',
    "close": '<path d="M6.8 6.8 L17.2 17.2 M17.2 6.8 L6.8 17.2"/>',
    "previous": '<path d="M14.4 6.4 L8.8 12 L14.4 17.6"/>',
    "next": '<path d="M9.6 6.4 L15.2 12 L9.6 17.6"/>',
    "info": '<circle cx="12" cy="12" r="8.4"/><path d="M12 11.2 V16.2"/><path d="M12 7.9 V8.0" stroke-width="2.4"/>',
    "success": '<circle cx="12" cy="12" r="8.4"/><path d="M8.2 12.3 L11 15 L15.9 9.6"/>',
    "warning": '<path d="M12 4.2 L20.6 19.4 H3.4 Z" stroke-linejoin="round"/><path d="M12 10 V14"/>'
    '<path d="M12 16.7 V16.8" stroke-width="2.4"/>',
    "error": '<circle cx="12" cy="12" r="8.4"/><path d="M12 7.6 V12.8"/><path d="M12 16.1 V16.2" stroke-width="2.4"/>',
}

_APP_ICON = """
<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 64 64">
<defs><linearGradient id="g" x1="0" y1="0" x2="0" y2="1">
<stop offset="0" stop-color="#1d8f95"/><stop offset="1" stop-color="#0a4a55"/></linearGradient></defs>
<rect x="2" y="2" width="60" height="60" rx="15" fill="url(#g)"/>
<path d="M32 11 C20.5 11 15.5 19.5 15.5 29.5 C15.5 42 23 53 32 53 C41 53 48.5 42 48.5 29.5 C48.5 19.5 43.5 11 32 11 Z"
 fill="#f6ead9"/>
<g fill="none" stroke="#12353b" stroke-width="3" stroke-linecap="round">
<path d="M21.8 27.2 q3.2 -3 6.4 0 M35.8 27.2 q3.2 -3 6.4 0"/>
<path d="M24 39.6 V41.4 M28 37.4 V43.6 M32 35.4 V45.6 M36 37.4 V43.6 M40 39.6 V41.4" stroke="#d2583f"/></g>
</svg>"""

_SIZES_PX = (16, 20, 24, 32, 40, 48, 64)


def icon(name: str, color: str, disabled: str | None = None) -> QIcon:
    """A line icon in this colour; `disabled` colours it in controls that cannot be used now."""
    result = QIcon()
    for mode, shade in ((QIcon.Mode.Normal, color), (QIcon.Mode.Disabled, disabled or color)):
        svg = _svg(name, shade)
        for size in _SIZES_PX:
            result.addPixmap(_drawn(svg, size), mode)
    return result


def pixmap(name: str, color: str, size: int, device_pixel_ratio: float) -> QPixmap:
    """A line icon as a picture of `size` logical pixels."""
    picture = _drawn(_svg(name, color), round(size * device_pixel_ratio))
    picture.setDevicePixelRatio(device_pixel_ratio)
    return picture


def app_icon() -> QIcon:
    """The program's icon."""
    result = QIcon()
    for size in (16, 24, 32, 48, 64, 128, 256):
        result.addPixmap(_drawn(_APP_ICON, size))
    return result


def _svg(name: str, color: str) -> str:
    shape = _SHAPES[name].format(c=QColor(color).name())
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24">'
        f'<g fill="none" stroke="{QColor(color).name()}" stroke-width="1.7" stroke-linecap="round"'
        f' stroke-linejoin="round">{shape}</g></svg>'
    )


def _drawn(svg: str, size_px: int) -> QPixmap:
    picture = QPixmap(size_px, size_px)
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    QSvgRenderer(QByteArray(svg.encode())).render(painter, QRectF(0, 0, size_px, size_px))
    painter.end()
    return picture

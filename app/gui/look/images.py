"""The one place that turns arrays into Qt's pictures and back."""

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QBuffer, QIODevice, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPainterPath, QPixmap


def to_qimage(rgb: NDArray[np.uint8]) -> QImage:
    """(H, W, 3) uint8 sRGB -> a picture of its own memory, in the format that paints fastest."""
    height, width = rgb.shape[:2]
    view = QImage(rgb.data, width, height, rgb.strides[0], QImage.Format.Format_RGB888)
    return view.convertToFormat(QImage.Format.Format_RGB32)


def encoded(image: QImage) -> bytes:
    """A picture as PNG bytes, uncompressed because it only crosses to the worker."""
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "PNG", 100)  # type: ignore[call-overload]
    return bytes(buffer.data().data())


def thumbnail(image: QImage, part: QRect, side: int, device_pixel_ratio: float) -> QPixmap:
    """A rounded square of `side` logical pixels that shows `part` of the picture."""
    pixels = round(side * device_pixel_ratio)
    square = image.copy(_squared(part, image)).scaled(
        pixels, pixels, Qt.AspectRatioMode.IgnoreAspectRatio, Qt.TransformationMode.SmoothTransformation
    )
    result = QPixmap(pixels, pixels)
    result.fill(Qt.GlobalColor.transparent)
    painter = QPainter(result)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    outline = QPainterPath()
    radius = 8 * device_pixel_ratio
    outline.addRoundedRect(QRectF(0, 0, pixels, pixels), radius, radius)
    painter.setClipPath(outline)
    painter.fillRect(result.rect(), QColor("white"))
    painter.drawImage(0, 0, square)
    painter.end()
    result.setDevicePixelRatio(device_pixel_ratio)
    return result


def _squared(part: QRect, image: QImage) -> QRect:
    """The square around `part` that lies inside the picture."""
    side = min(max(part.width(), part.height()), image.width(), image.height())
    left = min(max(part.center().x() - side // 2, 0), image.width() - side)
    top = min(max(part.center().y() - side // 2, 0), image.height() - side)
    return QRect(left, top, side, side)

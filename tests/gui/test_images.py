import numpy as np
from PySide6.QtCore import QRect
from PySide6.QtGui import QColor, QImage

from app.gui.look.images import encoded, thumbnail, to_qimage


def test_pixels_keep_their_place_and_colour_order(qapp):
    rgb = np.zeros((3, 5, 3), np.uint8)
    rgb[1, 4] = (10, 20, 30)
    image = to_qimage(rgb)
    assert (image.width(), image.height()) == (5, 3)
    assert image.pixelColor(4, 1).getRgb()[:3] == (10, 20, 30)


def test_a_picture_owns_its_pixels(qapp):
    rgb = np.full((4, 4, 3), 7, np.uint8)
    image = to_qimage(rgb)
    rgb[:] = 200
    assert image.pixelColor(0, 0).red() == 7


def test_a_pasted_picture_keeps_its_pixels_on_the_way_to_the_worker(qapp):
    image = QImage(6, 4, QImage.Format.Format_ARGB32)
    image.fill(QColor(1, 2, 3, 100))
    back = QImage.fromData(encoded(image), "PNG")
    assert back.pixelColor(5, 3).getRgb() == (1, 2, 3, 100)


def test_a_thumbnail_of_a_face_at_the_edge_stays_inside(qapp):
    image = QImage(100, 50, QImage.Format.Format_RGB32)
    image.fill(QColor("red"))
    small = thumbnail(image, QRect(80, -20, 60, 60), 20, 1.0).toImage()
    assert (small.width(), small.height()) == (20, 20)
    assert small.pixelColor(10, 10) == QColor("red")
    assert small.pixelColor(0, 0).alpha() < 128  # rounded

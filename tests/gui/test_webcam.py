"""The camera's window, with a video file as the camera."""

from functools import partial

import cv2
import numpy as np
import pytest
from hands import TIMEOUT_MS, until_idle
from PIL import Image
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from app.gui.dialogs.webcam_dialog import WebcamDialog
from app.gui.look.theme import Theme
from app.gui.main import make_application
from app.media.devices.webcam import NoWebcam, Webcam
from app.workers.webcam import WebcamThread

PICTURES = 400


@pytest.fixture
def film(tmp_path):
    path = tmp_path / "film.avi"
    writer = cv2.VideoWriter(str(path), cv2.VideoWriter_fourcc(*"MJPG"), 25, (320, 180))
    bgr = np.zeros((180, 320, 3), np.uint8)
    bgr[:, :160, 2], bgr[:, 160:, 0] = 255, 255
    for _ in range(PICTURES):
        writer.write(bgr)
    writer.release()
    return path


def open_dialog(qtbot, folder, open_camera):
    parent = QWidget()
    qtbot.addWidget(parent)
    dialog = WebcamDialog(Theme(make_application()), folder, parent, partial(WebcamThread, open_camera=open_camera))
    dialog.show()
    return parent, dialog


def test_a_picture_is_taken_unmirrored_and_kept(qtbot, tmp_path, film):
    folder = tmp_path / "pictures"
    parent, dialog = open_dialog(qtbot, folder, lambda number: Webcam(0, lambda _: cv2.VideoCapture(str(film))))
    qtbot.waitUntil(dialog.take_button.isEnabled, timeout=TIMEOUT_MS)
    seen = dialog.mirror.grab().toImage()
    assert seen.pixelColor(seen.width() // 4, seen.height() // 2).blue() > 200  # the mirror swaps the sides
    with qtbot.waitSignal(dialog.taken, timeout=TIMEOUT_MS) as taken:
        qtbot.mouseClick(dialog.take_button, Qt.MouseButton.LeftButton)
    file = taken.args[0]
    assert file.parent == folder
    with Image.open(file) as picture:
        assert picture.size == (320, 180)
        assert picture.getpixel((40, 90))[0] > 200
    assert parent.isHidden()


def test_without_a_camera_the_window_says_so_and_closes(qtbot, tmp_path):
    def none(number):
        raise NoWebcam("No camera was found.")

    _, dialog = open_dialog(qtbot, tmp_path, none)
    qtbot.waitUntil(lambda: dialog.mirror.words == "No camera was found.", timeout=TIMEOUT_MS)
    assert not dialog.take_button.isEnabled()
    assert not dialog.advice.isVisible()  # there is nothing to look into
    with qtbot.waitSignal(dialog.destroyed, timeout=TIMEOUT_MS):
        qtbot.keyClick(dialog, Qt.Key.Key_Escape)


def test_the_camera_after_the_last_is_the_first(qtbot, tmp_path, film):
    def one(number):
        if number:
            raise NoWebcam("Camera 2 was not found.")
        return Webcam(0, lambda _: cv2.VideoCapture(str(film)))

    _, dialog = open_dialog(qtbot, tmp_path, one)
    qtbot.waitUntil(dialog.take_button.isEnabled, timeout=TIMEOUT_MS)
    qtbot.mouseClick(dialog.other_button, Qt.MouseButton.LeftButton)
    assert not dialog.take_button.isEnabled()
    qtbot.waitUntil(dialog.take_button.isEnabled, timeout=TIMEOUT_MS)
    assert not dialog.other_button.isEnabled()  # it is known now that there is none
    dialog.close()


def test_a_camera_that_is_connected_later_is_found_by_trying_again(qtbot, tmp_path, film):
    connected = []

    def later(number):
        if number or not connected:
            raise NoWebcam(f"No camera {number + 1} was found.")
        return Webcam(0, lambda _: cv2.VideoCapture(str(film)))

    _, dialog = open_dialog(qtbot, tmp_path, later)
    qtbot.waitUntil(dialog.again_button.isVisible, timeout=TIMEOUT_MS)
    assert dialog.mirror.words == "No camera 1 was found."
    assert not dialog.other_button.isEnabled()
    connected.append(True)
    qtbot.mouseClick(dialog.again_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(dialog.take_button.isEnabled, timeout=TIMEOUT_MS)
    assert not dialog.again_button.isVisible()
    assert dialog.advice.isVisible()
    dialog.close()


def test_a_second_camera_serves_when_the_first_is_missing(qtbot, tmp_path, film):
    def second(number):
        if number != 1:
            raise NoWebcam(f"No camera {number + 1} was found.")
        return Webcam(0, lambda _: cv2.VideoCapture(str(film)))

    _, dialog = open_dialog(qtbot, tmp_path, second)
    qtbot.waitUntil(dialog.take_button.isEnabled, timeout=TIMEOUT_MS)
    dialog.close()


def test_what_plays_pauses_for_the_camera(qtbot, loaded):
    session = loaded.session
    session.play()
    qtbot.waitUntil(lambda: session.position_s > 0, timeout=TIMEOUT_MS)
    loaded.portrait.open_camera()
    until_idle(qtbot, session)
    assert 0 < session.position_s < session.last_s
    loaded.close()  # takes the camera's window along
    assert not any(dialog.isVisible() for dialog in loaded.findChildren(WebcamDialog))

"""A video file stands for the camera: OpenCV reads both the same way."""

import cv2
import numpy as np
import pytest

from app.media.devices.webcam import NoWebcam, Webcam


@pytest.fixture
def film(tmp_path):
    """Ten pictures, red on the left and blue on the right."""
    path = tmp_path / "film.avi"
    writer = cv2.VideoWriter(str(path), cv2.VideoWriter_fourcc(*"MJPG"), 25, (64, 48))
    bgr = np.zeros((48, 64, 3), np.uint8)
    bgr[:, :32, 2], bgr[:, 32:, 0] = 255, 255
    for _ in range(10):
        writer.write(bgr)
    writer.release()
    return path


def test_pictures_come_as_rgb_and_unmirrored(film):
    camera = Webcam(0, lambda number: cv2.VideoCapture(str(film)))
    rgb = camera.read()
    camera.close()
    assert rgb.shape == (48, 64, 3)
    assert rgb[24, 8, 0] > 200 > 60 > rgb[24, 8, 2]
    assert rgb[24, 56, 2] > 200 > 60 > rgb[24, 56, 0]


def test_a_camera_that_falls_silent_is_told_in_a_sentence(film):
    camera = Webcam(0, lambda number: cv2.VideoCapture(str(film)))
    for _ in range(10):
        camera.read()
    with pytest.raises(NoWebcam, match="unplugged"):
        camera.read()
    camera.close()


def test_no_camera_is_told_in_a_sentence():
    with pytest.raises(NoWebcam, match="No camera was found"):
        Webcam(0, lambda number: cv2.VideoCapture())
    with pytest.raises(NoWebcam, match="Camera 64 was not found"):
        Webcam(63)  # asks the system itself; nobody has that many

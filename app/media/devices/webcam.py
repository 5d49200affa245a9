"""Pictures from a camera, through OpenCV."""

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from app.core.errors import RhapsodeError

# Asked for; a camera that has less answers with its nearest.
_WIDTH_PX, _HEIGHT_PX = 1920, 1080
# Some cameras miss a few pictures while they adjust to the light.
_MISSES_FORGIVEN = 20


class NoWebcam(RhapsodeError):
    """No picture comes from a camera; the text says why, as a sentence for the user."""


class Webcam:
    """One open camera. Not thread-safe."""

    def __init__(self, number: int = 0, open_capture: Callable[[int], Any] | None = None) -> None:
        """`number` counts the system's cameras from 0. Raises NoWebcam."""
        self._name = f"Camera {number + 1}"
        self._capture = (open_capture or _open_capture)(number)
        if not self._capture.isOpened():
            raise NoWebcam(
                "No camera was found. Connect one, or let Rhapsode use it in the system's settings, and try again."
                if number == 0
                else f"{self._name} was not found."
            )

    def read(self) -> NDArray[np.uint8]:
        """(H, W, 3) uint8 sRGB, the next picture, not mirrored; waits for it. Raises NoWebcam."""
        for _ in range(_MISSES_FORGIVEN):
            there, bgr = self._capture.read()
            if there and bgr is not None:
                rgb: NDArray[np.uint8] = np.ascontiguousarray(bgr[:, :, ::-1])
                return rgb
        raise NoWebcam(
            f"{self._name} sends no pictures. It may be used by another program, or it was unplugged; "
            "close the other program or connect it again."
        )

    def close(self) -> None:
        """Close the camera."""
        self._capture.release()


def _open_capture(number: int) -> Any:
    import cv2

    # OpenCV writes to the terminal when there is no camera; the user gets a sentence.
    cv2.utils.logging.setLogLevel(cv2.utils.logging.LOG_LEVEL_SILENT)
    capture = cv2.VideoCapture(number)
    if capture.isOpened():
        capture.set(cv2.CAP_PROP_FRAME_WIDTH, _WIDTH_PX)
        capture.set(cv2.CAP_PROP_FRAME_HEIGHT, _HEIGHT_PX)
    return capture

"""Pictures from a camera, through OpenCV."""

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from app.core.errors import RhapsodeError

# Some cameras miss a few pictures while they adjust to the light.
_MISSES_FORGIVEN = 20


class NoWebcam(RhapsodeError):
    """No picture comes from a camera; the text says why, as a sentence for the user."""


class Webcam:
    """One open camera. Not thread-safe."""

    def __init__(
        self,
        number: int = 0,
        open_capture: Callable[[int], Any] | None = None,
        size_px: tuple[int, int] = (1920, 1080),
    ) -> None:
        """`number` counts the system's cameras from 0. Raises NoWebcam.

        size_px: width and height that are asked for; a camera that has not got them answers with its nearest.
        """
        self._name = f"Camera {number + 1}"
        self._capture = open_capture(number) if open_capture else _open_capture(number, size_px)
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


def _open_capture(number: int, size_px: tuple[int, int]) -> Any:
    import cv2

    # OpenCV writes to the terminal when there is no camera; the user gets a sentence.
    cv2.utils.logging.setLogLevel(cv2.utils.logging.LOG_LEVEL_SILENT)
    capture = cv2.VideoCapture(number)
    if capture.isOpened():
        capture.set(cv2.CAP_PROP_FRAME_WIDTH, size_px[0])
        capture.set(cv2.CAP_PROP_FRAME_HEIGHT, size_px[1])
        capture.set(cv2.CAP_PROP_BUFFERSIZE, 1)  # a picture that waited shows what was
    return capture

"""Watches a face through a camera, on threads of its own: a picture is waited for, and to follow a face takes time."""

import threading
from collections import deque
from collections.abc import Callable
from time import perf_counter
from typing import TYPE_CHECKING

from app.core.frame import TimedPicture
from app.core.settings import PerformanceSettings
from app.workers.sentences import sentence_for

if TYPE_CHECKING:
    from app.engine.driving import LiveFace, LiveFaceFrame
    from app.media.devices.webcam import Webcam

OpenCamera = Callable[[], "Webcam"]
LOOK_EVERY_S = 0.5  # at the end, where the camera sends nothing
SIZE_PX = (640, 480)  # larger pictures show a face no better to the networks, and take longer to come


def open_live_camera() -> "Webcam":
    """Open the first camera, or the second where there is no first. Raises NoWebcam."""
    from app.media.devices.webcam import NoWebcam, Webcam

    try:
        return Webcam(0, size_px=SIZE_PX)
    except NoWebcam as error:
        try:
            return Webcam(1, size_px=SIZE_PX)
        except NoWebcam:
            raise error from None


class Eye:
    """Opens a camera, and follows the face in the newest picture; pictures that come meanwhile are left out.

    settings: may be replaced while it watches. pictures: how many the camera gave.
    failure: why it sees nothing any more, as a sentence; empty while it sees.
    """

    def __init__(self, face: "LiveFace", settings: PerformanceSettings, open_camera: OpenCamera) -> None:
        self.settings = settings
        self.failure = ""
        self._face, self._open = face, open_camera
        self._ended, self._came = threading.Event(), threading.Event()
        self._pictures: deque[tuple[int, TimedPicture]] = deque(maxlen=1)  # a newer one replaces one not looked at
        self._frames: deque[tuple[int, LiveFaceFrame]] = deque(maxlen=1)
        self._threads = [
            threading.Thread(target=self._read, name="rhapsode-camera"),
            threading.Thread(target=self._follow, name="rhapsode-eye"),
        ]
        for thread in self._threads:
            thread.start()

    def take(self) -> "tuple[int, LiveFaceFrame] | None":
        """The number of the newest picture that was followed and not taken yet, and what it makes; None without."""
        return self._frames.pop() if self._frames else None

    def close(self) -> None:
        """Close the camera and wait until the threads have ended."""
        self._ended.set()
        self._came.set()
        for thread in self._threads:
            thread.join()

    def _read(self) -> None:
        try:
            camera = self._open()
            try:
                number = 0
                while not self._ended.is_set():
                    rgb = camera.read()
                    self._pictures.append((number, TimedPicture(rgb, perf_counter())))
                    self._came.set()
                    number += 1
            finally:
                camera.close()
        except Exception as error:  # noqa: BLE001 an exception would vanish in the thread; sentence_for logs it
            self.failure = sentence_for(error)

    def _follow(self) -> None:
        used = self.settings
        try:
            while not self._ended.is_set():
                if not self._came.wait(LOOK_EVERY_S):
                    continue
                self._came.clear()
                if self.settings is not used:
                    used = self.settings
                    self._face.direct(used)
                if self._pictures:
                    number, picture = self._pictures.pop()
                    self._frames.append((number, self._face.see(picture)))
        except Exception as error:  # noqa: BLE001 as above
            self.failure = sentence_for(error)

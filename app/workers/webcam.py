"""The camera's own thread, since reading a picture blocks until the camera delivers one."""

import threading
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, Qt, QThread, Signal, Slot

from app.core.frame import Frame
from app.workers.mailbox import LatestFrame
from app.workers.preview import reduce_rgb
from app.workers.sentences import sentence_for

if TYPE_CHECKING:
    from app.media.devices.webcam import Webcam

_PREVIEW_PX = 640


def open_webcam(number: int) -> "Webcam":
    """Open a camera by its number, counted from 0. Raises NoWebcam."""
    from app.media.devices.webcam import Webcam

    return Webcam(number)


class WebcamThread(QThread):
    """Emits what a camera sees as small frames, and saves a picture at full size when asked."""

    frame_arrived = Signal(object)  # Frame, not mirrored, small enough to paint
    saved = Signal(Path)
    failed = Signal(str)  # why the camera or the saving ended, as a sentence

    _waiting = Signal()

    def __init__(
        self,
        number: int,
        folder: Path,
        open_camera: Callable[[int], "Webcam"] = open_webcam,
        parent: QObject | None = None,
    ) -> None:
        """folder: for the pictures; made when the first is saved."""
        super().__init__(parent)
        self.setObjectName("rhapsode-webcam")
        self._number, self._folder, self._open = number, folder, open_camera
        self._ended, self._wanted = threading.Event(), threading.Event()
        self._mailbox = LatestFrame()
        self._waiting.connect(self._fetch, Qt.ConnectionType.QueuedConnection)

    def take_picture(self) -> None:
        """Save the next picture as PNG; `saved` or `failed` follows."""
        self._wanted.set()

    def close(self) -> None:
        """Close the camera and wait until the thread has ended."""
        self._ended.set()
        self.wait()

    def run(self) -> None:
        """Read pictures until closed. Runs on the camera's thread."""
        try:
            camera = self._open(self._number)
            try:
                self._watch(camera)
            finally:
                camera.close()
        except Exception as error:  # noqa: BLE001 an exception would vanish in the thread; sentence_for logs it
            self.failed.emit(sentence_for(error))

    def _watch(self, camera: "Webcam") -> None:
        index = 0
        while not self._ended.is_set():
            rgb = camera.read()
            if self._wanted.is_set():
                self._wanted.clear()
                self.saved.emit(self._save(rgb))
            if self._mailbox.put(Frame(reduce_rgb(rgb, _PREVIEW_PX), index)):
                self._waiting.emit()
            index += 1

    def _save(self, rgb: NDArray[np.uint8]) -> Path:
        from app.media.pictures.files import save_picture

        self._folder.mkdir(parents=True, exist_ok=True)
        path = self._folder / f"camera {datetime.now():%Y-%m-%d %H-%M-%S-%f}.png"
        save_picture(path, rgb)
        return path

    @Slot()
    def _fetch(self) -> None:
        frame = self._mailbox.take()
        if frame is not None:
            self.frame_arrived.emit(frame)

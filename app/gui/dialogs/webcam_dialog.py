"""A small window in which one takes a portrait with the camera."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import QColor, QImage, QPainter, QPaintEvent
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from app.core.frame import Frame
from app.gui.look.images import to_qimage
from app.gui.look.theme import Theme
from app.gui.panel.section import push_button
from app.workers.webcam import WebcamThread

_OTHER = "Use the next camera, if there are several"
_NO_OTHER = "No other camera was found"
_WAITING = "Waiting for the camera…"
_ADVICE = "Look into the camera, with light from the front and your mouth closed."


class Mirror(QWidget):
    """Shows what the camera sees the way people know themselves: mirrored."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._image: QImage | None = None
        self.words = _WAITING
        self.setAccessibleName("What the camera sees")
        self.setMinimumSize(480, 300)

    def sizeHint(self) -> QSize:
        """Wide enough for most cameras' 16:9."""
        return QSize(640, 360)

    def set_frame(self, frame: Frame | None) -> None:
        """Show this frame, or `words` if there is none."""
        self._image = None if frame is None else to_qimage(frame.rgb).flipped(Qt.Orientation.Horizontal)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the picture, whole and centred."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.fillRect(self.rect(), QColor(self._theme.colors.stage))
        if self._image is None:
            painter.setPen(QColor(self._theme.colors.on_stage))
            box = self.rect().adjusted(24, 24, -24, -24)
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap, self.words)
            return
        size = self._image.size().scaled(self.size(), Qt.AspectRatioMode.KeepAspectRatio)
        left, top = (self.width() - size.width()) / 2, (self.height() - size.height()) / 2
        painter.drawImage(QRectF(left, top, size.width(), size.height()), self._image)


class WebcamDialog(QDialog):
    """Shows the camera, and answers with the file of the picture that was taken."""

    taken = Signal(Path)

    def __init__(
        self, theme: Theme, folder: Path, parent: QWidget, watch: Callable[[int, Path], WebcamThread] = WebcamThread
    ) -> None:
        """folder: where pictures are kept. watch: makes the thread of the camera with that number."""
        super().__init__(parent)
        self._folder, self._watch = folder, watch
        self._number = 0
        self._missing: dict[int, str] = {}  # cameras that could not be opened, and why
        self._camera: WebcamThread | None = None
        self.setWindowTitle("Take a picture")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.mirror = Mirror(theme)
        self.advice = QLabel(_ADVICE, wordWrap=True)
        self.advice.setObjectName("muted")
        policy = self.advice.sizePolicy()
        policy.setRetainSizeWhenHidden(True)
        self.advice.setSizePolicy(policy)
        self.other_button = push_button("Other camera", _OTHER)
        self.again_button = push_button("Try again", "Look for the camera once more")
        self.again_button.clicked.connect(self._try_again)
        self.other_button.clicked.connect(self._next_camera)
        self.take_button = push_button("Take picture", "Use what the camera sees now as the portrait (Enter)")
        self.take_button.setDefault(True)
        self.take_button.clicked.connect(self._take)
        cancel = push_button("Cancel", "Back to the window (Esc)")
        cancel.clicked.connect(self.close)
        row = QHBoxLayout()
        row.setSpacing(8)
        for widget in (self.other_button, self.again_button, None, cancel, self.take_button):
            if widget is None:
                row.addStretch(1)
            else:
                row.addWidget(widget)
        column = QVBoxLayout(self)
        column.setContentsMargins(18, 18, 18, 16)
        column.setSpacing(12)
        column.addWidget(self.mirror, 1)
        column.addWidget(self.advice)
        column.addLayout(row)
        self._open(0)

    def done(self, result: int) -> None:
        """Release the camera; Qt calls this however a dialog is closed."""
        self._release()
        super().done(result)

    def _open(self, number: int) -> None:
        self._release()
        self._number = number
        self.take_button.setEnabled(False)
        self.mirror.words = _WAITING
        self.again_button.hide()
        self.mirror.set_frame(None)
        self.advice.show()
        self._show_others()
        self._camera = self._watch(number, self._folder)
        self._camera.frame_arrived.connect(self._show)
        self._camera.saved.connect(self._use)
        self._camera.failed.connect(self._fail)
        self._camera.start()

    def _show_others(self) -> None:
        there_may_be_more = 1 not in self._missing
        self.other_button.setEnabled(there_may_be_more)
        self.other_button.setToolTip(_OTHER if there_may_be_more else _NO_OTHER)

    def _release(self) -> None:
        camera, self._camera = self._camera, None
        if camera is not None:
            camera.frame_arrived.disconnect(self._show)
            camera.saved.disconnect(self._use)
            camera.failed.disconnect(self._fail)
            camera.close()

    @Slot()
    def _next_camera(self) -> None:
        self._open(self._number + 1)

    @Slot()
    def _try_again(self) -> None:
        self._missing.clear()
        self._open(self._number)

    @Slot()
    def _take(self) -> None:
        if self._camera is not None:
            self.take_button.setEnabled(False)  # one picture a click
            self._camera.take_picture()

    @property
    def _is_past(self) -> bool:
        """Whether a signal comes from a camera that was released; what it had sent before still arrives."""
        return self._camera is None or self.sender() is not self._camera

    @Slot(object)
    def _show(self, frame: Frame) -> None:
        if self._is_past:
            return
        if self.mirror.words:
            self.mirror.words = ""
            self._missing.pop(self._number, None)
            self.take_button.setEnabled(True)
        self.mirror.set_frame(frame)

    @Slot(Path)
    def _use(self, path: Path) -> None:
        if self._is_past:
            return
        self.taken.emit(path)
        self.close()

    @Slot(str)
    def _fail(self, sentence: str) -> None:
        if self._is_past:
            return
        if self.mirror.words:  # it has shown nothing: it is not there
            self._missing[self._number] = sentence
            other = 0 if self._number else 1  # if camera 1 or later is missing, go back to 0; if 0 is missing, try 1
            if other not in self._missing:
                self._open(other)
                return
            self._number = 0
            sentence = self._missing[0]
        self.take_button.setEnabled(False)
        self._show_others()
        self.again_button.show()
        self.advice.hide()
        self.mirror.words = sentence
        self.mirror.set_frame(None)

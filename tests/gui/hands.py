"""What a user's hands do to the window, as the window system tells it."""

from pathlib import Path

from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QWheelEvent
from PySide6.QtWidgets import QApplication, QComboBox, QWidget

from app.gui.window import MainWindow
from app.workers.session import Session
from app.workers.status import Activity

TIMEOUT_MS = 60_000


def drop(window: MainWindow, *files: Path) -> None:
    """Drag files over the window and let them go, as the window system does it."""
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(file)) for file in files])
    point, copy = window.rect().center(), Qt.DropAction.CopyAction
    button, keys = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    enter = QDragEnterEvent(point, copy, mime, button, keys)
    QApplication.sendEvent(window, enter)
    assert enter.isAccepted()
    QApplication.sendEvent(window, QDropEvent(QPointF(point), copy, mime, button, keys))


def until_idle(qtbot, session: Session) -> None:
    """Wait until nothing plays and nothing is exported."""
    if session.activity is not Activity.IDLE:
        with qtbot.waitSignal(
            session.activity_changed, timeout=TIMEOUT_MS, check_params_cb=lambda activity: activity is Activity.IDLE
        ):
            pass
    qtbot.waitUntil(lambda: not session.exporting, timeout=TIMEOUT_MS)


def choose(qtbot, box: QComboBox, text: str) -> None:
    """Walk down a list with the keyboard. Typing a name would depend on how quickly the letters come."""
    while box.currentText() != text:
        before = box.currentIndex()
        qtbot.keyClick(box, Qt.Key.Key_Down)
        assert box.currentIndex() > before, f"{text} is not below"


def wheel(widget: QWidget, notches: int) -> None:
    """Turn the wheel over a control's middle. Who ignores it leaves it to its parent, as Qt does it with a real one."""
    place = widget.mapToGlobal(widget.rect().center())
    over: QWidget | None = QApplication.widgetAt(place)
    assert over is not None
    accepted = False
    while over is not None and not accepted:
        event = QWheelEvent(
            QPointF(over.mapFromGlobal(place)),
            QPointF(place),
            QPoint(),
            QPoint(0, 120 * notches),
            Qt.MouseButton.NoButton,
            Qt.KeyboardModifier.NoModifier,
            Qt.ScrollPhase.NoScrollPhase,
            False,
        )
        QApplication.sendEvent(over, event)
        accepted = event.isAccepted()
        over = over.parentWidget()

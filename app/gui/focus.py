"""Where the keyboard's focus goes when Qt would choose a control by itself, and the order of Tab."""

from collections.abc import Sequence
from itertools import pairwise

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QFocusEvent
from PySide6.QtWidgets import QAbstractButton, QApplication, QComboBox, QMainWindow, QScrollArea, QWidget

_REASON = Qt.FocusReason
_BY_TAB = (_REASON.TabFocusReason, _REASON.BacktabFocusReason)


class FocusKeeper(QObject):
    """Sends the focus to a refuge, a widget that leaves every key to the window, when Qt would give it to any control.

    Qt hands the focus on when its control is disabled or hidden, and when the window comes to the front without one.
    Space would then press a button that nobody chose.
    """

    def __init__(self, window: QMainWindow, refuge: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self._refuge = refuge
        refuge.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        app.installEventFilter(self)
        app.focusChanged.connect(self._on_focus_changed)

    def end(self) -> None:
        """Stop watching the application; called when the window closes."""
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        app.removeEventFilter(self)
        app.focusChanged.disconnect(self._on_focus_changed)

    def rescue(self) -> bool:
        """Take the focus from a control that was disabled or hidden; returns whether that was necessary."""
        held = self._window.focusWidget()
        if held is None or held is self._refuge or (held.isVisible() and held.isEnabled()):
            return False
        self._refuge.setFocus(_REASON.OtherFocusReason)
        return True

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Redirect a focus that Qt has chosen by itself, and scroll to a control that Tab has reached."""
        kind = event.type()
        if kind is QEvent.Type.WindowActivate and watched is self._window:
            if self._window.focusWidget() is None:
                self._refuge.setFocus(_REASON.OtherFocusReason)
        elif kind is QEvent.Type.FocusIn and isinstance(watched, QWidget) and isinstance(event, QFocusEvent):
            if watched.window() is self._window:
                self._on_focus(watched, event.reason())
        return super().eventFilter(watched, event)

    def _on_focus(self, widget: QWidget, reason: Qt.FocusReason) -> None:
        if reason in _BY_TAB:
            _bring_into_sight(widget)
        elif reason is _REASON.OtherFocusReason and isinstance(widget, QAbstractButton | QComboBox):
            self._refuge.setFocus(reason)  # a page turned, and Qt chose this control on the new one

    def _on_focus_changed(self, _old: QWidget | None, new: QWidget | None) -> None:
        if new is None and self._window.isActiveWindow():
            self._refuge.setFocus(_REASON.OtherFocusReason)


def chain(*widgets: QWidget) -> None:
    """Let Tab walk through these in this order."""
    for before, after in pairwise(widgets):
        QWidget.setTabOrder(before, after)


def stops(widget: QWidget) -> Sequence[QWidget]:
    """The widgets inside a widget that Tab reaches, in the order in which they were put there."""
    return [
        child
        for child in widget.findChildren(QWidget)
        if child.focusPolicy() & Qt.FocusPolicy.TabFocus
        and child.focusProxy() is None
        and child.window() is widget.window()  # not a list that drops down
    ]


def _bring_into_sight(widget: QWidget) -> None:
    parent = widget.parentWidget()
    while parent is not None:
        if isinstance(parent, QScrollArea):
            parent.ensureWidgetVisible(widget, 0, 24)
        parent = parent.parentWidget()

"""Decides who gets a key: a control that has a use for it, an action that lasts while it is held, or the commands."""

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSlider,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QLineEdit,
    QTabBar,
)

_KEY, _KIND = Qt.Key, QEvent.Type
_ARROWS = (_KEY.Key_Left, _KEY.Key_Right, _KEY.Key_Home, _KEY.Key_End)
# (keys, controls that have a use for them)
_OWN_KEYS: tuple[tuple[tuple[Qt.Key, ...], tuple[type, ...]], ...] = (
    ((_KEY.Key_Space,), (QAbstractButton, QComboBox)),
    (_ARROWS, (QAbstractSlider, QAbstractSpinBox, QComboBox, QTabBar, QAbstractItemView)),
    ((_KEY.Key_Delete, _KEY.Key_Backspace), (QAbstractItemView,)),
    ((_KEY.Key_Escape,), (QLineEdit,)),
)


@dataclass(frozen=True, slots=True)
class _Held:
    """The arguments of `Keys.hold`."""

    key: Qt.Key
    tell: Callable[[bool], None]
    alone: Callable[[], bool] | None


class Keys(QObject):
    """Sees every key before the window's controls and commands do."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._held: list[_Held] = []
        QApplication.instance().installEventFilter(self)  # type: ignore[union-attr]

    def end(self) -> None:
        """Stop watching keys; called when the window closes."""
        QApplication.instance().removeEventFilter(self)  # type: ignore[union-attr]

    def hold(self, key: Qt.Key, tell: Callable[[bool], None], *, alone: Callable[[], bool] | None = None) -> None:
        """Call `tell` when a letter is pressed without modifiers and when it is released, except in a text field.

        tell: called with True when the key goes down, and with False when it goes up or the window loses the focus, as
            its release would then be missed; so False may come more than once.
        alone: asked at every event. If True, nobody else gets the key; if False, the key is ignored here. Without
            `alone`, others get the key, too, and a focused drop-down list, searched by letters, keeps it for itself.
        """
        self._held.append(_Held(key, tell, alone))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Tell of held keys, and leave a key to the control that the keyboard has reached and that has a use for it."""
        if event.type() in (_KIND.WindowDeactivate, _KIND.ApplicationDeactivate):
            for held in self._held:
                held.tell(False)
        elif isinstance(event, QKeyEvent):
            if any(_takes(held, event) for held in self._held if held.key == event.key() and not event.modifiers()):
                return True
            if event.type() is _KIND.ShortcutOverride and _has_use(watched, event):
                event.accept()
                return True
        return super().eventFilter(watched, event)


def _takes(held: _Held, event: QKeyEvent) -> bool:
    """Call `held.tell` if this event counts; returns whether the event must be kept from others."""
    in_text = isinstance(QApplication.focusWidget(), QLineEdit | QAbstractSpinBox)
    if held.alone is None:
        counts = not in_text and not isinstance(QApplication.focusWidget(), QComboBox)
    else:
        counts = not in_text and held.alone()
    if counts and event.type() is _KIND.ShortcutOverride and held.alone:
        event.accept()
    elif counts and event.type() in (_KIND.KeyPress, _KIND.KeyRelease) and not event.isAutoRepeat():
        held.tell(event.type() is _KIND.KeyPress)
    return counts and held.alone is not None


def _has_use(control: QObject, event: QKeyEvent) -> bool:
    searched = isinstance(control, QComboBox | QAbstractItemView) and event.text().isprintable() and event.text()
    if searched and not event.modifiers() & Qt.KeyboardModifier.ControlModifier:
        return True
    return any(event.key() in keys and isinstance(control, kinds) for keys, kinds in _OWN_KEYS)

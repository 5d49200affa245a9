"""How the portrait performs: settings that show at once and can be undone."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal

from app.core.emotion import TRANSITION_S, Emotion, EmotionKey, EmotionTrack
from app.core.settings import SETTINGS, PerformanceSettings
from app.workers.session_state import SessionState
from app.workers.status import Activity
from app.workers.undo import Change

# A slider that is dragged sends many values; what plays takes them when it rests this long, what stands at once.
SETTINGS_REST_MS = 60


class Direction(QObject):
    """The performance's settings, and its emotions over time.

    The emotion that the take begins with is a key before the sound; every other key is a change on the way. Times are
    seconds of the whole sound, so that a trim leaves every change at its word.

    selected: the change that is being worked on; None for the beginning.
    """

    selected_changed = Signal()

    def __init__(self, state: SessionState, show_again: Callable[[], None]) -> None:
        super().__init__(state)
        self._state = state
        self.selected: EmotionKey | None = None
        self._show_again = show_again
        self._settled = QTimer(self, singleShot=True, interval=SETTINGS_REST_MS)
        self._settled.timeout.connect(show_again)
        state.settings_changed.connect(self._let_go)  # another voice has none of the former one's changes

    def change(self, text: str, settings: PerformanceSettings, merge: str = "") -> None:
        """Perform like this from now on. text: what Undo calls the step; merge: see `Change`."""
        before = self._state.settings
        if settings != before:
            self._state.undo_stack.push(Change(text, self._apply, before, settings, merge))

    def set(self, name: str, value: float) -> None:
        """Change one of SETTINGS by its name. Shows while playing, too."""
        changed: dict[str, Any] = {name: value}
        self.change(SETTINGS[name].step, replace(self._state.settings, **changed), merge=name)

    def set_seed(self, seed: int) -> None:
        """Move differently. Shows while playing, too; each seed is a step of its own."""
        self.change("Other movements", replace(self._state.settings, seed=seed))

    # Emotions

    @property
    def keys(self) -> tuple[EmotionKey, ...]:
        """The changes on the way, in order of time."""
        return tuple(key for key in self._state.settings.emotion.keys if not _is_first(key))

    @property
    def first(self) -> EmotionKey:
        """The emotion that the take begins with."""
        neutral = EmotionKey(-TRANSITION_S, Emotion.NEUTRAL)
        return next((key for key in self._state.settings.emotion.keys if _is_first(key)), neutral)

    @property
    def edited(self) -> EmotionKey:
        """The key that the panel shows: the selected one, or the first."""
        return self.selected if self.selected and self.selected in self.keys else self.first

    def set_emotion(self, emotion: Emotion, intensity: float) -> None:
        """Give the edited key this emotion, 0 to 1 strong. Shows while playing, and at rest."""
        key = EmotionKey(self.edited.time_s, emotion, intensity)
        self._replace(self.selected, key, "Emotion", f"emotion {key.time_s}")

    def add_key(self, time_s: float) -> None:
        """A change of emotion at this time, and the one to work on; it begins with what the face feels there."""
        time_s = max(0.0, time_s)
        if existing := next((key for key in self.keys if abs(key.time_s - time_s) < 0.02), None):
            self.select(existing)
            return
        before = [key for key in (self.first, *self.keys) if key.time_s <= time_s][-1]
        self._replace(None, replace(before, time_s=time_s), "Add emotion", added=True)

    def move_key(self, key: EmotionKey, time_s: float) -> None:
        """Let a change come at another time."""
        self._replace(key, replace(key, time_s=max(0.0, time_s)), "Move emotion")

    def delete_key(self, key: EmotionKey) -> None:
        """Take a change away."""
        if key in self.keys:
            self._put([other for other in self.keys if other != key], self.first, "Delete emotion", "", None)

    def select(self, key: EmotionKey | None) -> None:
        """Work on this change, or on the beginning."""
        if key != self.selected:
            self.selected = key
            self.selected_changed.emit()

    def _let_go(self, _settings: PerformanceSettings) -> None:
        if self.selected not in self.keys:
            self.select(None)

    def _replace(
        self, old: EmotionKey | None, new: EmotionKey, text: str, merge: str = "", *, added: bool = False
    ) -> None:
        """`old` None: the first key, or, when `added`, none at all."""
        others = [key for key in self.keys if key != old]
        if old is None and not added:
            self._put(others, new, text, merge, None)
        else:
            self._put([*others, new], self.first, text, merge, new)

    def _put(
        self, keys: list[EmotionKey], first: EmotionKey, text: str, merge: str, selected: EmotionKey | None
    ) -> None:
        start = [] if first.emotion is Emotion.NEUTRAL else [first]
        track = EmotionTrack((*start, *sorted(keys, key=lambda key: key.time_s)))
        self.change(text, replace(self._state.settings, emotion=track), merge)
        self.select(selected)

    def _apply(self, settings: PerformanceSettings) -> None:
        before = self.keys
        self._state.set_settings(settings)
        self.select(_same(self.selected, before, self.keys))
        self._state.settings_changed.emit(settings)
        if self._state.activity is Activity.IDLE:
            self._show_again()
        else:
            self._settled.start()


def _same(key: EmotionKey | None, before: tuple[EmotionKey, ...], now: tuple[EmotionKey, ...]) -> EmotionKey | None:
    """The change that a key has become: the one at its time, else the one in its place."""
    if key is None or key in now:
        return key
    if at_its_time := next((other for other in now if other.time_s == key.time_s), None):
        return at_its_time
    return now[before.index(key)] if len(before) == len(now) and key in before else None


def _is_first(key: EmotionKey) -> bool:
    return key.time_s < 0.0

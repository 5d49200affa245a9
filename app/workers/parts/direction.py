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

# A slider that is dragged sends many values: while playing they are used once it rests this long, otherwise at once.
SETTINGS_REST_MS = 60
SAME_MOMENT_S = 0.035  # for a hand and the eye: less than one frame of the movement, so the next frame is another


class Direction(QObject):
    """The performance's settings, and its emotions over time.

    The emotion that the take begins with is a key at a negative time; every other key is a change during the take.
    Times are seconds of the whole sound, so that a trim leaves every change at its word.

    selected: the change that the panel edits; None for the emotion at the beginning.
    """

    selected_changed = Signal()

    def __init__(self, state: SessionState, show_again: Callable[[], None]) -> None:
        super().__init__(state)
        self._state = state
        self.selected: EmotionKey | None = None
        self._show_again = show_again
        self._settled = QTimer(self, singleShot=True, interval=SETTINGS_REST_MS)
        self._settled.timeout.connect(show_again)
        state.settings_changed.connect(self._let_go)  # with another voice the selected change may be gone

    def change(self, text: str, settings: PerformanceSettings, merge: str = "") -> None:
        """Replace the settings, as a step on the undo stack. text: what Undo calls the step; merge: see `Change`."""
        before = self._state.settings
        if settings != before:
            self._state.undo_stack.push(Change(text, self._apply, before, settings, merge))

    def set(self, name: str, value: float) -> None:
        """Change one of SETTINGS by its name. What is playing takes the new value on."""
        changed: dict[str, Any] = {name: value}
        self.change(SETTINGS[name].step, replace(self._state.settings, **changed), merge=name)

    def set_seed(self, seed: int) -> None:
        """Change the seed of the idle movement, while playing, too; changes of it are not merged into one undo step."""
        self.change("Another variation", replace(self._state.settings, seed=seed))

    # Emotions

    @property
    def keys(self) -> tuple[EmotionKey, ...]:
        """The changes of emotion during the take, in order of time."""
        return tuple(key for key in self._state.settings.emotion.keys if not _is_first(key))

    @property
    def first(self) -> EmotionKey:
        """The emotion that the take begins with: the key at a negative time, neutral without one."""
        neutral = EmotionKey(-TRANSITION_S, Emotion.NEUTRAL)
        return next((key for key in self._state.settings.emotion.keys if _is_first(key)), neutral)

    @property
    def edited(self) -> EmotionKey:
        """The key that the panel shows: the selected one, or the first."""
        return self.selected if self.selected and self.selected in self.keys else self.first

    def set_emotion(self, emotion: Emotion, intensity: float) -> None:
        """Give the edited key this emotion. intensity: 0 to 1. Shows while playing, and at rest."""
        key = EmotionKey(self.edited.time_s, emotion, intensity)
        self._replace(self.selected, key, "Emotion", f"emotion {key.time_s}")

    def add_key(self, time_s: float) -> None:
        """Add a change at this time and select it; it starts as a copy of the key in force there.

        At the same moment as another change that one is selected instead, and where the take begins the emotion with
        which it begins: a change there would cover that one.
        """
        time_s = max(0.0, time_s)
        if existing := next((key for key in self.keys if _same_moment(key, time_s)), None):
            self.select(existing)
            return
        before = [key for key in (self.first, *self.keys) if key.time_s <= time_s][-1]
        if abs(time_s - self._state.edit.start_s) < SAME_MOMENT_S:
            self.select(None if before == self.first else before)
            self._state.noted.emit("The emotion with which the take begins can be chosen in Direct.")
            return
        self._replace(None, replace(before, time_s=time_s), "Add emotion", added=True)

    def move_key(self, key: EmotionKey, time_s: float) -> None:
        """Move a change to another time, 0 or later, in place of another change at that moment."""
        moved = replace(key, time_s=max(0.0, time_s))
        others = [other for other in self.keys if other != key and not _same_moment(other, moved.time_s)]
        self._put([*others, moved], self.first, "Move emotion", "", moved)

    def delete_key(self, key: EmotionKey) -> None:
        """Remove a change, and select the beginning."""
        if key in self.keys:
            self._put([other for other in self.keys if other != key], self.first, "Delete emotion", "", None)

    def select(self, key: EmotionKey | None) -> None:
        """Select the key that the panel edits; None for the beginning."""
        if key != self.selected:
            self.selected = key
            self.selected_changed.emit()

    def _let_go(self, _settings: PerformanceSettings) -> None:
        if self.selected not in self.keys:
            self.select(None)

    def _replace(
        self, old: EmotionKey | None, new: EmotionKey, text: str, merge: str = "", *, added: bool = False
    ) -> None:
        """Put `new` in place of `old`; None for `old` means the first key, or no key when `added`."""
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
    """The key that `key` has become after a change of the settings: at its time, else at its index; None if neither."""
    if key is None or key in now:
        return key
    nearest = min(now, key=lambda other: abs(other.time_s - key.time_s), default=None)
    if nearest and _same_moment(nearest, key.time_s):
        return nearest
    return now[before.index(key)] if len(before) == len(now) and key in before else None


def _same_moment(key: EmotionKey, time_s: float) -> bool:
    return abs(key.time_s - time_s) < SAME_MOMENT_S


def _is_first(key: EmotionKey) -> bool:
    return key.time_s < 0.0

"""How the portrait performs: settings that show at once and can be undone."""

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import QObject, QTimer

from app.core.emotion import NO_EMOTION, Emotion, EmotionTrack
from app.core.settings import PerformanceSettings
from app.workers.session_state import SessionState
from app.workers.undo import Change

# A slider that is dragged sends many values; the face follows when it rests this long.
SETTINGS_REST_MS = 60


class Direction(QObject):
    """The performance's settings. `show_again` draws what is on the screen anew."""

    def __init__(self, state: SessionState, show_again: Callable[[], None]) -> None:
        super().__init__(state)
        self._state = state
        self._settled = QTimer(self, singleShot=True, interval=SETTINGS_REST_MS)
        self._settled.timeout.connect(show_again)

    def change(self, text: str, settings: PerformanceSettings, merge: str = "") -> None:
        """Perform like this from now on. text: what Undo calls the step; merge: see `Change`."""
        before = self._state.settings
        if settings != before:
            self._state.undo_stack.push(Change(text, self._apply, before, settings, merge))

    def set_head(self, head: float) -> None:
        """Strength of head movement, 0 to 1. Shows while playing, too."""
        self.change("Head movement", replace(self._state.settings, head=head), "head")

    def set_seed(self, seed: int) -> None:
        """The take's seed. Shows while playing, too."""
        self.change("Another take", replace(self._state.settings, seed=seed))

    def set_emotion(self, emotion: Emotion, intensity: float) -> None:
        """One emotion for the whole take, 0 to 1 strong. Shows while playing, and at rest."""
        track = NO_EMOTION if emotion is Emotion.NEUTRAL else EmotionTrack.constant(emotion, intensity)
        self.change("Emotion", replace(self._state.settings, emotion=track), "emotion")

    def _apply(self, settings: PerformanceSettings) -> None:
        self._state.settings = settings
        self._state.settings_changed.emit(settings)
        self._settled.start()

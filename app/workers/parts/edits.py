"""Trims and fades the voice; its file stays as it is."""

from dataclasses import replace

from PySide6.QtCore import QObject

from app.core.clip_edit import ClipEdit
from app.workers.parts.playback import Playback
from app.workers.session_state import SessionState
from app.workers.undo import Change

SHORTEST_S = 0.2  # the motion model's window


class Edits(QObject):
    """Which part of the voice is used. All times are seconds of the whole sound."""

    def __init__(self, state: SessionState, playback: Playback) -> None:
        super().__init__(state)
        self._state = state
        self._playback = playback

    def trim(self, start_s: float, stop_s: float | None) -> None:
        """Use the sound from start to stop, None for its end, at least SHORTEST_S; too long fades are shortened."""
        if not self._may_edit():
            return
        whole_s, edit = self._state.whole_s, self._state.edit
        stop_s = whole_s if stop_s is None else min(stop_s, whole_s)
        start_s = min(max(start_s, 0.0), max(0.0, stop_s - SHORTEST_S))
        stop_s = max(stop_s, min(start_s + SHORTEST_S, whole_s))
        self._change("Trim", _fitting(replace(edit, start_s=start_s, stop_s=_open(stop_s, whole_s)), whole_s))

    def fade(self, fade_in_s: float, fade_out_s: float) -> None:
        """Set the lengths of fade-in and fade-out at the ends of the kept part; too long ones are shortened."""
        if self._may_edit():
            faded = replace(self._state.edit, fade_in_s=max(0.0, fade_in_s), fade_out_s=max(0.0, fade_out_s))
            self._change("Fade", _fitting(faded, self._state.whole_s))

    def undo_all(self) -> None:
        """Remove trim and fades, as one step on the undo stack."""
        if self._may_edit():
            self._change("Whole sound", ClipEdit())

    def _may_edit(self) -> bool:
        return self._state.sound is not None

    def _change(self, text: str, edit: ClipEdit) -> None:
        if edit != self._state.edit:
            self._state.undo_stack.push(Change(text, self._apply, self._state.edit, edit))

    def _apply(self, edit: ClipEdit) -> None:
        """Put an edit into the state; the play head stays at its moment of the sound, or moves to the nearest kept."""
        state = self._state
        at_rest = state.position_s == 0.0
        moment_s = state.position_s + state.edit.start_s
        state.set_edit(edit)
        state.move_to(0.0 if at_rest else min(max(moment_s - edit.start_s, 0.0), state.last_s))
        self._playback.begin_again()


def _open(stop_s: float, whole_s: float) -> float | None:
    """The stop of an edit: None, for an open end, where it lies at the end of the sound or beyond."""
    return None if stop_s >= whole_s else stop_s


def _fitting(edit: ClipEdit, whole_s: float) -> ClipEdit:
    """The edit with fades shortened so that both fit into the kept part."""
    kept_s = edit.kept_s(whole_s)
    fade_in_s = min(edit.fade_in_s, kept_s)
    return replace(edit, fade_in_s=fade_in_s, fade_out_s=min(edit.fade_out_s, kept_s - fade_in_s))

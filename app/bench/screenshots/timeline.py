"""Brings the window into the states of directing, for pictures of them."""

from collections.abc import Callable

from app.bench.driven_window import DrivenWindow
from app.core.emotion import Emotion
from app.gui.panel.panel import Page
from app.workers.playing import LoopRange

CHANGES = ((1.3, Emotion.SURPRISED, 0.8), (3.2, Emotion.HAPPY, 0.6), (6.2, Emotion.SAD, 0.6))


def shoot_direction(driven: DrivenWindow, save: Callable[[str], None]) -> None:
    """Save a trimmed and faded voice with emotions on the way, and a part of it close by. All is undone afterwards."""
    session, window = driven.session, driven.window
    page, steps = window.panel.page, session.undo_stack.index()
    window.panel.show_page(Page.DIRECT)
    session.edits.trim(0.4, 8.2)
    session.edits.fade(0.6, 1.1)
    for time_s, emotion, intensity in CHANGES:
        session.direction.add_key(time_s)
        session.set_emotion(emotion, intensity)
    session.direction.select(session.direction.keys[1])
    session.direction.set("head", 0.8)
    session.direction.set("gaze", 1.4)
    session.seek(3.9)
    driven.until(session.frame_arrived, lambda frame: frame.index > 90)
    save("directing")
    window.timeline.view.zoom(3.0)
    session.playback.select(LoopRange(3.3, 5.1))
    save("timeline-close")
    session.playback.select(None)
    window.timeline.view.zoom(1e-9)
    session.undo_stack.setIndex(steps)
    session.seek(0.0)
    window.panel.show_page(page)

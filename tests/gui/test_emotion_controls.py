"""An emotion is chosen in the real window, and the face shows it: at rest, paused and while it plays."""

import numpy as np
from hands import TIMEOUT_MS, choose, until_idle
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication

from app.core.emotion import NO_EMOTION, Emotion, EmotionTrack
from app.core.motion import FRAMES_PER_SECOND
from app.gui.panel.panel import Page

LEFT = Qt.MouseButton.LeftButton
SEEN = 40  # difference in one pixel, of 255, that nobody overlooks


def shown_after(qtbot, session, do):
    """The frame that follows on an action."""
    with qtbot.waitSignal(session.frame_arrived, timeout=TIMEOUT_MS) as arrived:
        do()
    return arrived.args[0]


def difference(one, other):
    return int(np.abs(one.rgb.astype(int) - other.rgb.astype(int)).max())


def test_the_portrait_at_rest_shows_the_emotion(qtbot, loaded):
    session, box = loaded.session, loaded.direct.emotion.emotion
    happy = shown_after(qtbot, session, lambda: qtbot.keyClick(box, Qt.Key.Key_Down))
    assert session.settings.emotion == EmotionTrack.constant(Emotion.HAPPY, 1.0)
    assert difference(happy, session.portrait.still) > SEEN
    neutral = shown_after(qtbot, session, lambda: qtbot.keyClick(box, Qt.Key.Key_Up))
    assert session.settings.emotion == NO_EMOTION
    assert difference(neutral, session.portrait.still) == 0
    assert session.position_s == 0.0


def test_the_intensity_counts_and_waits_for_an_emotion(qtbot, loaded):
    session, part = loaded.session, loaded.direct.emotion
    assert not part.intensity.isEnabled()
    assert part.intensity.value() == 100
    full = shown_after(qtbot, session, lambda: choose(qtbot, part.emotion, "Surprised"))
    assert part.intensity.isEnabled()

    def click_at_the_left():
        qtbot.mouseClick(part.intensity, LEFT, pos=QPoint(part.intensity.width() // 4, part.intensity.height() // 2))

    weaker = shown_after(qtbot, session, click_at_the_left)
    intensity = part.intensity.value() / 100
    assert 0.0 < intensity < 1.0
    assert session.settings.emotion == EmotionTrack.constant(Emotion.SURPRISED, intensity)
    assert 0 < difference(weaker, session.portrait.still)
    assert difference(weaker, full) > 0
    for _ in Emotion:
        qtbot.keyClick(part.emotion, Qt.Key.Key_Up)
    assert session.settings.emotion == NO_EMOTION
    assert not part.intensity.isEnabled()
    part.setEnabled(False)
    part.setEnabled(True)
    assert not part.intensity.isEnabled()


def test_an_emotion_chosen_while_playing_is_shown(qtbot, loaded):
    session, box = loaded.session, loaded.direct.emotion.emotion
    shown_after(qtbot, session, lambda: qtbot.mouseClick(loaded.transport.play_button, LEFT))
    qtbot.keyClick(box, Qt.Key.Key_Down)
    qtbot.waitUntil(lambda: session.position_s > 1.2, timeout=TIMEOUT_MS)
    played = shown_after(qtbot, session, lambda: None)
    session.stop()
    until_idle(qtbot, session)
    happy = shown_after(qtbot, session, lambda: session.seek(played.index / FRAMES_PER_SECOND))
    neutral = shown_after(qtbot, session, lambda: qtbot.keyClick(box, Qt.Key.Key_Up))
    assert played.index == happy.index == neutral.index
    assert difference(played, happy) == 0
    assert difference(played, neutral) > SEEN


def test_tab_goes_through_the_controls_from_top_to_bottom(qtbot, loaded):
    direct = loaded.direct
    loaded.panel.show_page(Page.DIRECT)
    choose(qtbot, direct.emotion.emotion, "Sad")
    direct.presets.box.setFocus(Qt.FocusReason.TabFocusReason)
    controls = [direct.emotion.emotion, direct.emotion.intensity, direct.emotion.add_button]
    controls += [control.slider for control in direct.movement.sliders.values()]
    for control in (*controls, direct.movement.seed, direct.movement.dice):
        qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)
        assert QApplication.focusWidget() is control, control.accessibleName()

"""Brings the window into its states, for pictures of them."""

from app.bench.driven_window import DrivenWindow
from app.bench.screenshots.album import Album
from app.bench.screenshots.spoken_file import SpokenFile
from app.core.emotion import Emotion
from app.core.paths import resource
from app.gui.demo import DEMO_PORTRAIT, DEMO_VOICE
from app.gui.panel.panel import Page
from app.workers.playing import LoopRange
from app.workers.recording.booth import BoothState

RECORDED_S, SPOKEN_LIVE_S = 3.2, 2.6
CHANGES = ((1.3, Emotion.SURPRISED, 0.8), (3.2, Emotion.HAPPY, 0.6), (6.2, Emotion.SAD, 0.6))


def shoot_portrait(driven: DrivenWindow, album: Album) -> None:
    """Save the portrait's page with a further picture, and the correction of the face while a point is chosen."""
    window, session = driven.window, driven.session
    page = window.panel.page
    window.panel.show_page(Page.PORTRAIT)
    window.portrait.add_more([resource(DEMO_PORTRAIT)])
    driven.until(session.portrait_changed)
    window.banner.dismiss()
    album.save("portrait")
    session.undo()
    driven.until(session.portrait_changed)
    driven.settle()
    window.placing.open()
    driven.until(window.placing.opened)
    editor = window.placing.editor
    if editor is not None:
        driven.until(window.placing.tried)
        album.save("correcting")
        window.placing.close()
    window.panel.show_page(page)


def shoot_recording(driven: DrivenWindow, album: Album) -> None:
    """Save the countdown, a recording, and the takes that came of it. The voice is another one afterwards."""
    window, booth = driven.window, driven.window.recording.booth
    page = window.panel.page
    window.panel.show_page(Page.VOICE)
    booth.open_microphone = lambda _device: SpokenFile(resource(DEMO_VOICE))
    for take in range(3):
        window.recording.record_or_stop()
        driven.until(booth.count_changed, lambda count: count == 2)
        if take == 2:
            driven.settle()
            album.save("countdown")
        until_s = RECORDED_S - take
        driven.until(booth.captured, lambda captured, until_s=until_s: captured.seconds > until_s)
        if take == 2:
            album.save("recording")
        window.recording.record_or_stop()
        driven.until(driven.session.sound_changed)
        if booth.state is not BoothState.IDLE:
            driven.until(booth.state_changed)
    shelf = booth.shelf
    shelf.rename(shelf.recordings[1].path, "Second verse")
    album.save("takes")
    window.panel.show_page(page)


def shoot_live(driven: DrivenWindow, album: Album) -> None:
    """Save the performance, push-to-talk, and what is left when it has ended."""
    live = driven.window.live
    live.studio.open_microphone = lambda _device, _latency_s: SpokenFile(resource(DEMO_VOICE))
    live.switch()
    driven.until(live.studio.frame_painted, lambda times, _painted_at_s: times.index >= SPOKEN_LIVE_S * 25)
    driven.window.banner.dismiss()
    album.save("live")
    live.bar.push_to_talk.click()
    driven.settle(1500)  # until the lips rest
    driven.window.banner.dismiss()
    album.save("live-push-to-talk")
    live.bar.push_to_talk.click()
    live.switch()
    driven.until(driven.session.jobs.ended)
    driven.window.banner.dismiss()
    album.save("live-ended")
    live.bar.close_button.click()


def shoot_direction(driven: DrivenWindow, album: Album) -> None:
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
    album.save("directing")
    key = session.direction.keys[1]
    window.timeline.view.lane_menu_wanted.emit(window.pos(), key.time_s, key)
    album.save_beside("menu-emotions", window.context.of_lane)
    window.timeline.view.zoom(3.0)
    session.playback.select(LoopRange(3.3, 5.1))
    album.save("timeline-close")
    session.playback.select(None)
    window.timeline.view.zoom(1e-9)
    session.undo_stack.setIndex(steps)
    session.seek(0.0)
    window.panel.show_page(page)

"""Brings the window into the states of a live performance, for pictures of them."""

from collections.abc import Callable

from app.bench.driven_window import DrivenWindow
from app.bench.screenshots.spoken_file import SpokenFile
from app.core.paths import resource
from app.gui.main import DEMO_VOICE

SPOKEN_S = 2.6


def shoot_live(driven: DrivenWindow, save: Callable[[str], None]) -> None:
    """Save the performance, push-to-talk, and what is left when it has ended."""
    live = driven.window.live
    live.studio.open_microphone = lambda _device, _latency_s: SpokenFile(resource(DEMO_VOICE))
    live.switch()
    driven.until(live.studio.frame_painted, lambda times, _painted_at_s: times.index >= SPOKEN_S * 25)
    driven.window.banner.dismiss()
    save("live")
    live.bar.push_to_talk.click()
    driven.settle(1500)  # until the lips rest
    driven.window.banner.dismiss()
    save("live-push-to-talk")
    live.bar.push_to_talk.click()
    live.switch()
    driven.until(driven.session.jobs.ended)
    driven.window.banner.dismiss()
    save("live-ended")
    live.bar.close_button.click()

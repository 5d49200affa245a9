"""Brings the window into the states of recording, for pictures of them."""

from collections.abc import Callable

from app.bench.driven_window import DrivenWindow
from app.bench.screenshots.spoken_file import SpokenFile
from app.core.paths import resource
from app.gui.main import DEMO_VOICE
from app.gui.panel.panel import Page
from app.workers.recording.booth import BoothState

SECONDS = 3.2


def shoot_recording(driven: DrivenWindow, save: Callable[[str], None]) -> None:
    """Save the countdown, a recording, and the list of what was recorded. The voice is another one afterwards."""
    window, booth = driven.window, driven.window.recording.booth
    page = window.panel.page
    window.panel.show_page(Page.VOICE)
    booth.open_microphone = lambda _device: SpokenFile(resource(DEMO_VOICE))
    for number in range(3):
        window.recording.record_or_stop()
        driven.until(booth.count_changed, lambda count: count == 2)
        if number == 2:
            driven.settle()
            save("countdown")
        until_s = SECONDS - number
        driven.until(booth.captured, lambda captured, until_s=until_s: captured.seconds > until_s)
        if number == 2:
            save("recording")
        window.recording.record_or_stop()
        driven.until(driven.session.sound_changed)
        if booth.state is not BoothState.IDLE:
            driven.until(booth.state_changed)
    shelf = booth.shelf
    shelf.rename(shelf.recordings[1].path, "Second verse")
    save("takes")
    window.panel.show_page(page)

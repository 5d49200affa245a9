"""Brings the window into the states in which a face drives the portrait, for pictures of them."""

from functools import partial
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PySide6.QtWidgets import QMessageBox

from app.bench.driven_window import DrivenWindow
from app.bench.filmed_camera import GREY, FilmedCamera, film_portrait
from app.bench.screenshots.album import Album
from app.bench.screenshots.spoken_file import SpokenFile
from app.core.paths import resource
from app.gui.demo import DEMO_VOICE
from app.gui.panel.panel import Page

FILM_S = 3.0
SEEN_S = 2.6  # after which the camera sees nobody


class _LeftAlone(FilmedCamera):
    """A camera from which the one who was filmed goes away."""

    def read(self) -> NDArray[np.uint8]:
        rgb = super().read()
        return rgb if next(self._seen) < SEEN_S * self._rate else np.full_like(rgb, GREY)

    def __init__(self, path: Path) -> None:
        super().__init__(path)
        self._seen = iter(range(1_000_000))


def shoot_driver(driven: DrivenWindow, album: Album, people: Path) -> None:
    """Save the question about a video, its face being read, and one of several faces that drives; all is undone.

    people: a picture of several.
    """
    session, window = driven.session, driven.window
    page, steps = window.panel.page, session.undo_stack.index()
    window.panel.show_page(Page.VOICE)
    film = film_portrait(people, resource(DEMO_VOICE), FILM_S, driven.folder / "interview.mp4")
    window.files.open_file(film)
    driven.until(session.drivers.offered)
    [question] = window.findChildren(QMessageBox)
    album.save_beside("driver-question", question)
    session.drivers.load(film, sound=False)
    driven.until(session.drivers.read, lambda read: read.done > 5)
    album.save("driver-reading")
    if session.driver is None:
        driven.until(session.driver_changed)
    window.banner.dismiss()
    album.save("driver")
    session.undo_stack.setIndex(steps)
    driven.settle()
    window.panel.show_page(page)


def shoot_camera(driven: DrivenWindow, album: Album, portrait: Path) -> None:
    """Save Live with a face before the camera, and what is said when it is lost."""
    live = driven.window.live
    film = film_portrait(portrait, resource(DEMO_VOICE), FILM_S, driven.folder / "camera.mp4")
    live.studio.open_microphone = lambda _device, _latency_s: SpokenFile(resource(DEMO_VOICE))
    for state, camera in (("live-camera", FilmedCamera), ("live-camera-lost", _LeftAlone)):
        live.studio.open_camera = partial(camera, film)
        live.switch_camera()
        last = 4 * SEEN_S if camera is _LeftAlone else SEEN_S
        driven.until(
            live.studio.frame_painted,
            lambda times, _painted_at_s, last=last: times.by_face and times.index > 25 * last,
        )
        driven.window.banner.dismiss()
        album.save(state)
        live.switch()
        driven.until(driven.session.jobs.ended)
        live.bar.close_button.click()
    driven.window.banner.dismiss()

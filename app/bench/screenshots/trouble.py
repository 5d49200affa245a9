"""Brings the window into the states that nobody wishes for, for pictures of them."""

from PySide6.QtGui import QColor, QImage
from PySide6.QtWidgets import QMessageBox

from app.bench.driven_window import DrivenWindow
from app.bench.screenshots.album import Album
from app.core.errors import NoMicrophone
from app.core.paths import project_locks_folder, resource
from app.gui.demo import DEMO_PORTRAIT
from app.gui.panel.panel import Page
from app.media.devices.microphone import Microphone
from app.media.projects.lock import ProjectLock

UNPLUGGED = "No microphone was found. Plug one in and try again."


def shoot_bad_files(driven: DrivenWindow, album: Album) -> None:
    """Save what is said of files that cannot be used, and of a picture without a face."""
    session, window, folder = driven.session, driven.window, driven.folder
    stranger, nothing, sky = folder / "holiday.jpg", folder / "interview.wav", folder / "sky.png"
    stranger.write_bytes(b"not a picture at all")
    nothing.touch()
    clouds = QImage(640, 480, QImage.Format.Format_RGB32)
    clouds.fill(QColor("#8fb4d8"))
    clouds.save(str(sky))
    for state, file in (("error-picture", stranger), ("error-sound", nothing), ("error-no-face", sky)):
        window.files.open_file(file)
        driven.until(session.told)
        driven.settle()
        album.save(state)
    session.load_portrait(resource(DEMO_PORTRAIT))
    driven.until(session.portrait_changed)
    window.banner.dismiss()


def shoot_no_microphone(driven: DrivenWindow, album: Album) -> None:
    """Save Live and a recording for which no microphone was found."""
    window, booth, studio = driven.window, driven.window.recording.booth, driven.window.live.studio
    page = window.panel.page

    def fail(*_: object) -> Microphone:
        raise NoMicrophone(UNPLUGGED)

    hearing, booth.open_microphone = booth.open_microphone, fail
    listening, studio.open_microphone = studio.open_microphone, fail
    window.live.switch()
    driven.until(driven.session.told)
    album.save("error-live")
    window.banner.dismiss()
    window.panel.show_page(Page.VOICE)
    window.recording.record_or_stop()
    driven.until(booth.told)
    album.save("error-recording")
    window.banner.dismiss()
    window.panel.show_page(page)
    booth.open_microphone, studio.open_microphone = hearing, listening


def shoot_failed_export(driven: DrivenWindow, album: Album) -> None:
    """Save an export into a folder that is not there."""
    driven.session.export(driven.folder / "not there" / "demo.mp4")
    driven.until(driven.session.exports.ended)
    album.save("error-export")
    driven.window.banner.dismiss()


def shoot_projects(driven: DrivenWindow, album: Album) -> None:
    """Save a project just saved, the question when a changed one is left, and what a project may meet with."""
    session, window = driven.session, driven.window
    mine, other = driven.folder / "anna.rhapsode", driven.folder / "bob.rhapsode"
    for file in (other, mine):
        session.projects.save(file)
        driven.until(session.noted)
    album.save("project-saved")
    session.set_head(0.2)
    window.project.begin()
    [question] = window.findChildren(QMessageBox)
    album.save_beside("project-question", question)
    session.undo()
    taken = driven.folder / "carla.rhapsode"
    taken.mkdir()  # a folder that is not there would be made
    session.projects.save(taken)
    driven.until(session.told)
    album.save("error-project")
    window.banner.dismiss()
    session.projects.came_back.emit()
    album.save("recovered")
    elsewhere = ProjectLock(project_locks_folder())
    elsewhere.take(other)
    session.projects.open(other)
    driven.until(session.told)
    album.save("project-open-elsewhere")
    elsewhere.release()
    window.banner.dismiss()

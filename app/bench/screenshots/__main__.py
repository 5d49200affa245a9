"""Pictures of the window in every state, for the README and for review: `python -m app.bench.screenshots OUTDIR`.

Each state is saved in every size that the screen has room for. For all of them, and for a small screen at 200 %:
`xvfb-run -s "-screen 0 1920x1200x24" python -m app.bench.screenshots OUTDIR`,
`QT_SCALE_FACTOR=2 xvfb-run -s "-screen 0 1280x800x24" python -m app.bench.screenshots OUTDIR`.
"""

import argparse
from pathlib import Path

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtWidgets import QMenu

from app.bench.driven_window import DrivenWindow
from app.bench.screenshots.album import Album
from app.bench.screenshots.driving import shoot_camera, shoot_driver
from app.bench.screenshots.states import shoot_direction, shoot_live, shoot_portrait, shoot_recording
from app.bench.screenshots.trouble import shoot_bad_files, shoot_failed_export, shoot_no_microphone, shoot_projects
from app.core.paths import resource
from app.gui.demo import DEMO_PORTRAIT, DEMO_VOICE
from app.workers.status import Activity

SCHEMES = {"light": Qt.ColorScheme.Light, "dark": Qt.ColorScheme.Dark}


def picture_of_three(portrait: Path, target: Path) -> Path:
    """Save to `target`, and return it, a picture that shows one portrait three times, at different sizes."""
    one = QImage(str(portrait))
    group = QImage(one.width() * 2, round(one.height() * 0.75), QImage.Format.Format_RGB32)
    group.fill(QColor("#6d7378"))
    painter = QPainter(group)
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
    left = 0.0
    for share in (0.62, 0.75, 0.63):
        width, height = one.width() * share, one.height() * share
        painter.drawImage(QRectF(left, group.height() - height, width, height), one, QRectF(one.rect()))
        left += width
    painter.end()
    group.save(str(target))
    return target


def shoot(driven: DrivenWindow, album: Album, scheme: str) -> None:
    """Bring the window into each state and save it."""
    session, window = driven.session, driven.window
    driven.theme.follow(SCHEMES[scheme])
    album.save("empty")
    session.load_sound(resource(DEMO_VOICE))
    session.load_portrait(resource(DEMO_PORTRAIT))
    driven.until(session.picture_seen)
    album.save("loading")
    if session.portrait is None:
        driven.until(session.portrait_changed)
    album.save("ready")
    shoot_portrait(driven, album)
    shoot_recording(driven, album)
    shoot_live(driven, album)
    shoot_no_microphone(driven, album)
    session.load_sound(resource(DEMO_VOICE))
    driven.until(session.sound_changed)
    people = picture_of_three(resource(DEMO_PORTRAIT), driven.folder / "three people.png")
    shoot_driver(driven, album, people)
    shoot_camera(driven, album, resource(DEMO_PORTRAIT))
    shoot_direction(driven, album)
    session.play()
    driven.until(session.position_changed, lambda position_s: position_s >= 2.1)
    window.banner.dismiss()
    album.save("playing")
    session.stop()
    driven.until(session.activity_changed, lambda activity: activity is Activity.IDLE)
    album.save("paused")
    session.export(driven.folder / "demo.mp4")
    driven.until(session.export_progressed, lambda progress: progress.done > progress.total / 2)
    album.save("exporting")
    driven.until(session.exports.ended)
    album.save("exported")
    shoot_failed_export(driven, album)
    shoot_projects(driven, album)
    shoot_bad_files(driven, album)
    session.load_portrait(people)
    driven.until(session.portrait_changed)
    window.banner.dismiss()
    album.save("faces")
    window.stage.set_drop_hint("Drop to use this portrait")
    album.save("dropping")
    window.stage.set_drop_hint("")
    album.save_beside("menu-picture", window.context.of_picture)
    for menu in window.menuBar().findChildren(QMenu, options=Qt.FindChildOption.FindDirectChildrenOnly):
        if not menu.title():
            continue  # what the bar has for menus that it has no room for
        album.save_beside(f"menu-{menu.title().strip('&').lower()}", menu)
    album.save_beside("about", window.program.about())
    album.save_beside("shortcuts", window.program.shortcuts())
    album.save_beside("manual", window.program.manual())
    album.save_beside("report", window.program.report())


def main() -> int:
    """Take all pictures."""
    parser = argparse.ArgumentParser(description="Saves pictures of the window in every state.")
    parser.add_argument("folder", type=Path)
    folder: Path = parser.parse_args().folder
    folder.mkdir(parents=True, exist_ok=True)
    for scheme in SCHEMES:
        with DrivenWindow() as driven:
            shoot(driven, Album(driven, folder, scheme), scheme)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())

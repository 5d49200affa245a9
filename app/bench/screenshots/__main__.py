"""Pictures of the window in every state, for the README and for review: `python -m app.bench.screenshots OUTDIR`."""

import argparse
from pathlib import Path

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter

from app.bench.driven_window import DrivenWindow
from app.bench.screenshots.states import shoot_direction, shoot_live, shoot_portrait, shoot_recording
from app.core.paths import resource
from app.gui.demo import DEMO_PORTRAIT, DEMO_VOICE
from app.gui.fitting import LEAST, USUAL
from app.workers.status import Activity

SIZES = (("-small", LEAST), ("", USUAL))
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


def shoot(driven: DrivenWindow, folder: Path, scheme: str) -> None:
    """Bring the window into each state and save it."""
    session, window = driven.session, driven.window

    def save(state: str) -> None:
        for name, size in SIZES:
            window.resize(size)
            driven.settle()
            window.grab().save(str(folder / f"{state}{name}-{scheme}.png"))

    driven.theme.follow(SCHEMES[scheme])
    save("empty")
    session.load_sound(resource(DEMO_VOICE))
    session.load_portrait(resource(DEMO_PORTRAIT))
    driven.until(session.picture_seen)
    save("loading")
    if session.portrait is None:
        driven.until(session.portrait_changed)
    save("ready")
    shoot_portrait(driven, save)
    shoot_recording(driven, save)
    shoot_live(driven, save)
    session.load_sound(resource(DEMO_VOICE))
    driven.until(session.sound_changed)
    shoot_direction(driven, save)
    session.play()
    driven.until(session.position_changed, lambda position_s: position_s >= 2.1)
    window.banner.dismiss()
    save("playing")
    session.stop()
    driven.until(session.activity_changed, lambda activity: activity is Activity.IDLE)
    save("paused")
    session.export(driven.folder / "demo.mp4")
    driven.until(session.export_progressed, lambda progress: progress.done > progress.total / 2)
    save("exporting")
    driven.until(session.exports.ended)
    save("exported")
    stranger = driven.folder / "holiday.jpg"
    stranger.write_bytes(b"not a picture at all")
    window.files.open_file(stranger)
    driven.until(session.told)
    save("error")
    session.load_portrait(picture_of_three(resource(DEMO_PORTRAIT), driven.folder / "three people.png"))
    driven.until(session.portrait_changed)
    window.banner.dismiss()
    save("faces")
    window.stage.set_drop_hint("Drop to use this portrait")
    save("dropping")
    window.stage.set_drop_hint("")
    help_ = window.program
    dialogs = {"about": help_.about, "shortcuts": help_.shortcuts, "manual": help_.manual, "report": help_.report}
    for name, make in dialogs.items():
        dialog = make()
        dialog.show()
        driven.settle()
        dialog.grab().save(str(folder / f"{name}-{scheme}.png"))
        dialog.close()


def main() -> int:
    """Take all pictures."""
    parser = argparse.ArgumentParser(description="Saves pictures of the window in every state.")
    parser.add_argument("folder", type=Path)
    folder: Path = parser.parse_args().folder
    folder.mkdir(parents=True, exist_ok=True)
    for scheme in SCHEMES:
        with DrivenWindow() as driven:
            shoot(driven, folder, scheme)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())

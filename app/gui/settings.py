"""What the window remembers, in a file beside the presets; it used to lie in a place of Qt's own choice."""

from pathlib import Path

from PySide6.QtCore import QSettings

FORMER_NAME = "Rhapsode"  # of the organisation and of the program, by which Qt chose the place


def open_settings(file: Path) -> QSettings:
    """The settings in this file; where there is none yet, with what the former place held, which is removed."""
    is_new = not file.exists()
    settings = QSettings(str(file), QSettings.Format.IniFormat)
    if is_new:
        _take_over(QSettings(FORMER_NAME, FORMER_NAME), settings)
    return settings


def _take_over(former: QSettings, settings: QSettings) -> None:
    former.setFallbacksEnabled(False)  # the user's own alone
    keys = former.allKeys()
    for key in keys:
        settings.setValue(key, former.value(key))
    settings.sync()
    if not keys or settings.status() is not QSettings.Status.NoError:
        return
    former.clear()
    former.sync()
    file = Path(former.fileName())  # on Windows the registry, and no file
    if file.is_file():
        file.unlink()
        if not any(file.parent.iterdir()):
            file.parent.rmdir()

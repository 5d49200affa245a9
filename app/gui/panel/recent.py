"""Portraits that were used before, remembered from one start to the next."""

from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QObject, QSettings, Signal
from PySide6.QtGui import QPixmap

MOST = 8
_KEY = "portraits/recent"


@dataclass(frozen=True, slots=True)
class RecentPortrait:
    """A picture's file and its thumbnail."""

    path: Path
    picture: QPixmap


class RecentPortraits(QObject):
    """The last MOST portraits, the newest first, each once."""

    changed = Signal()

    def __init__(self, settings: QSettings, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._settings = settings
        self._all = _read(settings)

    def present(self) -> list[RecentPortrait]:
        """Those whose files exist now; one on a disconnected disk stays in the list, but is not among them."""
        return [recent for recent in self._all if recent.path.is_file()]

    def add(self, path: Path, picture: QPixmap) -> None:
        """Put the one that has just been used first."""
        path = path.absolute()
        others = [recent for recent in self._all if recent.path != path]
        self._keep([RecentPortrait(path, picture), *others][:MOST])

    def remove(self, path: Path) -> None:
        """Forget this one. Its file stays."""
        self._keep([recent for recent in self._all if recent.path != path])

    def _keep(self, portraits: list[RecentPortrait]) -> None:
        self._all = portraits
        self._settings.remove(_KEY)
        self._settings.beginWriteArray(_KEY, len(portraits))
        for index, recent in enumerate(portraits):
            self._settings.setArrayIndex(index)
            self._settings.setValue("path", str(recent.path))
            self._settings.setValue("picture", _as_png(recent.picture))
        self._settings.endArray()
        self.changed.emit()


def _read(settings: QSettings) -> list[RecentPortrait]:
    portraits = []
    for index in range(settings.beginReadArray(_KEY)):
        settings.setArrayIndex(index)
        path, data, picture = settings.value("path"), settings.value("picture"), QPixmap()
        if path and isinstance(data, QByteArray) and picture.loadFromData(data):
            portraits.append(RecentPortrait(Path(str(path)), picture))
    settings.endArray()
    return portraits


def _as_png(picture: QPixmap) -> QByteArray:
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    picture.save(buffer, "PNG")
    return buffer.data()

"""Asks where to open and where to save. The dialogs do not block: they answer by signals."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, QSettings, QStandardPaths, Signal
from PySide6.QtWidgets import QFileDialog, QWidget

from app.core.filetypes import PICTURE_SUFFIXES, SOUND_SUFFIXES, VIDEO_SUFFIXES
from app.core.formats import FORMATS
from app.core.project import PROJECT_SUFFIX

_OPEN_FOLDER, _SAVE_FOLDER = "folders/open", "folders/save"
_PROJECT_FOLDER, _TEXT_FOLDER = "folders/project", "folders/text"


def _patterns(suffixes: frozenset[str]) -> str:
    return " ".join(f"*{suffix}" for suffix in sorted(suffixes))


PICTURES = f"Pictures ({_patterns(PICTURE_SUFFIXES)})"
SOUNDS = f"Sounds and videos ({_patterns(SOUND_SUFFIXES)})"
VIDEOS = f"Videos ({_patterns(VIDEO_SUFFIXES)})"
PROJECTS = f"Projects (*{PROJECT_SUFFIX})"
ALL = f"Pictures, sounds and projects ({_patterns(PICTURE_SUFFIXES | SOUND_SUFFIXES | {PROJECT_SUFFIX})})"


class FileDialogs(QObject):
    """Opens file dialogs that remember their folders."""

    opened = Signal(Path)
    pictures_chosen = Signal(list)  # of Path
    save_chosen = Signal(Path)

    def __init__(self, settings: QSettings, window: QWidget) -> None:
        super().__init__(window)
        self._settings = settings
        self._window = window

    def ask_open(self, title: str, filters: tuple[str, ...]) -> None:
        """Ask for a file to open; answers by `opened`."""
        dialog = QFileDialog(self._window, title, self._folder(_OPEN_FOLDER))
        dialog.setOption(QFileDialog.Option.HideNameFilterDetails)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.setNameFilters([*filters, "All files (*)"])
        dialog.fileSelected.connect(self._on_opened)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def ask_video(self, chosen: Callable[[Path], object]) -> None:
        """Ask for a video of a driving face, and call `chosen` with it."""
        dialog = QFileDialog(self._window, "Open a video of a driving face", self._folder(_OPEN_FOLDER))
        dialog.setOption(QFileDialog.Option.HideNameFilterDetails)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.setNameFilters([VIDEOS, "All files (*)"])
        dialog.fileSelected.connect(lambda file: self._settings.setValue(_OPEN_FOLDER, str(Path(file).parent)))
        dialog.fileSelected.connect(lambda file: chosen(Path(file)))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def ask_pictures(self, title: str) -> None:
        """Ask for one or more pictures; answers by `pictures_chosen`."""
        dialog = QFileDialog(self._window, title, self._folder(_OPEN_FOLDER))
        dialog.setOption(QFileDialog.Option.HideNameFilterDetails)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
        dialog.setNameFilters([PICTURES, "All files (*)"])
        dialog.filesSelected.connect(self._on_pictures)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def ask_save(self, name: str) -> None:
        """Ask for the video's file; answers by `save_chosen`. The dialog asks before an existing file is replaced."""
        dialog = QFileDialog(self._window, "Export video", self._folder(_SAVE_FOLDER))
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setNameFilters([f"{form.name} (*{form.suffix})" for form in FORMATS])
        dialog.setDefaultSuffix(FORMATS[0].suffix)
        dialog.selectFile(name)
        dialog.fileSelected.connect(self._on_saved)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def ask_save_project(self, name: str, chosen: Callable[[Path], object]) -> None:
        """Ask for a project's file, and call `chosen` with it. The dialog asks before an existing one is replaced."""
        dialog = QFileDialog(self._window, "Save project", self._folder(_PROJECT_FOLDER))
        dialog.setNameFilters([PROJECTS])
        dialog.setDefaultSuffix(PROJECT_SUFFIX)
        dialog.fileSelected.connect(lambda file: self._settings.setValue(_PROJECT_FOLDER, str(Path(file).parent)))
        _ask_name(dialog, name, chosen)

    def ask_save_text(self, over: QWidget, name: str, chosen: Callable[[Path], object]) -> None:
        """The same for a text, above a window that shows it."""
        dialog = QFileDialog(over, "Save text", self._folder(_TEXT_FOLDER))
        dialog.setNameFilters(["Texts (*.txt)"])
        dialog.setDefaultSuffix(".txt")
        _ask_name(dialog, name, chosen)

    def _folder(self, key: str) -> str:
        places = QStandardPaths.StandardLocation
        usual = {_SAVE_FOLDER: places.MoviesLocation, _OPEN_FOLDER: places.PicturesLocation}.get(
            key, places.DocumentsLocation
        )
        remembered = str(self._settings.value(key, ""))
        if remembered and Path(remembered).is_dir():
            return remembered
        folder = QStandardPaths.writableLocation(usual)
        return folder if Path(folder).is_dir() else str(Path.home())

    def _on_opened(self, file: str) -> None:
        self._settings.setValue(_OPEN_FOLDER, str(Path(file).parent))
        self.opened.emit(Path(file))

    def _on_pictures(self, files: list[str]) -> None:
        self._settings.setValue(_OPEN_FOLDER, str(Path(files[0]).parent))
        self.pictures_chosen.emit([Path(file) for file in files])

    def _on_saved(self, file: str) -> None:
        self._settings.setValue(_SAVE_FOLDER, str(Path(file).parent))
        self.save_chosen.emit(Path(file))


def _ask_name(dialog: QFileDialog, name: str, chosen: Callable[[Path], object]) -> None:
    dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    dialog.selectFile(name)
    dialog.fileSelected.connect(lambda file: chosen(Path(file)))
    dialog.finished.connect(dialog.deleteLater)
    dialog.open()

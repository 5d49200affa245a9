"""Sorts what is dropped or pasted: portrait, voice, or neither."""

from dataclasses import dataclass, field
from pathlib import Path

from PySide6.QtCore import QMimeData
from PySide6.QtGui import QImage

from app.core.filetypes import FileType, file_type, may_be_video
from app.gui.look.images import encoded


@dataclass(frozen=True, slots=True)
class Dropped:
    """Files sorted by what they are for.

    picture: a file, or an encoded picture that has no file (from a browser, a screenshot).
    project: a saved project, which brings its own picture and sound.
    strangers: files that are none of these.
    """

    picture: Path | bytes | None = None
    sound: Path | None = None
    project: Path | None = None
    strangers: tuple[Path, ...] = field(default=())

    @property
    def hint(self) -> str:
        """What happens when this is dropped."""
        if self.project:
            return "Drop to open this project"
        if self.picture and self.sound:
            return "Drop to use this portrait and this voice"
        if self.picture:
            return "Drop to use this portrait"
        if self.sound and may_be_video(self.sound):
            return "Drop to use this video's voice or face"
        return "Drop to use this voice" if self.sound else ""

    @property
    def complaint(self) -> str:
        """What to say about the strangers; empty without any."""
        if not self.strangers:
            return ""
        return (
            f"{self.strangers[0].name} is neither a picture nor a sound that Rhapsode reads. Pictures can be JPEG, PNG,"
            " WebP, BMP or TIFF; sounds WAV, FLAC, MP3, M4A, OGG, Opus, or a video with sound."
        )


def sort_files(files: list[Path]) -> Dropped:
    """The first picture and the first sound among the files, and all files that are neither."""
    kinds = {path: file_type(path) for path in files}
    return Dropped(
        picture=next((path for path in files if kinds[path] is FileType.PICTURE), None),
        sound=next((path for path in files if kinds[path] is FileType.SOUND), None),
        project=next((path for path in files if kinds[path] is FileType.PROJECT), None),
        strangers=tuple(path for path in files if kinds[path] is FileType.UNKNOWN),
    )


def sort_mime(mime: QMimeData) -> Dropped:
    """The same for a drag or the clipboard: its local files or, without any, its picture as PNG bytes."""
    files = [Path(url.toLocalFile()) for url in mime.urls() if url.isLocalFile()]
    if not files and mime.hasImage():
        image = mime.imageData()
        if isinstance(image, QImage) and not image.isNull():
            return Dropped(picture=encoded(image))
    return sort_files(files)

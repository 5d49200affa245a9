"""Faces that the user placed by hand, remembered by what the picture shows: its name and folder may change."""

import hashlib
import json
import logging
from collections.abc import Sequence
from pathlib import Path

from app.core.errors import BadLandmarks, CannotWrite
from app.core.landmarks import FaceControls, read_controls, written_controls
from app.core.portrait import Portrait
from app.core.whole_file import write_whole

log = logging.getLogger(__name__)


class PlacedFaces:
    """One small file for each picture in which faces were placed, in the form of `rhapsode inspect --json`.

    What cannot be read or written is logged: the portrait performs all the same.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def recall(self, portrait: Portrait) -> tuple[FaceControls, ...]:
        """The faces that were placed in a picture with these pixels; none if none were."""
        file = self._file(portrait)
        try:
            return tuple(read_controls(file.read_text(encoding="utf-8"), file.name))
        except FileNotFoundError:
            return ()
        except (OSError, UnicodeDecodeError, BadLandmarks) as error:
            log.warning("placed faces could not be read: %s", error)
            return ()

    def remember(self, portrait: Portrait, placed: Sequence[FaceControls]) -> None:
        """Keep these faces for the picture, in place of the former ones; without any, forget it."""
        if tuple(placed) == self.recall(portrait):
            return
        file = self._file(portrait)
        try:
            if placed:
                self._folder.mkdir(parents=True, exist_ok=True)
                write_whole(file, json.dumps([written_controls(face) for face in placed]).encode(), force=True)
            else:
                file.unlink(missing_ok=True)
        except (OSError, CannotWrite) as error:
            log.warning("placed faces could not be kept: %s", error)

    def _file(self, portrait: Portrait) -> Path:
        pixels = hashlib.sha256(f"{portrait.width}x{portrait.height}".encode())
        pixels.update(portrait.rgb.data)
        return self._folder / f"{pixels.hexdigest()}.json"

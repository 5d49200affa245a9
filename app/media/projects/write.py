"""Writes a project to a file."""

import hashlib
import json
import os
import zipfile
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

from app import __version__
from app.core.errors import BadProject
from app.core.landmarks import written_controls
from app.core.moved_file import where_now
from app.core.project import DriverSource, Project, VoiceSource
from app.core.settings import SETTINGS
from app.core.whole_file import written_whole
from app.media.projects.saved import DOCUMENT, FORMAT, digest_of


def write_project(
    path: Path, project: Project, *, collect: bool, force: bool, former: Mapping[str, Any] | None = None
) -> None:
    """Write a project, whole or not at all. Raises CannotWrite, and BadProject if one of its files cannot be read.

    collect: put the pictures and sounds into the file, which can then be given away; a pasted picture always is.
    former: the document of the file that it was read from.
    """
    with written_whole(path, force) as part, zipfile.ZipFile(part, "w", zipfile.ZIP_DEFLATED) as archive:
        files = _Files(archive, path.absolute().parent, collect)
        document = _merged(former or {}, _document(project, files))
        archive.writestr(DOCUMENT, json.dumps(document, ensure_ascii=False, indent=1))


class _Files:
    """Writes down where a project's files are, and takes them in where they are collected."""

    def __init__(self, archive: zipfile.ZipFile, folder: Path, collect: bool) -> None:
        self._archive, self._folder, self._collect = archive, folder, collect
        self._count = 0

    def reference(self, file: Path | bytes) -> dict[str, Any]:
        """How a file is found again."""
        self._count += 1
        if isinstance(file, bytes):
            name, digest = "pasted picture", hashlib.sha256(file).hexdigest()
            self._archive.writestr(self._inside(name), file, zipfile.ZIP_STORED)
            return {"name": name, "sha256": digest, "collected": self._inside(name)}
        path = where_now(file.absolute())
        try:
            digest = digest_of(path)
            entry: dict[str, Any] = {"name": path.name, "sha256": digest, "path": str(path)}
            if (relative := _relative(path, self._folder)) is not None:
                entry["relative"] = relative
            if self._collect:
                entry["collected"] = self._inside(path.name)
                self._archive.write(path, entry["collected"], zipfile.ZIP_STORED)
        except OSError as error:
            raise BadProject(
                f"{path.name} cannot be read ({error.strerror}), so the project was not saved. Bring the file back."
            ) from error
        return entry

    def _inside(self, name: str) -> str:
        return f"media/{self._count} {name}"


def _merged(former: Mapping[str, Any], document: Mapping[str, Any]) -> dict[str, Any]:
    """What is known now, beside what a newer version has written that is not known here."""
    both = {**former, **document}
    for name, value in document.items():
        if isinstance(value, dict) and isinstance(older := former.get(name), dict):
            both[name] = {**older, **value}
    return both


def _relative(path: Path, folder: Path) -> str | None:
    """The way from the project's folder, with slashes; None from one drive to another."""
    try:
        return Path(os.path.relpath(path, folder)).as_posix()
    except ValueError:
        return None


def _document(project: Project, files: _Files) -> dict[str, Any]:
    portrait, settings = project.portrait, project.settings
    return {
        "format": FORMAT,
        "written_by": f"Rhapsode {__version__}",
        "portrait": portrait
        and {
            "picture": files.reference(portrait.picture),
            "face": portrait.number,
            "placed": [written_controls(face) for face in portrait.placed],
            "also": [files.reference(path) for path in portrait.also],
        },
        "voice": project.voice and _voice(project.voice, files),
        "other_voices": [{"face": number, **_voice(voice, files)} for number, voice in project.other_voices],
        "driver": project.driver and _driver(project.driver, files),
        "others_idle": project.others_idle,
        "settings": {name: getattr(settings, name) for name in SETTINGS} | {"seed": settings.seed},
        "emotions": [
            {"time_s": key.time_s, "emotion": key.emotion.value, "intensity": key.intensity}
            for key in settings.emotion.keys
        ],
        "video": {
            "size": project.video.size and project.video.size.value,
            "frames_per_second": project.video.frames_per_second,
        },
    }


def _voice(voice: VoiceSource, files: _Files) -> dict[str, Any]:
    return {"file": files.reference(voice.file), "called": voice.name, "edit": asdict(voice.edit)}


def _driver(driver: DriverSource, files: _Files) -> dict[str, Any]:
    how = {"face": driver.number, "calm_s": driver.calm_s, "lips": driver.lips.value}
    return {"file": files.reference(driver.file), **how}

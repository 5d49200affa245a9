"""Reads a project from a file, and finds its pictures and sounds."""

import json
import os
import shutil
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from app.core.clip_edit import ClipEdit
from app.core.driving import Lips
from app.core.emotion import Emotion, EmotionKey, EmotionTrack
from app.core.errors import BadProject, RhapsodeError
from app.core.landmarks import read_controls
from app.core.motion import FRAMES_PER_SECOND
from app.core.moved_file import where_now
from app.core.paths import collected_media_folder
from app.core.project import DriverSource, PortraitSource, Project, VideoOptions, VoiceSource
from app.core.settings import SETTINGS, PerformanceSettings
from app.core.video_size import FrameRate, OutputSize
from app.core.whole_file import written_whole
from app.media.projects.saved import DOCUMENT, FORMAT, SavedProject, digest_of

MOST_DOCUMENT_BYTES = 64 << 20
PIECE_BYTES = 1 << 20


def read_project(path: Path) -> SavedProject:
    """The project in a file. Raises BadProject.

    Collected pictures and sounds are laid into a folder of the user's cache, where they are found by their digests.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            return _Reader(archive, path.absolute()).read()
    except FileNotFoundError as error:
        raise BadProject(f"The project {path.name} was not found. Check its name and folder.") from error
    except zipfile.BadZipFile as error:
        raise BadProject(f"{path.name} is no project, or it is damaged. Open the file that Rhapsode saved.") from error
    except OSError as error:
        raise BadProject(f"The project {path.name} could not be read ({error.strerror}).") from error


class _Reader:
    """Reads one archive; trusts no name and no value in it."""

    def __init__(self, archive: zipfile.ZipFile, path: Path) -> None:
        self._archive, self._path = archive, path
        self._warnings: list[str] = []

    def read(self) -> SavedProject:
        document = self._load()
        try:
            project = self._project(document)
        except (KeyError, TypeError, ValueError, AttributeError, RhapsodeError) as error:
            if isinstance(error, BadProject):
                raise
            raise BadProject(
                f"{self._path.name} cannot be understood ({_reason(error)}). Save the project again with Rhapsode."
            ) from error
        return SavedProject(project, document, tuple(self._warnings))

    def _load(self) -> dict[str, Any]:
        try:
            info = self._archive.getinfo(DOCUMENT)
            if info.file_size > MOST_DOCUMENT_BYTES:
                raise ValueError("it is far too long")
            document = json.loads(self._archive.read(info))
            written_in = int(document["format"])
        except (KeyError, ValueError, TypeError, RecursionError) as error:
            raise BadProject(f"{self._path.name} is no project of Rhapsode's. Open a file that it saved.") from error
        if written_in > FORMAT:
            raise BadProject(
                f"{self._path.name} was saved by a newer Rhapsode ({document.get('written_by', 'unknown')}). Install "
                "that version to open it."
            )
        return dict(document)

    def _project(self, document: Mapping[str, Any]) -> Project:
        video = document.get("video") or {}
        size, rate = video.get("size"), video.get("frames_per_second", FRAMES_PER_SECOND)
        return Project(
            portrait=self._portrait(portrait) if (portrait := document.get("portrait")) else None,
            voice=self._voice(voice) if (voice := document.get("voice")) else None,
            settings=_settings(document),
            video=VideoOptions(OutputSize(size) if size is not None else None, int(FrameRate(str(rate)))),
            other_voices=tuple(
                (_count(other["face"]), self._voice(other)) for other in document.get("other_voices", ())
            ),
            others_idle=bool(document.get("others_idle", False)),
            driver=self._driver(driver) if (driver := document.get("driver")) else None,
        )

    def _portrait(self, portrait: Mapping[str, Any]) -> PortraitSource:
        picture = self._find(portrait["picture"])
        return PortraitSource(
            picture=picture,
            number=_count(portrait.get("face", 0)),
            placed=tuple(read_controls(json.dumps(placed), self._path.name))
            if (placed := portrait.get("placed"))
            else (),
            also=tuple(self._find(entry) for entry in portrait.get("also", ())),
        )

    def _voice(self, voice: Mapping[str, Any]) -> VoiceSource:
        edit = {name: value for name, value in (voice.get("edit") or {}).items() if name in ClipEdit.__slots__}
        for name, value in edit.items():
            if value is not None or name != "stop_s":
                edit[name] = _number(value)
        return VoiceSource(self._find(voice["file"]), str(voice.get("called", "")), ClipEdit(**edit))

    def _driver(self, driver: Mapping[str, Any]) -> DriverSource:
        calm_s = driver.get("calm_s")
        return DriverSource(
            self._find(driver["file"]),
            _count(driver.get("face", 0)),
            None if calm_s is None else _number(calm_s),
            Lips(driver.get("lips", Lips.FACE)),
        )

    def _find(self, entry: Mapping[str, Any]) -> Path:
        """Where a picture or sound is now: from the project, where it was, or beside the project."""
        name, digest = _bare_name(str(entry["name"])), str(entry.get("sha256", ""))
        if (inside := entry.get("collected")) is not None:
            return self._lay_out(str(inside), name, digest)
        folder = self._path.parent
        places = [folder / str(entry["relative"])] if entry.get("relative") else []
        places += [Path(str(entry["path"]))] if entry.get("path") else []
        asked = [Path(os.path.normpath(place)) for place in (*places, folder / name)]
        found = [place for path in asked if (place := where_now(path)).is_file()]
        for place in found:
            if digest_of(place) == digest:
                return place
        if not found:
            raise BadProject(
                f"{name}, which {self._path.name} needs, was not found. Put it beside the project and open it again."
            )
        if found[0] in asked:  # a recording that was renamed has its name inside, and is the same in all else
            warning = f"{name} is not the same file as when {self._path.name} was saved; it is used as it is."
            self._warnings.append(warning)
        return found[0]

    def _lay_out(self, inside: str, name: str, digest: str) -> Path:
        """A collected file as a file of its own, once; named by what it holds, not by what the archive calls it."""
        if len(digest) != 64 or not set(digest) <= set("0123456789abcdef"):
            raise ValueError(f"{name} has no digest")
        target = collected_media_folder() / digest / name
        if target.is_file() and digest_of(target) == digest:
            return target
        target.parent.mkdir(parents=True, exist_ok=True)
        try:
            with self._archive.open(inside) as source, written_whole(target, force=True) as part:
                with part.open("wb") as file:
                    shutil.copyfileobj(source, file, PIECE_BYTES)
                if digest_of(part) != digest:
                    raise zipfile.BadZipFile(name)
        except (KeyError, zipfile.BadZipFile) as error:
            raise BadProject(f"{name} in {self._path.name} is damaged. Copy or download the project again.") from error
        return target


def _bare_name(name: str) -> str:
    """The last part of a name, whichever system wrote it; it leads nowhere."""
    bare = name.replace("\\", "/").rpartition("/")[2].strip()
    return "file" if bare in ("", ".", "..") or not bare.isprintable() else bare


def _settings(document: Mapping[str, Any]) -> PerformanceSettings:
    """Unknown settings are passed over, missing ones are as usual, values are brought inside their range."""
    saved = document.get("settings") or {}
    strengths = {
        name: min(max(_number(saved.get(name, setting.usual)), setting.low), setting.high)
        for name, setting in SETTINGS.items()
    }
    keys = sorted(
        (
            EmotionKey(_number(key["time_s"]), Emotion(key["emotion"]), _number(key.get("intensity", 1.0)))
            for key in document.get("emotions", ())
        ),
        key=lambda key: key.time_s,
    )
    return PerformanceSettings(seed=_count(saved.get("seed", 0)), emotion=EmotionTrack(tuple(keys)), **strengths)


def _number(value: object) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not abs(value) < 1e9:
        raise ValueError(f"{value} is not a number that can be used")
    return float(value)


def _count(value: object) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value < 1 << 53:
        raise ValueError(f"{value} is not a number that counts")
    return value


def _reason(error: Exception) -> str:
    return f"{error} is missing" if isinstance(error, KeyError) else str(error)

"""The jobs that read and write project files."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from app.core.project import Project
from app.media.projects.read import read_project
from app.media.projects.saved import SavedProject
from app.media.projects.write import write_project
from app.workers.job import Job
from app.workers.room import EngineRoom


class ReadProject(Job[SavedProject, None]):
    """Reads a project file; its pictures and sounds are found, not opened."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self._path = path

    def run(self, room: EngineRoom, report: Callable[[None], None]) -> SavedProject:
        """Raises BadProject."""
        return read_project(self._path)


class WriteProject(Job[None, None]):
    """Writes a project file, replacing one that is there: the window has asked before."""

    def __init__(self, path: Path, project: Project, document: Mapping[str, Any], *, collect: bool = False) -> None:
        """document: what a newer version has written into the file before. collect: put pictures and sounds in."""
        super().__init__()
        self._path, self._project, self._document, self._collect = path, project, document, collect

    def run(self, room: EngineRoom, report: Callable[[None], None]) -> None:
        """Raises CannotWrite, BadProject, OSError."""
        self.write()

    def write(self) -> None:
        """Write the file here and now. Raises what `run` does."""
        self._path.parent.mkdir(parents=True, exist_ok=True)
        write_project(self._path, self._project, collect=self._collect, force=True, former=self._document)

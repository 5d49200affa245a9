"""Opens and saves projects, and keeps the session as it stands against every way of ending."""

import logging
import shlex
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal

from app.core.errors import RhapsodeError
from app.core.paths import project_locks_folder
from app.core.project import PortraitSource, Project, VoiceSource
from app.media.projects.lock import ProjectLock
from app.media.projects.saved import SavedProject
from app.workers.parts.drivers import Drivers
from app.workers.parts.loads import Loads
from app.workers.project_jobs import ReadProject, WriteProject
from app.workers.room import EngineRoom
from app.workers.session_state import SessionState
from app.workers.status import Tone
from app.workers.thread import WorkerThread

AUTOSAVE_AFTER_MS = 2000  # a crash costs at most what was changed in this time
# In the kept session's document: the project file that was open, and whether the program still runs.
_OPEN_FILE, _RUNNING = "open_file", "running"

log = logging.getLogger(__name__)


class Projects(QObject):
    """The project file that is open, and the session that is kept beside it. Lives on the window's thread.

    file: the project that was opened or saved last; None for a session without a name. coming: is being opened.
    """

    changed = Signal()  # the file, or whether the session differs from it
    came_back = Signal()  # the session of a program that was ended without being closed

    def __init__(self, state: SessionState, loads: Loads, drivers: Drivers) -> None:
        super().__init__(state)
        self._state, self._loads, self._drivers = state, loads, drivers
        self.file: Path | None = None
        self.coming: Path | None = None
        self._in_file = Project()  # what the file holds; without a file, what the session began as
        self._document: Mapping[str, Any] = {}
        self._lock = ProjectLock(project_locks_folder())
        self._session_file: Path | None = None
        self._session_lock = ProjectLock(project_locks_folder())
        self._alone = True  # no other window keeps its session there
        self._opening: Callable[[], None] | None = None  # completes it once everything has come
        self._thread = WorkerThread(EngineRoom(), self, "rhapsode-files")
        self._autosave = QTimer(self, singleShot=True, interval=AUTOSAVE_AFTER_MS)
        self._autosave.timeout.connect(self._keep_soon)
        state.project_changed.connect(self._on_change)
        loads.settled.connect(self._complete)
        loads.failed.connect(self._spoil)

    @property
    def modified(self) -> bool:
        """Whether the session differs from the project file that is open."""
        return self.file is not None and self._differs

    @property
    def lost_by_closing(self) -> bool:
        """Whether the session differs from its file, or, where another window's is kept, from what it began as."""
        return self._differs and (self.file is not None or not self._alone)

    @property
    def _differs(self) -> bool:
        return self._opening is None and self._state.project != self._in_file

    def start(self) -> None:
        """Start the thread that reads and writes."""
        self._thread.start()

    def close(self) -> None:
        """Keep the session as it stands, and wait until the thread has ended."""
        self._autosave.stop()
        self._thread.close()
        self._lock.release()
        if (job := self._keeping(running=False)) is not None:
            try:
                job.write()
            except (RhapsodeError, OSError) as error:
                log.warning("the session could not be kept: %s", error)
        self._session_lock.release()

    # Project files

    def open(self, path: Path) -> None:
        """Read a project, and bring its portrait, voice, driver and settings in."""
        self._announce(path)
        self._thread.submit(ReadProject(path), done=partial(self._adopt, path), failed=self._fail)

    def begin(self, portrait: Path, voice: Path) -> None:
        """Begin anew with this picture and sound, and everything else as usual."""
        self._bring_in(Project(PortraitSource(portrait), VoiceSource(voice)), self._unname)

    def check(self, path: Path, then: Callable[[], object]) -> None:
        """Read a project, and call `then` if it is one; say so if it is not."""
        self._thread.submit(ReadProject(path), done=lambda _: then(), failed=self._state.tell_failure)

    def _announce(self, path: Path) -> None:
        self.coming = path
        self._state.busy_changed.emit(f"Opening {path.name}…")
        self.changed.emit()

    def _fail(self, sentence: str) -> None:
        self.coming = None
        self._loads.tell_busy()
        self.changed.emit()
        self._state.tell_failure(sentence)

    def revert(self) -> None:
        """Go back to what the project file holds."""
        if self.file is not None:
            self.open(self.file)

    def save(self, path: Path, *, collect: bool = False, then: Callable[[], object] | None = None) -> None:
        """Write the session to a project file, which is the open one from then on.

        collect: put the pictures and sounds into the file. then: called once it is written.
        """
        if not self._lock.take(path):
            self._state.tell_failure(f"{path.name} is open in another window. Save under another name.")
            return
        project = self._state.project
        job = WriteProject(path, project, self._document, collect=collect)
        self._thread.submit(job, done=partial(self._on_saved, path, project, then), failed=self._state.tell_failure)

    def _on_saved(self, path: Path, project: Project, then: Callable[[], object] | None, _: None) -> None:
        self.file, self._in_file = path, project
        self._state.noted.emit(f"Saved {path.name}.")
        self._on_change()
        if then is not None:
            then()

    def _adopt(self, path: Path, saved: SavedProject) -> None:
        if saved.warnings:
            self._state.tell(Tone.WARNING, " ".join(saved.warnings))
        elif saved.project.other_voices:
            text = "This project has voices for several faces. In the window only the chosen face performs, also in the"
            command = f"rhapsode animate {shlex.quote(path.name)} -o video.mp4"
            self._state.tell(Tone.INFO, f"{text} exported video. All of them speak with the command: {command}")
        self._bring_in(saved.project, partial(self._name, path, saved.document, saved.project))

    def _name(self, path: Path, document: Mapping[str, Any], project: Project) -> None:
        """Loading gives a voice its name and a portrait its face; what else differs was changed meanwhile."""
        if not self._lock.take(path):
            self._unname()
            text = (
                f"{path.name} is open in another window, so this is a copy without a name. Save it under another one."
            )
            self._state.tell(Tone.INFO, text)
            return
        now = self._state.project
        self.file, self._document, self._in_file = path, document, now if _same_files(now, project) else project

    def _unname(self) -> None:
        self._lock.release()
        self.file, self._document, self._in_file = None, {}, self._state.project

    def _bring_in(self, project: Project, complete: Callable[[], None]) -> None:
        """Load a project's files; `complete` is called when all have come, and not if one has not."""
        self._opening = complete
        self._loads.bring_in(project)
        self._drivers.bring_in(project)
        if not self._loads.loading:
            self._complete()

    def _complete(self) -> None:
        complete, self._opening = self._opening, None
        if complete is not None:
            self.coming = None
            complete()
            self._state.undo_stack.clear()
            self._on_change()
        elif self.file is None and not self._state.undo_stack.count():
            self._in_file = self._state.project  # the files that the window began with

    def _spoil(self) -> None:
        """A file of the project could not be loaded: what is there now must not be saved over it unasked."""
        if self._opening is not None:
            self._opening = self._unname

    # The session

    def keep_session(self, file: Path) -> None:
        """Keep the session in this file from now on: soon after each change, and at the end.

        The window that came first keeps its own there; others would write over it, so they keep none.
        """
        self._alone = self._session_lock.take(file)
        self._session_file = file if self._alone else None

    def restore(self, file: Path, otherwise: Callable[[], None]) -> None:
        """Bring the session back that was kept in a file; call `otherwise` if that cannot be."""

        def bring_back(saved: SavedProject) -> None:
            if saved.project.portrait is None and saved.project.voice is None:
                self._loads.tell_busy()
                otherwise()
                return
            if self._alone and saved.document.get(_RUNNING):
                self.came_back.emit()
            opened = saved.document.get(_OPEN_FILE)
            path = Path(opened) if isinstance(opened, str) and Path(opened).is_file() else None
            if path is None:
                self._adopt_unnamed(saved.project)
                return
            self._announce(path)
            # What the file holds tells whether the session differs from it.
            self._thread.submit(
                ReadProject(path),
                done=partial(self._adopt_kept, path, saved.project),
                failed=lambda _: self._adopt_unnamed(saved.project),
            )

        def fail(sentence: str) -> None:
            log.info("the last session is not brought back: %s", sentence)
            self._loads.tell_busy()
            otherwise()

        self._state.busy_changed.emit("Opening your session…")
        self._thread.submit(ReadProject(file), done=bring_back, failed=fail)

    def _adopt_unnamed(self, project: Project) -> None:
        self._bring_in(project, self._unname)

    def _adopt_kept(self, path: Path, kept: Project, in_file: SavedProject) -> None:
        def name() -> None:
            self._name(path, in_file.document, kept)
            if self.file is not None and kept != in_file.project:
                self._in_file = in_file.project  # it had been changed since it was saved

        self._bring_in(kept, name)

    def _keeping(self, *, running: bool) -> WriteProject | None:
        """The job that keeps the session; None while there is nothing worth keeping, or nowhere to keep it."""
        if self._session_file is None or self._opening is not None or not self._state.ready:
            return None
        document = {_OPEN_FILE: str(self.file) if self.file else None, _RUNNING: running}
        return WriteProject(self._session_file, self._state.project, document)

    def _on_change(self) -> None:
        self.changed.emit()
        if self._session_file is not None:
            self._autosave.start()

    def _keep_soon(self) -> None:
        job = self._keeping(running=True)
        if job is not None and not self._thread.has(WriteProject):
            self._thread.submit(job, failed=lambda sentence: log.warning("the session was not kept: %s", sentence))


def _same_files(one: Project, other: Project) -> bool:
    def files(project: Project) -> tuple[object, ...]:
        driver = project.driver and (project.driver.file, project.driver.number)
        voice = project.voice or project.driver  # whose sound is the voice where there is no other
        return project.portrait and project.portrait.picture, voice and voice.file, driver

    return files(one) == files(other)

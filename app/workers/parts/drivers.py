"""Videos come in: for their voice, or for a face that drives the portrait."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from app.core.clip_edit import NO_EDIT
from app.core.driving import Lips
from app.core.project import DriverSource, Project
from app.workers.loading import LoadDriver, LookAtVideo, VideoPart
from app.workers.parts.loads import DRIVER_JOBS, SOUND_JOBS, Loads, Voice, beginning
from app.workers.session_state import SessionState
from app.workers.status import Subject, Tone
from app.workers.take import DriverInfo, SoundInfo
from app.workers.undo import Change


@dataclass(frozen=True, slots=True)
class _Driven:
    """What a step on the undo stack restores. driver: None for no face. voice: None where the step leaves it alone."""

    driver: DriverInfo | None
    voice: Voice | None = None


class Drivers(QObject):
    """Looks what a video holds, and lets its face drive the portrait: which face, whose lips, and not at all."""

    offered = Signal(Path)  # a video with a voice and pictures, of which the user is to choose
    read = Signal(object)  # FaceRead: how far a face has been followed through its video

    def __init__(self, state: SessionState, loads: Loads, show_again: Callable[[], None]) -> None:
        super().__init__(state)
        self._state, self._loads, self._show_again = state, loads, show_again

    @property
    def reading(self) -> bool:
        """Whether a face is being followed through its video."""
        return self._state.jobs.has(LoadDriver)

    def look(self, path: Path) -> None:
        """Use a file that may be a video: its sound where it has no pictures, its face where it has no sound.

        Where it has both, `offered` asks the user.
        """
        self._loads.start(LookAtVideo(path), DRIVER_JOBS, partial(self._use, path))

    def load(self, path: Path, *, sound: bool) -> None:
        """Let the largest face of a video drive. sound: its sound is the voice, too, as where there is none yet."""
        lips = self._state.driver.source.lips if self._state.driver else Lips.FACE
        voiceless = self._state.sound is None and not self._state.jobs.has(*SOUND_JOBS)
        self._load(DriverSource(path, lips=lips), "Driving face", sound=sound or voiceless)

    def choose_face(self, number: int) -> None:
        """Let another face of the video drive. number: the largest first."""
        driver = self._state.driver
        if driver and number != driver.source.number:
            self._load(replace(driver.source, number=number), "Another driving face")

    def cancel(self) -> None:
        """Stop following a face; what drove the portrait before goes on."""
        self._state.jobs.cancel(LoadDriver)

    def set_lips(self, lips: Lips) -> None:
        """Choose whose lips the portrait moves. What is playing takes it on."""
        driver = self._state.driver
        if driver and lips is not driver.source.lips:
            self._state.undo_stack.push(Change(f"Lips of the {lips}", self._put_lips, driver.source.lips, lips))

    def take_away(self) -> None:
        """Let the voice alone drive the portrait."""
        driver = self._state.driver
        if driver:
            self._state.undo_stack.push(Change("Without the face", self._put_back, _Driven(driver), _Driven(None)))

    def bring_in(self, project: Project) -> None:
        """Let a whole project's driver take the place of what is there; that cannot be undone step by step."""
        self._state.set_driver(None)
        if project.driver is not None:
            job = LoadDriver(project.driver, sound=project.voice_is_drivers)
            self._loads.start(job, DRIVER_JOBS, partial(self._put_project, project), progressed=self.read.emit)

    def _use(self, path: Path, parts: frozenset[VideoPart]) -> None:
        if VideoPart.FACE not in parts:
            self._loads.load_sound(path)
        elif VideoPart.VOICE not in parts:
            self.load(path, sound=False)
        else:
            self.offered.emit(path)

    def _load(self, source: DriverSource, text: str, *, sound: bool = False) -> None:
        instead_of = (*DRIVER_JOBS, *SOUND_JOBS) if sound else DRIVER_JOBS
        adopt = partial(self._adopt, text)
        self._loads.start(LoadDriver(source, sound=sound), instead_of, adopt, progressed=self.read.emit)

    def _adopt(self, text: str, loaded: tuple[DriverInfo, SoundInfo | None]) -> None:
        state, (info, sound) = self._state, loaded
        after = _Driven(info, Voice(sound, NO_EDIT, beginning(state.settings)) if sound else None)
        former = Voice(state.sound, state.edit, state.settings) if sound and state.sound else None
        state.undo_stack.push(Change(text, self._put_back, _Driven(state.driver, former), after, done=True))
        self._put(after)
        if sound and sound.warnings:
            state.tell(Tone.WARNING, " ".join(sound.warnings), Subject.VOICE)

    def _put(self, driven: _Driven) -> None:
        self._state.set_driver(driven.driver)
        if driven.voice:
            self._loads.put_voice(driven.voice)
        else:
            self._loads.adopted.emit()

    def _put_back(self, driven: _Driven) -> None:
        if driven.voice:
            self._loads.put_back_voice(driven.voice)
        if driven.driver is None:
            self._put(_Driven(None))
        else:
            job = LoadDriver(driven.driver.source)  # which finds what was read, or reads it again
            self._loads.start(job, DRIVER_JOBS, lambda loaded: self._put(_Driven(loaded[0])), progressed=self.read.emit)

    def _put_project(self, project: Project, loaded: tuple[DriverInfo, SoundInfo | None]) -> None:
        info, sound = loaded
        voice = project.voice
        if sound and voice:
            sound = replace(sound, name=voice.name or sound.name)
        self._put(_Driven(info, Voice(sound, project.edit, project.settings) if sound else None))

    def _put_lips(self, lips: Lips) -> None:
        driver = self._state.driver
        if driver:
            self._state.set_driver(replace(driver, source=replace(driver.source, lips=lips)))
            self._show_again()

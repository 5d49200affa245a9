"""Loads portraits and voices, and restores former ones when a change of them is undone."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, Signal

from app.core.clip_edit import NO_EDIT, ClipEdit
from app.core.emotion import EmotionTrack
from app.core.project import PortraitSource, Project
from app.core.settings import PerformanceSettings
from app.workers.job import Job, Progress, Result, ShowingJob
from app.workers.loading import (
    LoadDriver,
    LoadPortrait,
    LoadSound,
    LookAtVideo,
    PreparePortrait,
    RestorePortrait,
    RestoreSound,
)
from app.workers.session_state import SessionState
from app.workers.status import Subject, Tone
from app.workers.take import FormerPortrait, PortraitInfo, PortraitSeen, SoundInfo
from app.workers.thread import ignore
from app.workers.undo import Change

PORTRAIT_JOBS: tuple[type[Job[Any, Any]], ...] = (LoadPortrait, PreparePortrait, RestorePortrait)
SOUND_JOBS: tuple[type[Job[Any, Any]], ...] = (LoadSound, RestoreSound)
DRIVER_JOBS: tuple[type[Job[Any, Any]], ...] = (LookAtVideo, LoadDriver)


@dataclass(frozen=True, slots=True)
class Voice:
    """A voice with what Undo restores along with it: its trim and fades, and settings with emotions at its words."""

    sound: SoundInfo
    edit: ClipEdit
    settings: PerformanceSettings


@dataclass(slots=True, eq=False)
class _Load:
    """A job that was submitted, with what to do about it; see `Loads.start`.

    former: the unfinished load whose place it took. given_up: it was cancelled before it had a result.
    """

    job: Job[Any, Any]
    instead_of: tuple[type[Job[Any, Any]], ...]
    adopt: Callable[[Any], None]
    restores: bool
    progressed: Callable[[Any], None]
    former: "_Load | None"
    given_up: bool = False

    @property
    def given_up_for_it(self) -> "_Load | None":
        """The last load before this one that had no result; None once this one, too, has made room for another."""
        former = None if self.job.is_cancelled else self.former
        while former and not former.given_up:
            former = former.former  # it failed after it was cancelled
        return former


class Loads(QObject):
    """Submits the jobs that load portraits and voices, and puts their results into the state."""

    began = Signal()  # a load has been submitted
    adopted = Signal()  # a portrait or a voice was loaded: the take starts anew
    refused = Signal()  # a portrait could not be loaded: the former one is shown again
    failed = Signal()  # a portrait or a voice could not be loaded
    settled = Signal()  # no load is unfinished any more

    def __init__(self, state: SessionState) -> None:
        super().__init__(state)
        self._state = state
        self._unfinished: list[_Load] = []  # in the order in which they were submitted
        self._picture_shown = False  # the picture that is being loaded is on the screen already

    @property
    def loading(self) -> bool:
        """Whether a portrait, a voice or a driving face is being loaded."""
        return self._state.jobs.has(*PORTRAIT_JOBS, *SOUND_JOBS, *DRIVER_JOBS)

    def load_portrait(self, picture: Path | bytes) -> None:
        """Load a portrait from a file, or from the bytes of a pasted picture; its largest face performs."""
        job = LoadPortrait(picture)
        self.start(job, PORTRAIT_JOBS, self._adopt_portrait, restores=True, progressed=self._show_picture)

    def choose_face(self, number: int) -> None:
        """Let another face of the portrait perform. number: as in PortraitSource."""
        portrait = self._state.portrait
        if portrait and number != portrait.number:
            job = PreparePortrait(replace(portrait.source, number=number, also=()), portrait)
            self.start(job, (PreparePortrait,), self._adopt_portrait)

    def prepare_portrait(self, source: PortraitSource) -> None:
        """Use a picture with faces that were placed by hand, or with more pictures of the person."""
        portrait = self._state.portrait
        now = portrait if portrait and portrait.source.picture == source.picture else None
        self.start(PreparePortrait(source, now), PORTRAIT_JOBS, self._adopt_portrait)

    def load_sound(self, path: Path, name: str = "") -> None:
        """Load a voice from a sound file. name: what the user calls it; the file's own name where empty."""
        self.start(LoadSound(path, name), SOUND_JOBS, self._adopt_sound)

    def bring_in(self, project: Project) -> None:
        """Load a whole project in place of what is there; that cannot be undone step by step."""
        self._state.set_rest(project)
        if project.portrait is not None:
            job = PreparePortrait(project.portrait)
            self.start(job, PORTRAIT_JOBS, self._put_portrait, restores=True)
        if project.voice is not None and not project.voice_is_drivers:
            edit, settings = project.edit, project.settings
            self.start(
                LoadSound(project.voice.file, project.voice.name),
                SOUND_JOBS,
                lambda info: self.put_voice(Voice(info, edit, settings)),
            )
        else:
            self._state.set_settings(project.settings)
            self._state.settings_changed.emit(project.settings)

    def start(
        self,
        job: Job[Result, Progress],
        instead_of: tuple[type[Job[Any, Any]], ...],
        adopt: Callable[[Result], None],
        restores: bool = False,
        progressed: Callable[[Progress], None] = ignore,
    ) -> None:
        """Submit a load; cancels unfinished ones of the kinds `instead_of`, and what plays.

        Of those the last one begins anew if this load fails: a bad file must not cost a good one.

        adopt: called with the result. restores: the screen must show the former portrait again if the load fails.
        """
        former = next((load for load in reversed(self._unfinished) if isinstance(load.job, instead_of)), None)
        self._begin(_Load(job, instead_of, adopt, restores, progressed, former))

    def _begin(self, load: _Load) -> None:
        jobs = self._state.jobs
        jobs.cancel(*load.instead_of, ShowingJob)
        self._unfinished.append(load)
        jobs.submit(
            load.job,
            done=partial(self._finish, load),
            failed=partial(self._fail, load),
            cancelled=partial(self._end, load),
            progressed=load.progressed,
        )
        self.began.emit()
        self.tell_busy()

    def _put_back_portrait(self, former: FormerPortrait) -> None:
        self.start(RestorePortrait(former), PORTRAIT_JOBS, self._put_portrait, restores=True)

    def put_back_voice(self, voice: Voice) -> None:
        """Bring a former voice back."""
        self.start(RestoreSound(voice.sound), SOUND_JOBS, lambda info: self.put_voice(replace(voice, sound=info)))

    def _show_picture(self, seen: PortraitSeen) -> None:
        self._state.move_to(0.0)
        self._state.picture_seen.emit(seen)
        self._picture_shown = True
        self.tell_busy()

    # How a load ends

    def _finish(self, load: _Load, result: Any) -> None:
        self._forget(load)
        load.former = None
        load.adopt(result)
        self._settle()

    def _fail(self, load: _Load, sentence: str) -> None:
        self._forget(load)
        if load.restores or self._state.portrait is None:
            self._show_former()
        former = load.given_up_for_it
        if former:
            self._begin(replace(former, job=former.job.anew(), given_up=False))
        self._state.tell(Tone.ERROR, sentence, Subject.FILE)  # after a beginning, which hides older messages
        if isinstance(load.job, LoadPortrait) and load.job.faceless:
            self._state.face_missing.emit(load.job.picture)
        if not former and not load.job.is_cancelled:
            self.failed.emit()
        self._settle()

    def _end(self, load: _Load) -> None:
        load.given_up = True
        self._forget(load)
        self._settle()

    def _forget(self, load: _Load) -> None:
        self._unfinished.remove(load)
        if isinstance(load.job, LoadPortrait):
            self._picture_shown = False
        self.tell_busy()

    def _settle(self) -> None:
        if not self.loading:
            self.settled.emit()

    def _show_former(self) -> None:
        self._state.portrait_changed.emit(self._state.portrait)
        self.refused.emit()

    # What a load changes

    def _adopt_portrait(self, info: PortraitInfo) -> None:
        before = self._state.portrait
        if before:
            text = _change(before.source, info.source)
            former, now = (FormerPortrait(each.source, each.key) for each in (before, info))
            self._state.undo_stack.push(Change(text, self._put_back_portrait, former, now, done=True))
        self._put_portrait(info)
        if info.doubt and not (before and before.doubt and before.source.picture == info.source.picture):
            self._state.tell(Tone.WARNING, info.doubt, Subject.PORTRAIT)
            self._state.face_doubted.emit()
        elif before:
            self._warn_of(before, info)

    def _put_portrait(self, info: PortraitInfo) -> None:
        self._state.set_portrait(info)
        self._state.portrait_changed.emit(info)
        self.adopted.emit()

    def _warn_of(self, before: PortraitInfo, info: PortraitInfo) -> None:
        """Tell the user of newly added pictures of the person that fit the portrait badly."""
        warnings = [picture.warning for picture in info.more if picture.path not in before.source.also]
        if any(warnings):
            self._state.tell(Tone.WARNING, " ".join(filter(None, warnings)), Subject.PORTRAIT)

    def _adopt_sound(self, info: SoundInfo) -> None:
        state, after = self._state, Voice(info, NO_EDIT, beginning(self._state.settings))
        if state.sound:
            before = Voice(state.sound, state.edit, state.settings)
            state.undo_stack.push(Change("Another voice", self.put_back_voice, before, after, done=True))
        self.put_voice(after)
        if info.warnings:
            state.tell(Tone.WARNING, " ".join(info.warnings), Subject.VOICE)

    def put_voice(self, voice: Voice) -> None:
        """Make this the voice, with what belongs to it."""
        state = self._state
        state.set_settings(voice.settings)
        state.set_sound(voice.sound, voice.edit)
        state.edit_changed.emit(voice.edit)
        state.settings_changed.emit(voice.settings)
        self.adopted.emit()
        state.sound_changed.emit(voice.sound)

    def tell_busy(self) -> None:
        """Tell which load the user waits for."""
        jobs = self._state.jobs
        if jobs.has(LoadPortrait) and not self._picture_shown:
            text = "Opening the picture…"
        elif jobs.has(*PORTRAIT_JOBS):
            text = "Getting the face ready…"
        elif jobs.has(*DRIVER_JOBS):
            text = "Reading the face…" if jobs.has(LoadDriver) else "Opening the video…"
        else:
            text = "Opening the sound…" if jobs.has(*SOUND_JOBS) else ""
        self._state.busy_changed.emit(text)


def beginning(settings: PerformanceSettings) -> PerformanceSettings:
    """The settings with only the emotion at the beginning: changes during a take belong to the words of one voice."""
    first = tuple(key for key in settings.emotion.keys if key.time_s < 0.0)
    return replace(settings, emotion=EmotionTrack(first))


def _change(before: PortraitSource, after: PortraitSource) -> str:
    """What Undo calls the step from one portrait to another."""
    if before.picture != after.picture:
        return "Another portrait"
    if before.placed != after.placed:
        return "Face placed by hand"
    return "Another face" if before.number != after.number else "More pictures"

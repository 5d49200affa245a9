"""Brings portraits and voices in, and back again when a change of them is undone."""

from dataclasses import dataclass, replace
from pathlib import Path

from PySide6.QtCore import QObject, Signal, Slot

from app.core.clip_edit import NO_EDIT, ClipEdit
from app.core.emotion import EmotionTrack
from app.core.settings import PerformanceSettings
from app.workers.job import Job, ShowingJob
from app.workers.loading import (
    LoadPortrait,
    LoadSound,
    PortraitInfo,
    PortraitSeen,
    PortraitWish,
    PreparePortrait,
    RestorePortrait,
    RestoreSound,
    SoundInfo,
)
from app.workers.session_state import SessionState
from app.workers.status import Subject, Tone
from app.workers.undo import Change

PORTRAIT_JOBS: tuple[type[Job], ...] = (LoadPortrait, PreparePortrait, RestorePortrait)
SOUND_JOBS: tuple[type[Job], ...] = (LoadSound, RestoreSound)


@dataclass(frozen=True, slots=True)
class Voice:
    """A voice with what belongs to it: the part that is used, and emotions at its words."""

    sound: SoundInfo
    edit: ClipEdit
    settings: PerformanceSettings


class Loads(QObject):
    """What is loaded."""

    began = Signal()  # something is on its way
    adopted = Signal()  # a portrait or a voice has come: the take starts anew
    refused = Signal()  # a portrait has not come: the former one is shown again

    def __init__(self, state: SessionState) -> None:
        super().__init__(state)
        self._state = state
        self._coming_back: Voice | None = None  # a voice whose change is being undone
        self._picture_shown = False  # the picture that is being loaded is on the screen already
        state.jobs.progressed.connect(self._on_progress)
        state.jobs.finished.connect(self._on_finished)
        state.jobs.failed.connect(self._on_failed)
        state.jobs.cancelled.connect(self._on_end)

    @property
    def loading(self) -> bool:
        """Whether a portrait or a voice is on its way."""
        return self._state.jobs.has(*PORTRAIT_JOBS, *SOUND_JOBS)

    def load_portrait(self, picture: Path | bytes) -> None:
        """Use a picture: a file, or the bytes of an encoded one that was pasted."""
        if self._state.may_change("portrait"):
            self._start(LoadPortrait(picture), PORTRAIT_JOBS)

    def choose_face(self, number: int) -> None:
        """Let another face of the portrait perform."""
        portrait = self._state.portrait
        if portrait and number != portrait.number and self._state.may_change("portrait"):
            self._start(PreparePortrait(replace(portrait.wish, number=number, also=()), portrait), (PreparePortrait,))

    def prepare_portrait(self, wish: PortraitWish) -> None:
        """Use a picture with faces that were placed by hand, or with more pictures of the person."""
        if self._state.may_change("portrait"):
            portrait = self._state.portrait
            now = portrait if portrait and portrait.wish.picture == wish.picture else None
            self._start(PreparePortrait(wish, now), PORTRAIT_JOBS)

    def load_sound(self, path: Path, name: str = "") -> None:
        """Use a sound file. name: what the user calls it; the file's own name without one."""
        if self._state.may_change("voice"):
            self._start(LoadSound(path, name), SOUND_JOBS)

    def _start(self, job: Job, instead_of: tuple[type[Job], ...]) -> None:
        """Start a load in place of an unfinished one of its kind; what plays stops."""
        self._state.jobs.cancel(*instead_of, ShowingJob)
        self._state.jobs.submit(job)
        self.began.emit()
        self._tell_busy()

    def _put_back_portrait(self, info: PortraitInfo) -> None:
        self._start(RestorePortrait(info), PORTRAIT_JOBS)

    def _put_back_voice(self, voice: Voice) -> None:
        self._coming_back = voice
        self._start(RestoreSound(voice.sound), SOUND_JOBS)

    @Slot(object, object)
    def _on_progress(self, job: Job, value: object) -> None:
        if isinstance(value, PortraitSeen):
            self._state.move_to(0.0)
            self._state.picture_seen.emit(value)
            self._picture_shown = True
            self._tell_busy()

    @Slot(object, object)
    def _on_finished(self, job: Job, result: object) -> None:
        self._on_end(job)
        if isinstance(result, PortraitInfo):
            self._adopt_portrait(result, restored=isinstance(job, RestorePortrait))
        elif isinstance(result, SoundInfo):
            self._adopt_sound(result, restored=isinstance(job, RestoreSound))

    def _adopt_portrait(self, info: PortraitInfo, *, restored: bool) -> None:
        before, self._state.portrait = self._state.portrait, info
        if before and not restored:
            text = _change(before.wish, info.wish)
            self._state.undo_stack.push(Change(text, self._put_back_portrait, before, info, done=True))
        self._state.portrait_changed.emit(info)
        if before and not restored:
            self._warn_of(before, info)
        self.adopted.emit()

    def _warn_of(self, before: PortraitInfo, info: PortraitInfo) -> None:
        """Say of more pictures that have just come how they fit badly."""
        warnings = [picture.warning for picture in info.more if picture.path not in before.wish.also]
        if any(warnings):
            self._state.tell(Tone.WARNING, " ".join(filter(None, warnings)), Subject.PORTRAIT)

    def _adopt_sound(self, info: SoundInfo, *, restored: bool) -> None:
        state = self._state
        before = Voice(state.sound, state.edit, state.settings) if state.sound else None
        back = self._coming_back if restored else None
        after = replace(back, sound=info) if back else Voice(info, NO_EDIT, _beginning(state.settings))
        if before and not restored:
            state.undo_stack.push(Change("Another voice", self._put_back_voice, before, after, done=True))
        state.sound, state.settings = info, after.settings
        state.set_edit(after.edit)
        state.settings_changed.emit(after.settings)
        self.adopted.emit()
        state.sound_changed.emit(info)
        if info.warnings and not restored:
            state.tell(Tone.WARNING, " ".join(info.warnings), Subject.VOICE)

    @Slot(object, str)
    def _on_failed(self, job: Job, sentence: str) -> None:
        self._on_end(job)
        if isinstance(job, (*PORTRAIT_JOBS, *SOUND_JOBS)) and (
            self._state.portrait is None or isinstance(job, LoadPortrait | RestorePortrait)
        ):
            self._state.portrait_changed.emit(self._state.portrait)  # puts the former picture back
            self.refused.emit()
        if isinstance(job, LoadPortrait) and job.faceless:
            self._state.face_missing.emit(job.picture)

    @Slot(object)
    def _on_end(self, job: Job) -> None:
        if isinstance(job, LoadPortrait):
            self._picture_shown = False
        self._tell_busy()

    def _tell_busy(self) -> None:
        jobs = self._state.jobs
        if jobs.has(LoadPortrait) and not self._picture_shown:
            text = "Opening the picture…"
        elif jobs.has(*PORTRAIT_JOBS):
            text = "Getting the face ready…"
        else:
            text = "Opening the sound…" if jobs.has(*SOUND_JOBS) else ""
        self._state.busy_changed.emit(text)


def _beginning(settings: PerformanceSettings) -> PerformanceSettings:
    """Without the changes of emotion, which belong to the words of another voice."""
    first = tuple(key for key in settings.emotion.keys if key.time_s < 0.0)
    return replace(settings, emotion=EmotionTrack(first))


def _change(before: PortraitWish, after: PortraitWish) -> str:
    """What to call the step from one portrait to another."""
    if before.picture != after.picture:
        return "Another portrait"
    if before.placed != after.placed:
        return "Face placed by hand"
    return "Another face" if before.number != after.number else "More pictures"

"""Plays the take, goes to its moments, and shows the portrait at rest."""

from PySide6.QtCore import QObject, Slot

from app.core.frame import Frame
from app.core.motion import FRAMES_PER_SECOND
from app.workers.exporting import ExportTake
from app.workers.job import Job, PreviewJob, ShowingJob
from app.workers.loading import LoadSound, RestoreSound
from app.workers.parts.loads import PORTRAIT_JOBS
from app.workers.playing import Hearing, Moment, Part, PlayEnded, PlayTake, ShowFrame
from app.workers.preview_size import PreviewShrunk
from app.workers.session_state import SessionState
from app.workers.status import Activity

SHORTEST_PART_S = 0.1


class Playback(QObject):
    """What is heard and seen."""

    def __init__(self, state: SessionState) -> None:
        super().__init__(state)
        self._state = state
        self._volume = 0.8
        self._wants_play = False
        self._plays_on = False  # after the hand that drags has let go
        self._drawn_smaller = False  # what is on the screen, to keep up
        self.selection: Part | None = None
        self.looping = False
        state.jobs.progressed.connect(self._on_progress)
        state.jobs.finished.connect(self._on_finished)
        state.jobs.failed.connect(self._on_failed)
        state.jobs.cancelled.connect(self._on_cancelled)
        state.jobs.frame_shown.connect(self._on_frame)

    def set_volume(self, volume: float) -> None:
        """Loudness of playing, 0 to 1. Exported sound keeps its own."""
        self._volume = volume
        if isinstance(self._state.jobs.shown, PlayTake):
            self._state.jobs.shown.volume = volume

    def play(self) -> None:
        """Play on from the present position; as soon as everything is loaded, if something is on its way."""
        state = self._state
        if state.activity is Activity.EXPORTING:
            return
        if self._loading:
            self._wants_play = True
        elif state.ready:
            state.jobs.cancel(ShowingJob)
            self._drawn_smaller = False
            part = self.part
            if part and not part.start_s <= state.position_s < part.stop_s - 1 / FRAMES_PER_SECOND:
                state.move_to(part.start_s)
            frame = round(state.position_s * FRAMES_PER_SECOND)
            job = PlayTake(state.jobs.announce, state.take_settings, self._volume, frame, state.edit, part)
            state.jobs.show(job, Activity.PLAYING)

    def stop(self) -> None:
        """Stop playing, and stay at this position."""
        self._wants_play = False
        self._state.jobs.cancel(PlayTake)

    def replay(self) -> None:
        """Play from the start."""
        self._state.move_to(0.0)
        self.play()

    def seek(self, position_s: float) -> None:
        """Go to a moment: play on from there, or show its picture."""
        if self._state.activity is Activity.PLAYING:
            self._state.move_to(self._inside(position_s))
            self.play()
        else:
            self._go(position_s)

    def step(self, frames: int) -> None:
        """Go so many frames on, or back where it is negative; what plays stops."""
        self.stop()
        frame = round(self._state.position_s * FRAMES_PER_SECOND) + frames
        self._go(frame / FRAMES_PER_SECOND)

    def scrub(self, position_s: float) -> None:
        """A hand drags the play head: show the picture, and play on when it lets go if it played before."""
        if self._state.activity is Activity.PLAYING:
            self._plays_on = True
            self._state.jobs.cancel(PlayTake)
        self._go(position_s)

    def end_scrub(self) -> None:
        """The hand lets go."""
        if self._plays_on:
            self._plays_on = False
            self.play()

    def begin_again(self) -> None:
        """The take has become another: play it on from here, or show it."""
        if self._state.activity is Activity.PLAYING:
            self.play()
        else:
            self.show_again()

    # Again and again

    @property
    def part(self) -> Part | None:
        """What is played again and again, in seconds of the take."""
        state = self._state
        if self.selection:
            start_s = max(0.0, self.selection.start_s - state.edit.start_s)
            stop_s = min(state.duration_s, self.selection.stop_s - state.edit.start_s)
            if stop_s - start_s >= SHORTEST_PART_S:
                return Part(start_s, stop_s)
        return Part(0.0, state.duration_s) if self.looping else None

    def select(self, selection: Part | None) -> None:
        """Play this part, in seconds of the whole sound, again and again; None for no part."""
        self.selection = selection
        self._tell_part()

    def set_looping(self, looping: bool) -> None:
        """Play the whole take again and again."""
        self.looping = looping
        self._tell_part()

    def _tell_part(self) -> None:
        if isinstance(self._state.jobs.shown, PlayTake):
            self._state.jobs.shown.part = self.part
        self._state.part_changed.emit()

    # What is on the screen

    def show_again(self) -> None:
        """Draw what is on the screen anew, with the settings of now."""
        state = self._state
        if isinstance(state.jobs.shown, PlayTake):
            state.jobs.shown.settings = state.take_settings
        elif state.activity is Activity.IDLE and state.position_s > 0.0 and state.ready:
            self.show_position()
        elif state.activity is Activity.IDLE:
            self.show_rest()

    def show_position(self) -> None:
        """The picture of the present moment."""
        self._show(round(self._state.position_s * FRAMES_PER_SECOND))

    def rest(self) -> None:
        """Back to the start, with the portrait at rest."""
        self._state.move_to(0.0)
        self.show_rest()

    def show_rest(self) -> None:
        """The portrait at rest."""
        state = self._state
        if state.jobs.has(*PORTRAIT_JOBS):
            return  # the former portrait would cover the new one, whose turn comes when its face is ready
        if state.portrait and state.settings.emotion.keys:
            self._show(None)
        elif state.portrait:
            state.jobs.cancel(ShowFrame)
            state.frame_arrived.emit(state.portrait.still)

    def _go(self, position_s: float) -> None:
        state = self._state
        if state.ready and state.activity not in (Activity.EXPORTING, Activity.LIVE):
            state.move_to(self._inside(position_s))
            self.show_position()

    def _inside(self, position_s: float) -> float:
        return min(max(position_s, 0.0), self._state.last_s)

    def _show(self, index: int | None) -> None:
        """Draw a frame, or the portrait at rest: with the job that draws already, if there is one."""
        jobs, self._drawn_smaller = self._state.jobs, False
        moment = Moment(self._state.take_settings, index, self._state.edit)
        if isinstance(jobs.shown, ShowFrame) and not jobs.shown.is_cancelled:
            jobs.shown.moment = moment
        else:
            jobs.show(ShowFrame(jobs.announce, moment))

    @property
    def _loading(self) -> bool:
        return self._state.jobs.has(*PORTRAIT_JOBS, LoadSound, RestoreSound)

    @Slot(object, object)
    def _on_frame(self, job: PreviewJob, frame: Frame) -> None:
        self._state.frame_arrived.emit(frame)
        if isinstance(job, PlayTake | ExportTake):
            self._state.move_to(frame.index / FRAMES_PER_SECOND)

    @Slot(object, object)
    def _on_progress(self, job: Job, value: object) -> None:
        if isinstance(value, Hearing):
            self._state.set_silence(value.silent_reason or "")
        elif isinstance(value, PreviewShrunk):
            self._drawn_smaller = True
            text = "This computer is busy: the picture is drawn smaller to keep up. Videos stay as large."
            self._state.noted.emit(text)

    @Slot(object, object)
    def _on_finished(self, job: Job, result: object) -> None:
        if isinstance(result, PlayEnded) and self._state.activity is Activity.IDLE:
            self.rest()
        elif isinstance(job, ShowFrame) and job.moment is not result and self._state.activity is Activity.IDLE:
            self._state.jobs.show(ShowFrame(self._state.jobs.announce, job.moment))  # wanted a moment too late
        self._play_if_wanted()

    @Slot(object)
    def _on_cancelled(self, job: Job) -> None:
        self._play_if_wanted()
        if isinstance(job, PlayTake) and self._drawn_smaller and not (self._state.jobs.shown or self._loading):
            self.show_position()  # as large as at first: a picture at rest has all the time it needs

    @Slot(object, str)
    def _on_failed(self, job: Job, sentence: str) -> None:
        if isinstance(job, (*PORTRAIT_JOBS, LoadSound, RestoreSound)):
            self._wants_play = False

    def _play_if_wanted(self) -> None:
        if self._wants_play and not self._loading:
            self._wants_play = False
            self.play()

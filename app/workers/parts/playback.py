"""Plays the take, goes to its moments, and shows the portrait at rest."""

from PySide6.QtCore import QObject

from app.core.frame import Frame
from app.core.motion import FRAMES_PER_SECOND
from app.workers.job import ShowingJob
from app.workers.parts.loads import PORTRAIT_JOBS, Loads
from app.workers.playing import Hearing, LoopRange, Moment, PlayEnded, PlayTake, ShowFrame
from app.workers.preview_size import PreviewShrunk
from app.workers.session_state import SessionState
from app.workers.status import Activity

SHORTEST_LOOP_S = 0.1


class Playback(QObject):
    """What is heard and seen."""

    def __init__(self, state: SessionState, loads: Loads) -> None:
        super().__init__(state)
        self._state = state
        self._loads = loads
        self._volume = 0.8
        self._wants_play = False
        self._plays_on = False  # after the hand that drags has let go
        self._drawn_smaller = False  # what is on the screen, to keep up
        self.selection: LoopRange | None = None
        self.looping = False
        loads.adopted.connect(self.rest)
        loads.refused.connect(self.show_rest)
        loads.failed.connect(self._forget_wish)
        loads.settled.connect(self._play_if_wanted)
        state.exporting_changed.connect(self._finish_picture)

    def set_volume(self, volume: float) -> None:
        """Loudness of playing, 0 to 1. Exported sound keeps its own."""
        self._volume = volume
        if isinstance(self._state.jobs.shown, PlayTake):
            self._state.jobs.shown.volume = volume

    def play(self) -> None:
        """Play on from the present position; as soon as everything is loaded, if something is on its way."""
        state, take = self._state, self._state.take
        if self._loads.loading:
            self._wants_play = True
        elif take and take.sound:
            state.jobs.cancel(ShowingJob)
            self._drawn_smaller = False
            loop = self.loop
            if loop and not loop.start_s <= state.position_s < loop.stop_s - 1 / FRAMES_PER_SECOND:
                state.move_to(loop.start_s)
            job = PlayTake(take, self._volume, round(state.position_s * FRAMES_PER_SECOND), loop)
            state.jobs.show(
                job,
                Activity.PLAYING,
                drawn=self._show_playing,
                failed=state.tell_failure,
                done=self._on_played,
                cancelled=self._on_stopped,
                progressed=self._on_progress,
            )

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
    def loop(self) -> LoopRange | None:
        """What is played again and again, in seconds of the take."""
        state = self._state
        if self.selection:
            start_s = max(0.0, self.selection.start_s - state.edit.start_s)
            stop_s = min(state.duration_s, self.selection.stop_s - state.edit.start_s)
            if stop_s - start_s >= SHORTEST_LOOP_S:
                return LoopRange(start_s, stop_s)
        return LoopRange(0.0, state.duration_s) if self.looping else None

    def select(self, selection: LoopRange | None) -> None:
        """Play this part, in seconds of the whole sound, again and again; None for no part."""
        self.selection = selection
        self._tell_loop()

    def set_looping(self, looping: bool) -> None:
        """Play the whole take again and again."""
        self.looping = looping
        self._tell_loop()

    def _tell_loop(self) -> None:
        if isinstance(self._state.jobs.shown, PlayTake):
            self._state.jobs.shown.loop = self.loop
        self._state.loop_changed.emit()

    # What is on the screen

    def show_again(self) -> None:
        """Draw what is on the screen anew, with the settings of now."""
        state = self._state
        if isinstance(state.jobs.shown, PlayTake) and state.take:
            state.jobs.shown.take = state.take
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
        if state.ready and state.activity is not Activity.LIVE:
            state.move_to(self._inside(position_s))
            self.show_position()

    def _inside(self, position_s: float) -> float:
        return min(max(position_s, 0.0), self._state.last_s)

    def _show(self, index: int | None) -> None:
        """Draw a frame, or the portrait at rest: with the job that draws already, if there is one."""
        jobs, take, self._drawn_smaller = self._state.jobs, self._state.take, False
        if take is None or jobs.has(*PORTRAIT_JOBS):
            return  # the former portrait would cover the new one, whose turn comes when its face is ready
        moment = Moment(take, index)
        if isinstance(jobs.shown, ShowFrame) and not jobs.shown.is_cancelled:
            jobs.shown.moment = moment
        else:
            self._draw(moment)

    def _draw(self, moment: Moment) -> None:
        job, state = ShowFrame(moment), self._state

        def drawn_last(last: Moment) -> None:
            if job.moment is not last and state.activity is Activity.IDLE:
                self._draw(job.moment)  # wanted a moment too late

        state.jobs.show(job, Activity.IDLE, drawn=state.frame_arrived.emit, failed=state.tell_failure, done=drawn_last)

    def _finish_picture(self, exporting: bool) -> None:
        """An export that begins has ended the drawing of a moment: it goes on behind it."""
        if exporting:
            self.show_again()

    def _show_playing(self, frame: Frame) -> None:
        self._state.frame_arrived.emit(frame)
        self._state.move_to(frame.index / FRAMES_PER_SECOND)

    def _on_progress(self, value: Hearing | PreviewShrunk) -> None:
        if isinstance(value, Hearing):
            self._state.set_silence(value.silent_reason or "")
        else:
            self.note_shrunk()

    def note_shrunk(self) -> None:
        """The picture is drawn smaller from now on; it becomes large again when nothing moves."""
        self._drawn_smaller = True
        text = "This computer is busy: the picture is drawn smaller to keep up. Videos stay as large."
        self._state.noted.emit(text)

    def _on_played(self, _ended: PlayEnded) -> None:
        if self._state.activity is Activity.IDLE:
            self.rest()

    def _on_stopped(self) -> None:
        if self._drawn_smaller and not (self._state.jobs.shown or self._loads.loading):
            self.show_position()  # as large as at first: a picture at rest has all the time it needs

    def _forget_wish(self) -> None:
        self._wants_play = False

    def _play_if_wanted(self) -> None:
        if self._wants_play:
            self._wants_play = False
            self.play()

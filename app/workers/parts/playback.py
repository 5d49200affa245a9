"""Plays the take, seeks and scrubs in it, and shows the portrait at rest."""

from PySide6.QtCore import QObject, Signal

from app.core.frame import Frame
from app.core.motion import FRAMES_PER_SECOND
from app.workers.job import ShowingJob
from app.workers.parts.loads import PORTRAIT_JOBS, Loads
from app.workers.playing import Hearing, LoopRange, Moment, PlayEnded, PlayTake, ShowFrame
from app.workers.preview_size import PreviewShrunk
from app.workers.session_state import SessionState
from app.workers.status import Activity
from app.workers.take import Take

SHORTEST_LOOP_S = 0.1


class Playback(QObject):
    """Submits the jobs that play the take or draw one frame of it, and moves the play head."""

    rested = Signal(object)  # Moment: the last that was drawn, with nothing to follow

    def __init__(self, state: SessionState, loads: Loads) -> None:
        super().__init__(state)
        self._state = state
        self._loads = loads
        self._volume = 0.8
        self._wants_play = False
        self._plays_on = False  # after the drag of the play head
        self._drawn_smaller = False  # the preview was made smaller to keep up
        self.selection: LoopRange | None = None
        self.looping = False
        loads.adopted.connect(self.rest)
        loads.refused.connect(self.show_rest)
        loads.failed.connect(self._forget_wish)
        loads.settled.connect(self._play_if_wanted)
        state.exporting_changed.connect(self._finish_picture)

    def set_volume(self, volume: float) -> None:
        """Set the loudness of playing, 0 to 1; exported sound is not changed by it."""
        self._volume = volume
        if isinstance(self._state.jobs.shown, PlayTake):
            self._state.jobs.shown.volume = volume

    def play(self) -> None:
        """Play from the play head on; while something is being loaded, as soon as that has ended."""
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
        """Stop playing; the play head stays where it is."""
        self._wants_play = False
        self._state.jobs.cancel(PlayTake)

    def replay(self) -> None:
        """Play from the start."""
        self._state.move_to(0.0)
        self.play()

    def seek(self, position_s: float) -> None:
        """Move the play head, in seconds of the take: play on from there, or show its frame where nothing plays."""
        if self._state.activity is Activity.PLAYING:
            self._state.move_to(self._inside(position_s))
            self.play()
        else:
            self._go(position_s)

    def step(self, frames: int) -> None:
        """Stop playing and move the play head by so many frames, back where negative."""
        self.stop()
        frame = round(self._state.position_s * FRAMES_PER_SECOND) + frames
        self._go(frame / FRAMES_PER_SECOND)

    def scrub(self, position_s: float) -> None:
        """Show the frame under the play head while the user drags it; pauses what plays until `end_scrub`."""
        if self._state.activity is Activity.PLAYING:
            self._plays_on = True
            self._state.jobs.cancel(PlayTake)
        self._go(position_s)

    def end_scrub(self) -> None:
        """End a drag of the play head: play on if it interrupted playing."""
        if self._plays_on:
            self._plays_on = False
            self.play()

    def begin_again(self) -> None:
        """Use the changed take: restart playing at the play head, or draw its frame anew."""
        if self._state.activity is Activity.PLAYING:
            self.play()
        else:
            self.show_again()

    # Loops

    @property
    def loop(self) -> LoopRange | None:
        """The range that playing repeats, in seconds of the take: the selection, or the whole take; None without."""
        state = self._state
        if self.selection:
            start_s = max(0.0, self.selection.start_s - state.edit.start_s)
            stop_s = min(state.duration_s, self.selection.stop_s - state.edit.start_s)
            if stop_s - start_s >= SHORTEST_LOOP_S:
                return LoopRange(start_s, stop_s)
        return LoopRange(0.0, state.duration_s) if self.looping else None

    def select(self, selection: LoopRange | None) -> None:
        """Select the part that playing repeats, in seconds of the whole sound; None for no selection."""
        self.selection = selection
        self._tell_loop()

    def set_looping(self, looping: bool) -> None:
        """Repeat the whole take, or the selected part; False repeats nothing, and selects no part."""
        self.looping = looping
        if not looping:
            self.selection = None
        self._tell_loop()

    def _tell_loop(self) -> None:
        if isinstance(self._state.jobs.shown, PlayTake):
            self._state.jobs.shown.loop = self.loop
        self._state.loop_changed.emit()

    # What is on the screen

    def show_again(self) -> None:
        """Draw what is on the screen again with the current settings; what plays takes them on."""
        state = self._state
        if isinstance(state.jobs.shown, PlayTake) and state.take:
            state.jobs.shown.take = state.take
        elif state.activity is Activity.IDLE and state.position_s > 0.0 and state.ready:
            self.show_position()
        elif state.activity is Activity.IDLE:
            self.show_rest()

    def show_position(self) -> None:
        """Show the frame at the play head."""
        self._show(round(self._state.position_s * FRAMES_PER_SECOND))

    def rest(self) -> None:
        """Move the play head to the start and show the portrait at rest."""
        self._state.move_to(0.0)
        self.show_rest()

    def show_rest(self) -> None:
        """Show the portrait at rest, with the emotion that the take begins with."""
        state = self._state
        if state.jobs.has(*PORTRAIT_JOBS):
            return  # the former portrait would cover the new one, whose turn comes when its face is ready
        if state.portrait and state.settings.emotion.keys:
            self._show(None)
        elif state.portrait:
            state.jobs.cancel(ShowFrame)
            state.frame_arrived.emit(state.portrait.still)
            self.rested.emit(Moment(Take(state.project, state.portrait, state.sound), None))

    def _go(self, position_s: float) -> None:
        state = self._state
        if state.ready and state.activity is not Activity.LIVE:
            state.move_to(self._inside(position_s))
            self.show_position()

    def _inside(self, position_s: float) -> float:
        return min(max(position_s, 0.0), self._state.last_s)

    def _show(self, index: int | None) -> None:
        """Draw the frame of this index, or the portrait at rest for None; a running ShowFrame job is reused."""
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
                self._draw(job.moment)  # asked for after the job had looked for the last time
            else:
                self.rested.emit(last)

        state.jobs.show(job, Activity.IDLE, drawn=state.frame_arrived.emit, failed=state.tell_failure, done=drawn_last)

    def _finish_picture(self, exporting: bool) -> None:
        """Draw again the frame whose job an export cancelled as it began; the new job waits behind it."""
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
        """Tell the user that the preview has been made smaller, and draw it at full size again when playing stops."""
        self._drawn_smaller = True
        text = "This computer is busy: the picture is drawn smaller to keep up. Exported videos keep their full size."
        self._state.noted.emit(text)

    def _on_played(self, _ended: PlayEnded) -> None:
        if self._state.activity is Activity.IDLE:
            self.rest()

    def _on_stopped(self) -> None:
        state, take = self._state, self._state.take
        if take is None or state.jobs.shown or self._loads.loading:
            return
        if self._drawn_smaller:
            self.show_position()  # as large as at first: a picture at rest has all the time it needs
        else:
            self.rested.emit(Moment(take, round(state.position_s * FRAMES_PER_SECOND)))

    def _forget_wish(self) -> None:
        self._wants_play = False

    def _play_if_wanted(self) -> None:
        if self._wants_play:
            self._wants_play = False
            self.play()

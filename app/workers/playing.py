"""The job that performs a take on the screen, in step with its sound."""

from collections.abc import Callable
from dataclasses import dataclass
from time import perf_counter
from typing import TYPE_CHECKING, Any

from app.core.frame import Frame
from app.core.motion import FRAMES_PER_SECOND
from app.workers.job import Job, ShowingJob
from app.workers.preview_size import PreviewShrunk, PreviewSize
from app.workers.room import EngineRoom
from app.workers.take import Take

if TYPE_CHECKING:
    from app.engine.performance import Performance
    from app.model.render.renderer import PortraitRenderer

# Motion is computed this far ahead of the sound in the time that is left over between frames.
MOTION_AHEAD_FRAMES = 50
# Motion that is computed between two looks at the cancel event.
MOTION_STEP_FRAMES = 25


@dataclass(frozen=True, slots=True)
class LoopRange:
    """The part of a take that playing repeats, in seconds of the take."""

    start_s: float
    stop_s: float


@dataclass(frozen=True, slots=True)
class Hearing:
    """Reported when the sound starts, and when it is lost on the way.

    silent_reason: why nothing is heard, as a sentence; None while the sound is heard.
    """

    silent_reason: str | None


@dataclass(frozen=True, slots=True)
class PlayEnded:
    """Result of playing a take to its end.

    shown: frames that were drawn. dropped: frames skipped because they would have been late.
    """

    shown: int
    dropped: int


class PlayTake(ShowingJob[PlayEnded, Hearing | PreviewShrunk]):
    """Plays a take's sound and draws the frames in step with it; frames that would be late are skipped.

    `take` (with other settings), `volume` and `loop` may be replaced by the window while the job runs.
    """

    def __init__(self, take: Take, volume: float, start_frame: int = 0, loop: LoopRange | None = None) -> None:
        """volume: 0 to 1. loop: the part that is repeated; None to play to the end."""
        super().__init__()
        self.take = take
        self.volume = volume
        self.loop = loop
        self._start_frame = start_frame

    def run(self, room: EngineRoom, report: Callable[[Hearing | PreviewShrunk], None]) -> PlayEnded:
        """Play to the end of the take, or repeat its loop until cancelled."""
        player, loaded = room.player(), room.loaded(self.take.portrait.key)
        loaded.restore_preview()
        self.show(self._rendered(room, self._start_frame))  # everything slow happens before the sound starts
        player.volume = self.volume
        try:
            player.play(room.clip(self.take), self._start_frame / FRAMES_PER_SECOND)
            with PreviewSize(room, loaded) as size:
                return self._follow(room, size, report)
        finally:
            player.stop()

    def _follow(
        self, room: EngineRoom, size: PreviewSize, report: Callable[[Hearing | PreviewShrunk], None]
    ) -> PlayEnded:
        player = room.player()
        hearing = Hearing(player.silent_reason)
        report(hearing)
        index, shown, dropped = self._start_frame, 1, 0
        cost_s = 0.0  # what drawing a frame takes; the frame to draw is the one due when it will be ready
        while True:
            self.check()
            loop = self.loop
            if loop and (player.ended or player.position_s() >= loop.stop_s):
                index = round(loop.start_s * FRAMES_PER_SECOND)
                self.show(self._rendered(room, index))
                player.play(room.clip(self.take), loop.start_s)
            elif player.ended:
                break
            player.volume = self.volume
            if player.silent_reason != hearing.silent_reason:
                hearing = Hearing(player.silent_reason)
                report(hearing)
            last = room.performance(self.take).frame_count - 1
            due = min(int((player.position_s() + cost_s) * FRAMES_PER_SECOND), last)
            if due <= index:
                self._use_spare_time(room, (index + 1) / FRAMES_PER_SECOND - cost_s - player.position_s())
                continue
            started = perf_counter()
            frame = self._rendered(room, due)
            took_s = perf_counter() - started
            if shrunk := size.adapt(took_s):
                report(shrunk)
            cost_s = cost_s + 0.2 * (took_s - cost_s) if cost_s else took_s
            self.wait(due / FRAMES_PER_SECOND - player.position_s())
            self.show(frame)
            dropped += due - index - 1
            index, shown = due, shown + 1
        return PlayEnded(shown, dropped)

    def _rendered(self, room: EngineRoom, index: int) -> Frame:
        take = self.take
        performance = room.performance(take)
        grow(self, performance, index + 1)
        return room.animator().frame(room.loaded(take.portrait.key).preview.renderer, performance, index)

    def _use_spare_time(self, room: EngineRoom, spare_s: float) -> None:
        """Compute one piece of motion ahead of the sound; sleep for up to 20 ms if enough is known."""
        performance = room.performance(self.take)
        reached = int(room.player().position_s() * FRAMES_PER_SECOND)
        wanted = min(reached + MOTION_AHEAD_FRAMES, performance.frame_count)
        if performance.frames_known < wanted:
            performance.motion(0, min(wanted, performance.frames_known + MOTION_STEP_FRAMES))
        else:
            self.wait(min(max(spare_s, 0.001), 0.02))


def grow(job: Job[Any, Any], performance: "Performance", frames: int) -> None:
    """Compute the first `frames` frames of motion in steps. Raises JobCancelled between two steps."""
    wanted = min(frames, performance.frame_count)
    while performance.frames_known < wanted:
        job.check()
        performance.motion(0, min(wanted, performance.frames_known + MOTION_STEP_FRAMES))


@dataclass(frozen=True, slots=True)
class Moment:
    """One picture of a take. index: of the frame; None for the portrait at rest, which needs no voice."""

    take: Take
    index: int | None


class ShowFrame(ShowingJob[Moment, None]):
    """Draws one frame of a take, or the portrait at rest, while nothing plays; returns the moment it drew last.

    `moment` may be replaced by the window while the job runs: it then draws that one. So the picture follows
    a play head that is dragged, however many moments it passes.
    """

    def __init__(self, moment: Moment) -> None:
        super().__init__()
        self.moment = moment

    def run(self, room: EngineRoom, report: Callable[[None], None]) -> Moment:
        """Draw until `moment` was not replaced while it was drawn; returns it. Frames go out by `show`."""
        while True:
            moment = self.moment
            frame = self._drawn(room, moment)
            if frame is not None:
                self.show(frame)
                if self.moment is moment:
                    return moment

    def _drawn(self, room: EngineRoom, moment: Moment) -> Frame | None:
        """The frame of a moment; None if `self.moment` was replaced before the motion up to it was computed."""
        loaded = room.loaded(moment.take.portrait.key)
        loaded.restore_preview()
        if moment.index is not None:
            performance = room.performance(moment.take)
            wanted = min(moment.index + 1, performance.frame_count)
            while performance.frames_known < wanted:
                self.check()
                if self.moment is not moment:
                    return None
                performance.motion(0, min(wanted, performance.frames_known + MOTION_STEP_FRAMES))
        return drawn(self, room, loaded.preview.renderer, moment)


def drawn(job: Job[Any, Any], room: EngineRoom, renderer: "PortraitRenderer", moment: Moment) -> Frame:
    """The frame of a moment. Raises JobCancelled before it is drawn."""
    take, animator = moment.take, room.animator()
    if moment.index is None:
        job.check()
        return animator.still(renderer, take.project.take_settings)
    performance = room.performance(take)
    index = min(moment.index, performance.frame_count - 1)
    grow(job, performance, index + 1)
    job.check()
    return animator.frame(renderer, performance, index)

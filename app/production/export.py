"""The one export loop, which writes a performance to a video file."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from app.core.audio import AudioClip
from app.core.driving import Drive
from app.core.face import Face
from app.core.heap import give_back_free_memory
from app.core.portrait import Portrait
from app.core.project import Project
from app.core.stopwatch import Stopwatch
from app.core.video_size import FrameSize, frame_size
from app.engine.animator import Animator
from app.media.video.writer import VideoWriter


@dataclass(frozen=True, slots=True)
class Exported:
    """A finished video file."""

    path: Path
    size: FrameSize
    frames: int


@dataclass(frozen=True, slots=True)
class Cast:
    """Who performs in a project: its picture and sounds, read.

    clips: in the order of the project's voices.
    faces: gives the faces that speak, in the order of the clips, and behind them those that listen. It is asked once it
        is known that the video can be written, for finding and preparing faces takes seconds.
    drive: a face that moves the first of them.
    """

    portrait: Portrait
    clips: tuple[AudioClip, ...]
    faces: Callable[[], Sequence[Face]]
    drive: Drive | None = None


def export(
    project: Project,
    cast: Cast,
    animator: Animator,
    path: Path,
    *,
    force: bool,
    check: Callable[[], None],
    progressed: Callable[[int, int], None],
    watch: Stopwatch | None = None,
) -> Exported:
    """Write a project's video. Raises CannotWrite, BadSound, NoFaceFound; an unfinished file does not remain.

    check: called before each frame; raises to stop. progressed: told how many frames of how many are written.
    watch: counts the stages "face", "prepare", "motion", "render", "composite" and "encode".
    """
    watch = watch or Stopwatch()
    portrait, video = cast.portrait, project.video
    size = frame_size(portrait.width, portrait.height, video.size, video.frames_per_second)
    with VideoWriter(path, size, cast.clips, force, frames_per_second=video.frames_per_second) as writer:
        with watch.stage("face"):
            faces = cast.faces()
        check()
        with watch.stage("prepare"):
            count, frames = animator.take(
                portrait, faces, cast.clips, project.take_settings, size, video.frames_per_second, watch, cast.drive
            )
        give_back_free_memory()  # making a renderer takes as much again as it keeps
        for frame in frames:
            check()
            with watch.stage("encode"):
                writer.write(frame)
            progressed(frame.index + 1, count)
        check()
        with watch.stage("encode"):
            writer.close()
    return Exported(path, size, count)

"""Writes a take to a video file."""

from collections.abc import Callable, Iterator, Sequence
from fractions import Fraction
from pathlib import Path
from types import TracebackType
from typing import Self

import av

from app.core.audio import AudioClip
from app.core.errors import CannotWrite
from app.core.formats import FORMATS, VideoFormat, format_of
from app.core.frame import Frame
from app.core.motion import FRAMES_PER_SECOND
from app.core.video_size import FrameSize
from app.core.whole_file import WholeFile
from app.media.sound.mix import SoundMix, mixed
from app.media.sound.soundtrack import Soundtrack
from app.media.video.encoder_thread import EncoderThread
from app.media.video.muxer import write_video


class VideoWriter:
    """Writes frames to a video file, in the format that its name asks for, with the sound as the user gave it.

    The file appears when it is complete. Leaving the with-block by an exception, or closing after an error, leaves
    nothing behind. Picture and sound are equally long: the sound is cut or filled up with silence to the last frame.
    """

    def __init__(
        self,
        path: Path,
        size: FrameSize,
        clip: AudioClip | Sequence[AudioClip],
        force: bool = False,
        *,
        frames_per_second: int | Fraction = FRAMES_PER_SECOND,
        formats: Sequence[VideoFormat] = FORMATS,
        finish: Callable[[Path], None] | None = None,
    ) -> None:
        """Checks all that can be known beforehand. Raises CannotWrite, BadSound.

        clip: the sound; several are mixed.
        formats: those to choose from by the path's suffix.
        finish: is called with the finished file before it is put in its place, for provenance: it may sign the file or
            add to it. What it raises ends the writing, and nothing is left behind.
        """
        self._format = format_of(path, formats)
        self._size = size
        self._frames_per_second = frames_per_second
        self._finish = finish
        self._target = WholeFile(path, force)
        try:
            self._sound = self._opened([clip] if isinstance(clip, AudioClip) else clip)
        except BaseException:
            self._target.discard()
            raise
        self._thread: EncoderThread | None = None
        self._next_index = 0
        self._done = False

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if error is None:
            self.close()
        else:
            self._abandon()

    def write(self, frame: Frame) -> None:
        """Queue the next frame; waits while the encoder is busy. Raises CannotWrite if encoding has failed."""
        if frame.index != self._next_index:
            raise ValueError(f"frame {frame.index} was written where frame {self._next_index} belongs")
        if frame.rgb.shape != (self._size.height, self._size.width, 3):
            raise ValueError(f"a frame of {frame.rgb.shape} does not fit a video of {self._size}")
        if (frame.alpha is not None) != self._format.alpha:
            needed = "need" if self._format.alpha else "cannot have"
            raise ValueError(f"the frames of this {self._format.name} {needed} alpha")
        if frame.alpha is not None and frame.alpha.shape != frame.rgb.shape[:2]:
            raise ValueError(f"an alpha of {frame.alpha.shape} does not fit a video of {self._size}")
        if self._thread is None:
            self._thread = EncoderThread(self._encode)
        self._next_index += 1
        try:
            self._thread.put(frame)
        except Exception:
            self._abandon()
            raise

    def close(self) -> None:
        """Finish the file and put it in its place. Raises CannotWrite; a second call does nothing."""
        if self._done:
            return
        try:
            if self._thread is None:
                raise ValueError("a video needs at least one frame")
            self._thread.finish()
            self._close_sound()  # its file may be the very one that is replaced, which Windows refuses while it is open
            if self._finish is not None:
                self._finish(self._target.part)
            self._target.commit()
        finally:
            self._abandon()

    def _abandon(self) -> None:
        """Stop the thread and remove the unfinished file; does nothing once the video is complete."""
        self._done = True
        if self._thread is not None:
            self._thread.abandon()
            self._thread = None  # it holds this writer: without the cycle the encoder's memory is free at once
        self._close_sound()
        self._target.discard()

    def _opened(self, clips: Sequence[AudioClip]) -> Soundtrack | SoundMix | None:
        return mixed(clips, self._format.sound) if self._format.sound else None

    def _close_sound(self) -> None:
        if self._sound is not None:
            self._sound.close()

    def _encode(self, frames: Iterator[Frame]) -> None:
        """Encode the video into the part file, on the encoder's thread. Raises CannotWrite."""
        try:
            write_video(self._target.part, self._format, self._size, self._frames_per_second, self._sound, frames)
        except OSError as error:  # also FFmpeg's own input and output errors
            raise self._target.failure(error) from error
        except av.FFmpegError as error:
            raise CannotWrite(f"{self._target.path.name} could not be encoded ({error.strerror}).") from error

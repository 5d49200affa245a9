"""A take written to a video file."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

import av

from app.core.audio import AudioClip
from app.core.errors import CannotWrite
from app.core.frame import Frame
from app.core.settings import FrameSize
from app.core.whole_file import WholeFile
from app.media.sound.mix import SoundMix, mixed
from app.media.sound.soundtrack import Soundtrack
from app.media.video.encoder_thread import EncoderThread
from app.media.video.mp4 import write_mp4


class VideoWriter:
    """Frames in, an MP4 file out: H.264 at 25 frames a second with the sound as the user gave it.

    The file appears when it is complete. Leaving the with-block by an exception, or closing after an error, leaves
    nothing behind. Picture and sound are equally long: the sound is cut or filled up with silence to the last frame.
    """

    def __init__(self, path: Path, size: FrameSize, clip: AudioClip | Sequence[AudioClip], force: bool = False) -> None:
        """Checks all that can be known beforehand. Raises CannotWrite, BadSound.

        clip: the sound; several are mixed.
        """
        if path.suffix.lower() != ".mp4":
            raise CannotWrite(f"{path.name} cannot be written: a video's name must end in .mp4.")
        self._size = size
        self._target = WholeFile(path, force)
        try:
            self._sound: Soundtrack | SoundMix = mixed([clip] if isinstance(clip, AudioClip) else clip)
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
            self._sound.close()  # its file may be the very one that is replaced, which Windows refuses while it is open
            self._target.commit()
        finally:
            self._abandon()

    def _abandon(self) -> None:
        """Stop the thread and remove what is unfinished; harmless after the end."""
        self._done = True
        if self._thread is not None:
            self._thread.abandon()
            self._thread = None  # it holds this writer: without the cycle the encoder's memory is free at once
        self._sound.close()
        self._target.discard()

    def _encode(self, frames: Iterator[Frame]) -> None:
        """Runs on the encoder's thread."""
        try:
            write_mp4(self._target.part, self._size, self._sound, frames)
        except OSError as error:  # also FFmpeg's own input and output errors
            raise self._target.failure(error) from error
        except av.FFmpegError as error:
            raise CannotWrite(f"{self._target.path.name} could not be encoded ({error.strerror}).") from error

"""Pictures and sound, encoded side by side into one file of any format."""

import io
import os
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path

import av

from app import __version__
from app.core.formats import VideoFormat
from app.core.frame import Frame
from app.core.video_size import FrameSize
from app.media.sound.mix import SoundMix
from app.media.sound.soundtrack import Soundtrack
from app.media.video.picture_encoder import PictureEncoder
from app.media.video.sound_encoder import SoundEncoder

IO_BUFFER_BYTES = 1 << 20

PROVENANCE = {
    "title": "Synthetic video made with Rhapsode",
    "comment": (
        f"This video is synthetic: Rhapsode {__version__} made it from a still picture and a sound. "
        "The person shown never moved or spoke like this."
    ),
}


class PartFile(io.RawIOBase):
    """The file the muxer writes to: writes every byte or raises OSError, and keeps the first one in `error`."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self.name = str(path.absolute())  # faststart opens it a second time, by this name
        self.error: OSError | None = None
        self._file = path.open("wb", buffering=0)

    def write(self, data: bytes) -> int:  # type: ignore[override]
        """Write every byte: an unbuffered file may take only some of them when the disk is nearly full."""
        rest = memoryview(data)
        try:
            while rest:
                rest = rest[self._file.write(rest) :]
        except OSError as error:
            self.error = self.error or error
            raise
        return len(data)

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        """Move to another position; returns it, in bytes."""
        return self._file.seek(offset, whence)

    def tell(self) -> int:
        """Position of the next byte."""
        return self._file.tell()

    def seekable(self) -> bool:
        """True, so that the muxer may write an index in front at the end."""
        return True

    def writable(self) -> bool:
        """True: the file is open for writing."""
        return True

    def close(self) -> None:
        """Close the file, which keeps a container that is closed later from trying to finish it."""
        self._file.close()
        super().close()


def write_video(
    part: Path,
    form: VideoFormat,
    size: FrameSize,
    frames_per_second: int | Fraction,
    sound: Soundtrack | SoundMix | None,
    frames: Iterator[Frame],
) -> None:
    """Encode all frames, and the sound for as long as they last. Raises OSError, FFmpegError.

    sound: None where the format has none. If the frames end by an exception the file is closed as it is, at once.
    """
    file = PartFile(part)
    options = dict(form.container_options)
    container = av.open(file, "w", format=form.container, options=options, buffer_size=IO_BUFFER_BYTES)
    try:
        container.metadata.update(PROVENANCE)
        video = PictureEncoder(container, form, size, frames_per_second)
        audio = SoundEncoder(container, form.sound.encoder, sound) if form.sound and sound else None
        for count, frame in enumerate(frames, start=1):
            container.mux(video.packets(frame))
            if audio:
                container.mux(audio.packets_until(count / Fraction(frames_per_second)))
        container.mux(video.last_packets())
        if audio:
            container.mux(audio.last_packets())
        container.close()
    finally:
        file.close()
        container.close()
    if file.error is not None:
        raise file.error

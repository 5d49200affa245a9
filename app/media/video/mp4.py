"""H.264 and AAC in an MP4 file that starts playing before it is loaded."""

import io
import os
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path

import av
from av.video.reformatter import ColorPrimaries, ColorRange, Colorspace, ColorTrc, VideoReformatter

from app import __version__
from app.core.frame import Frame
from app.core.motion import FRAMES_PER_SECOND
from app.core.settings import FrameSize
from app.media.sound.mix import SoundMix
from app.media.sound.soundtrack import Soundtrack
from app.media.video.aac import AacEncoder

# crf 18 is visually clean. At 720x900 on two cores veryfast encodes 165 frames/s, faster and fast 90, medium 70, at no
# larger files for slower presets to win back (measured with a moving face in a still picture).
X264_OPTIONS = {"preset": "veryfast", "crf": "18"}
MOST_THREADS = 8  # x264 holds a few frames for each: memory must not grow with the machine
IO_BUFFER_BYTES = 1 << 20
BT709_MATRIX = 1  # ITU-T H.273, table 4; PyAV's Colorspace numbers are those of swscale

PROVENANCE = {
    "title": "Synthetic video made with Rhapsode",
    "comment": (
        f"This video is synthetic: Rhapsode {__version__} made it from a still picture and a sound. "
        "The person shown never moved or spoke like this."
    ),
}


class PartFile(io.RawIOBase):
    """The file the muxer writes to: it remembers the first error, and writes all or fails."""

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
        """As of any file."""
        return self._file.seek(offset, whence)

    def tell(self) -> int:
        """As of any file."""
        return self._file.tell()

    def seekable(self) -> bool:
        """The index is written in front afterwards."""
        return True

    def writable(self) -> bool:
        """Always."""
        return True

    def close(self) -> None:
        """Close; a container that is closed afterwards does not try to finish its file."""
        self._file.close()
        super().close()


def write_mp4(part: Path, size: FrameSize, sound: Soundtrack | SoundMix, frames: Iterator[Frame]) -> None:
    """Encode all frames with as much of the sound as they last; raises OSError or FFmpegError.

    If the frames end by an exception the file is closed as it is, at once.
    """
    file = PartFile(part)
    container = av.open(file, "w", format="mp4", options={"movflags": "+faststart"}, buffer_size=IO_BUFFER_BYTES)
    try:
        container.metadata.update(PROVENANCE)
        video = container.add_stream("libx264", rate=FRAMES_PER_SECOND, options=X264_OPTIONS)
        video.width, video.height, video.pix_fmt = size.width, size.height, "yuv420p"
        context = video.codec_context
        context.thread_count = min(MOST_THREADS, (os.cpu_count() or 1) + 1)
        context.colorspace = BT709_MATRIX
        context.color_primaries = ColorPrimaries.BT709
        context.color_trc = ColorTrc.BT709
        context.color_range = ColorRange.MPEG
        audio = AacEncoder(container, sound)
        reformatter = VideoReformatter()
        for count, frame in enumerate(frames, start=1):
            container.mux(video.encode(_yuv(frame, reformatter)))
            container.mux(audio.packets_until(Fraction(count, FRAMES_PER_SECOND)))
        container.mux(video.encode(None))
        container.mux(audio.last_packets())
        container.close()
    finally:
        file.close()
        container.close()
    if file.error is not None:
        raise file.error


def _yuv(frame: Frame, reformatter: VideoReformatter) -> av.VideoFrame:
    """Limited-range BT.709, converted with BT.709's own matrix, as high-definition players expect."""
    yuv = reformatter.reformat(
        av.VideoFrame.from_numpy_buffer(frame.rgb, format="rgb24"),
        format="yuv420p",
        src_color_range=ColorRange.JPEG,
        dst_color_range=ColorRange.MPEG,
        dst_colorspace=Colorspace.ITU709,
        interpolation="AREA",
        threads=1,
    )
    yuv.pts = frame.index
    yuv.time_base = Fraction(1, FRAMES_PER_SECOND)
    return yuv

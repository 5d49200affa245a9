"""The pictures of a video, converted and encoded."""

import os
from fractions import Fraction

import av
import numpy as np
from av.container import OutputContainer
from av.packet import Packet
from av.video.reformatter import ColorPrimaries, ColorRange, Colorspace, ColorTrc, VideoReformatter
from av.video.stream import VideoStream

from app.core.formats import VideoFormat
from app.core.frame import Frame
from app.core.video_size import FrameSize

MOST_THREADS = 8  # x264 holds a few frames for each: memory must not grow with the machine
BT709_MATRIX = 1  # ITU-T H.273, table 4; PyAV's Colorspace numbers are those of swscale


class PictureEncoder:
    """Encodes frames, in YUV as limited-range BT.709, which high-definition players expect, or in RGB as they are."""

    def __init__(
        self, container: OutputContainer, form: VideoFormat, size: FrameSize, frames_per_second: int | Fraction
    ) -> None:
        stream = container.add_stream(form.video_encoder, rate=frames_per_second, options=dict(form.video_options))
        assert isinstance(stream, VideoStream)
        stream.width, stream.height, stream.pix_fmt = size.width, size.height, form.pixel_format
        context = stream.codec_context
        context.thread_count = min(MOST_THREADS, (os.cpu_count() or 1) + 1)
        self._is_rgb = av.VideoFormat(form.pixel_format).is_rgb
        if not self._is_rgb:
            context.colorspace = BT709_MATRIX
            context.color_primaries = ColorPrimaries.BT709
            context.color_trc = ColorTrc.BT709
            context.color_range = ColorRange.MPEG
        self._stream = stream
        self._pixel_format = form.pixel_format
        self._time_base = Fraction(1) / frames_per_second
        self._reformatter = VideoReformatter()

    # The return types stand in quotes because packets are generic for type checkers alone.
    def packets(self, frame: Frame) -> "list[Packet[VideoStream]]":
        """Encode the next frame; the packets that are finished, often none."""
        picture = self._rgb(frame) if self._is_rgb else self._yuv(frame)
        picture.pts = frame.index
        picture.time_base = self._time_base
        return self._stream.encode(picture)

    def last_packets(self) -> "list[Packet[VideoStream]]":
        """End encoding; the packets that the encoder still held."""
        return self._stream.encode(None)

    def _rgb(self, frame: Frame) -> av.VideoFrame:
        return self._reformatter.reformat(_whole(frame), format=self._pixel_format, threads=1)

    def _yuv(self, frame: Frame) -> av.VideoFrame:
        return self._reformatter.reformat(
            _whole(frame),
            format=self._pixel_format,
            src_color_range=ColorRange.JPEG,
            dst_color_range=ColorRange.MPEG,
            dst_colorspace=Colorspace.ITU709,
            interpolation="AREA",
            threads=1,
        )


def _whole(frame: Frame) -> av.VideoFrame:
    """The frame as FFmpeg's rgb24, or as rgba where it carries alpha."""
    if frame.alpha is None:
        return av.VideoFrame.from_numpy_buffer(frame.rgb, format="rgb24")
    return av.VideoFrame.from_numpy_buffer(np.dstack((frame.rgb, frame.alpha)), format="rgba")

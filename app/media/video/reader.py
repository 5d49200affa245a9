"""The pictures of a video file, one after the other, as a person sees them: upright, and HDR brought to sRGB."""

from collections.abc import Generator, Iterator
from pathlib import Path
from types import TracebackType
from typing import Self

import av
import numpy as np
from av.stream import Disposition
from av.video.reformatter import ColorTrc
from av.video.stream import VideoStream
from numpy.typing import NDArray

from app.core.errors import BadVideo
from app.core.filetypes import FileType, sniffed
from app.core.frame import TimedPicture
from app.core.moved_file import where_now
from app.media.readable import check_readable

_TRY_ANOTHER = "Choose an MP4, MOV, MKV or WebM file that shows a face."
LONGEST_SIDE_PX = 1280  # larger pictures are made smaller: more shows no more of a face than the networks can see
USUAL_RATE = 25.0  # where neither time stamps nor the header say one
HDR_WHITE_NITS = 203.0  # Report ITU-R BT.2408: what paper white is graded to
HDR_PEAK = 1000.0 / HDR_WHITE_NITS


class VideoReader:
    """An open video; holds one picture at a time, however long it is. `pictures` can be iterated only once.

    damaged_packets: how many could not be decoded so far.
    """

    def __init__(self, path: Path) -> None:
        """Raises BadVideo, with a sentence for each thing that can be wrong."""
        place = where_now(path)
        check_readable(place, "video", BadVideo)
        with place.open("rb") as file:
            kind = sniffed(file.read(16))
        if kind is FileType.PICTURE:  # FFmpeg would take it for a video of one picture
            raise BadVideo(f"{place.name} is a still picture, not a video. {_TRY_ANOTHER}")
        self._path = place
        try:
            # A file of ours may only lead to files; tags in an unknown encoding are no reason to refuse a video.
            self._container = av.open(
                str(place.absolute()), "r", metadata_errors="ignore", container_options={"protocol_whitelist": "file"}
            )
        except (av.FFmpegError, OSError, ValueError) as error:
            raise BadVideo(f"{place.name} is not a video that can be read. {_TRY_ANOTHER}") from error
        moving = [s for s in self._container.streams.video if not s.disposition & Disposition.attached_pic]
        stream = moving[0] if moving else None
        if stream is None or stream.codec_context is None:  # PyAV gives none where FFmpeg has no decoder
            self._container.close()
            raise BadVideo(f"{place.name} holds no moving pictures that can be decoded. {_TRY_ANOTHER}")
        stream.thread_type = "AUTO"
        self._stream: VideoStream = stream
        self._zero_s = (self._container.start_time or 0) / av.time_base
        self.damaged_packets = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the file."""
        self._container.close()

    @property
    def has_sound(self) -> bool:
        """Whether the file holds a sound beside its pictures."""
        return bool(self._container.streams.audio)

    @property
    def frames_expected(self) -> int | None:
        """How many pictures there will be, as the header says or its duration allows to guess; None where unknown."""
        if self._stream.frames:
            return int(self._stream.frames)
        rate, duration = self._stream.average_rate, self._container.duration
        return round(float(rate) * duration / av.time_base) if rate and duration else None

    def pictures(self) -> Generator[TimedPicture]:
        """Every picture that can be decoded, in the order of their times. Raises BadVideo where there is none."""
        usual_s = 1.0 / float(self._stream.average_rate or USUAL_RATE)
        last_s: float | None = None
        for frame in self._decoded():
            time_s = None if frame.time is None else frame.time - self._zero_s
            if time_s is None or (last_s is not None and time_s <= last_s):
                time_s = 0.0 if last_s is None else last_s + usual_s
            last_s = time_s
            yield TimedPicture(_as_seen(frame), time_s)
        if last_s is None:
            raise BadVideo(f"No picture could be decoded from {self._path.name}. It is damaged. Copy it again.")

    def _decoded(self) -> Iterator[av.VideoFrame]:
        try:
            for packet in self._container.demux(self._stream):
                try:
                    frames = packet.decode()
                except av.FFmpegError:
                    self.damaged_packets += 1
                    continue
                yield from frames
        except (av.FFmpegError, OSError):  # the container itself breaks off; what came before is used
            self.damaged_packets += 1


def _as_seen(frame: av.VideoFrame) -> NDArray[np.uint8]:
    """(H, W, 3) uint8 sRGB, upright."""
    shrink = min(1.0, LONGEST_SIDE_PX / max(frame.width, frame.height))
    width, height = (max(2, round(side * shrink)) for side in (frame.width, frame.height))
    rgb = frame.reformat(width, height, "rgb24").to_ndarray()
    if frame.color_trc in _TO_SDR:
        rgb = _TO_SDR[frame.color_trc][rgb]
    turned = np.rot90(rgb, round(frame.rotation / 90))
    return np.ascontiguousarray(turned, dtype=np.uint8)


def _perceptual_quantizer(signal: NDArray[np.float64]) -> NDArray[np.float64]:
    """PQ signal -> light, 1 at paper white (SMPTE ST 2084, equation 4.1)."""
    m1, m2, c1, c2, c3 = 2610 / 16384, 2523 / 32, 3424 / 4096, 2413 / 128, 2392 / 128
    root = signal ** (1 / m2)
    light: NDArray[np.float64] = 10_000 / HDR_WHITE_NITS * (np.maximum(root - c1, 0) / (c2 - c3 * root)) ** (1 / m1)
    return light


def _hybrid_log_gamma(signal: NDArray[np.float64]) -> NDArray[np.float64]:
    """HLG signal -> light of the scene, 1 at paper white, a signal of 0.75 (ITU-R BT.2100, table 5)."""
    a, b, c = 0.17883277, 0.28466892, 0.55991073
    scene = np.where(signal <= 0.5, signal**2 / 3, (np.exp((signal - c) / a) + b) / 12)
    light: NDArray[np.float64] = scene / ((np.exp((0.75 - c) / a) + b) / 12)
    return light


def _sdr_table(light: NDArray[np.float64]) -> NDArray[np.uint8]:
    """(256,) light, 1 at paper white -> sRGB levels; what is brighter is rolled off (Reinhard et al. 2002, eq. 4)."""
    mapped = light * (1 + light / HDR_PEAK**2) / (1 + light)
    mapped = np.clip(mapped / mapped[np.argmin(np.abs(light - 1))] * 0.8, 0, 1)
    levels = np.where(mapped <= 0.0031308, 12.92 * mapped, 1.055 * mapped ** (1 / 2.4) - 0.055)
    table: NDArray[np.uint8] = np.round(255 * levels).astype(np.uint8)
    return table


_SIGNAL = np.arange(256) / 255
_TO_SDR = {
    int(ColorTrc.SMPTE2084): _sdr_table(_perceptual_quantizer(_SIGNAL)),
    int(ColorTrc.ARIB_STD_B67): _sdr_table(_hybrid_log_gamma(_SIGNAL)),
}


def pictures_of(path: Path) -> Generator[TimedPicture]:
    """Every picture of a video; it is closed with the iterator. Raises BadVideo."""
    with VideoReader(path) as video:
        yield from video.pictures()

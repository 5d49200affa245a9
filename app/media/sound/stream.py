"""The sound of one file, decoded piece by piece on the time line that players use.

What the motion model hears, what is played and what goes into the video all come from here, so that they cannot drift
apart. Time zero is the container's start, as in FFmpeg's own tools: a sound that begins half a second after the picture
of its video has half a second of silence before it; an encoder's priming samples are left out.
"""

from collections.abc import Generator, Iterator
from itertools import islice
from pathlib import Path
from types import TracebackType
from typing import Self

import av
import numpy as np

from app.core.errors import BadSound
from app.media.sound.channels import Samples, fit_channels, float_channels, usual_layout
from app.media.sound.container import declared_duration_s, exact_end_s, open_container
from app.media.sound.resampling import Resampler

PIECE_SAMPLES = 16_384  # the resampler is five times faster on pieces of this size than on single packets (measured)
GAP_S = 0.04  # one frame of the video: time stamps that run ahead by more mean missing sound; less is rounding
LONGEST_GAP_S = 60.0  # where no duration is declared; a longer jump is a broken time stamp
HEAD_FRAMES = 3  # the very first one of joined MP3 files bears the rate of the last
# After a packet that cannot be decoded come as many frames that may be noise: those of an MP3 are made of bytes in the
# packets before them, one of AAC overlaps with the last (tried with 700 bytes of damage in 60 and 300 files).
SPOILT_FRAMES = {"mp3": 4, "mp3float": 4, "aac": 1}
TOLERATED_PACKETS = 2  # at either end: a file cut from a longer one often starts with one that cannot be decoded
TAGS = (b"ID3", b"TAG", b"APETAGEX")  # no sound, but no damage either: they stand between MP3s that were joined
SEEK_LEAD_S = 0.5  # decoders need a few packets before the wanted one (MP3 bit reservoir, AAC overlap)


class SoundStream:
    """An open sound file; `pieces` can be iterated only once.

    sample_rate_hz, layout, channels: of the first decoded frames (HE-AAC's header tells half the rate); sound that
        changes midway is brought to them.
    declared_duration_s: what the header promises, None where it is absent or a guess.
    damaged_packets: how many could not be decoded so far, and are silent; a few at the beginning or end do not count.
    missing_s: how much the time stamps left out so far; it is silent there, too.
    broken_off: the file ended in the middle of its own structure.
    """

    def __init__(self, path: Path) -> None:
        self._container, self._stream = open_container(path)
        self.damaged_packets = 0
        self.missing_s = 0.0
        self.broken_off = False
        self._frames = self._decode()
        self._head = list(islice(self._frames, HEAD_FRAMES))
        if not self._head:
            self.close()
            raise BadSound(f"No sound could be decoded from {path.name}. It is damaged or not a sound.")
        self.sample_rate_hz = self._head[-1].sample_rate
        self.layout = usual_layout(self._head[-1].layout)
        self.channels = av.AudioLayout(self.layout).nb_channels
        self.declared_duration_s = declared_duration_s(self._container, self._stream)
        self._converter: Resampler | None = None
        self._converted_rate_hz = self.sample_rate_hz

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the file."""
        self._frames.close()
        self._container.close()

    def pieces(self, start_s: float = 0.0) -> Iterator[Samples]:
        """(C, n) from `start_s` on, each at least PIECE_SAMPLES long but the last."""
        waiting: list[Samples] = []
        length = 0
        for piece in self._timed(start_s):
            waiting.append(piece)
            length += piece.shape[1]
            if length >= PIECE_SAMPLES:
                yield np.concatenate(waiting, axis=1)
                waiting, length = [], 0
        if waiting:
            yield np.concatenate(waiting, axis=1)

    def _timed(self, start_s: float) -> Iterator[Samples]:
        """Decoded pieces: gaps are filled with silence, what lies before the start or beyond the end is cut off."""
        end_s = exact_end_s(self._container, self._stream)
        end = None if end_s is None else round(end_s * self.sample_rate_hz)
        position = round(start_s * self.sample_rate_hz)  # of the next sample to hand out
        cursor: int | None = None  # of the next sample that the decoder gives
        for frame in self._frames_from(start_s):
            stamped = self._stamp(frame)
            if cursor is None:
                cursor = position if stamped is None else stamped
            elif stamped is not None and self._is_gap(cursor, stamped):
                self.missing_s += (stamped - cursor) / self.sample_rate_hz
                cursor = stamped
            samples = self._converted(frame)
            if end is not None:
                samples = samples[:, : max(0, end - cursor)]
            if cursor > position and samples.shape[1]:
                yield from self._silence(cursor - position)
                position = cursor
            wanted = samples[:, max(0, position - cursor) :]
            cursor += samples.shape[1]
            position += wanted.shape[1]
            if wanted.shape[1]:
                yield wanted

    def _frames_from(self, start_s: float) -> Iterator[av.AudioFrame]:
        """Frames from a little before the start where the file can be sought, else from its beginning."""
        if start_s > 2 * SEEK_LEAD_S:
            zero = self._container.start_time or 0  # microseconds
            try:
                self._container.seek(zero + round((start_s - SEEK_LEAD_S) * 1e6))
            except av.FFmpegError:
                pass  # read through
            else:
                self._frames.close()
                self._frames = self._decode()
                yield from self._frames
                return
        yield from self._head
        yield from self._frames

    def _decode(self) -> Generator[av.AudioFrame, None, None]:
        """Every frame that can be decoded; damaged packets are skipped, a damaged container ends the sound."""
        begun, damaged, spoilt = False, 0, 0
        try:
            for packet in self._container.demux(self._stream):
                try:
                    frames = packet.decode()
                except av.FFmpegError:
                    if not bytes(packet).startswith(TAGS):
                        damaged += 1
                        spoilt = SPOILT_FRAMES.get(self._stream.codec_context.name, 0) if begun else 0
                    continue
                for frame in frames:
                    if not frame.samples:
                        continue
                    if spoilt:
                        spoilt -= 1
                        _mute(frame)
                    if begun or damaged > TOLERATED_PACKETS:
                        self.damaged_packets += damaged
                    begun, damaged = True, 0
                    yield frame
            if damaged > TOLERATED_PACKETS:
                self.damaged_packets += damaged
        except av.FFmpegError:
            self.broken_off = True

    def _stamp(self, frame: av.AudioFrame) -> int | None:
        """Sample index of a frame on the time line, None where the file tells none."""
        if frame.pts is None or frame.time_base is None:
            return None
        zero_s = (self._container.start_time or 0) / 1e6
        return round((float(frame.pts * frame.time_base) - zero_s) * self.sample_rate_hz)

    def _is_gap(self, cursor: int, stamped: int) -> bool:
        gap_s = (stamped - cursor) / self.sample_rate_hz
        if self.declared_duration_s is not None:
            return gap_s > GAP_S and stamped / self.sample_rate_hz < self.declared_duration_s
        return GAP_S < gap_s < LONGEST_GAP_S

    def _converted(self, frame: av.AudioFrame) -> Samples:
        """(C, n) in the stream's own rate and channels, whatever this frame has."""
        samples = fit_channels(float_channels(frame), usual_layout(frame.layout), self.channels)
        if frame.sample_rate == self._converted_rate_hz:
            return samples if self._converter is None else self._converter.push(samples)
        rest = self._converter.finish() if self._converter else samples[:, :0]
        self._converted_rate_hz = frame.sample_rate
        if frame.sample_rate == self.sample_rate_hz:
            self._converter = None
            return np.concatenate([rest, samples], axis=1)
        self._converter = Resampler(frame.sample_rate, self.sample_rate_hz, self.channels)
        return np.concatenate([rest, self._converter.push(samples)], axis=1)

    def _silence(self, samples: int) -> Iterator[Samples]:
        """So many zeros in pieces of at most a second, so that a long gap costs no memory."""
        for start in range(0, samples, self.sample_rate_hz):
            yield np.zeros((self.channels, min(self.sample_rate_hz, samples - start)), np.float32)


def _mute(frame: av.AudioFrame) -> None:
    """Of signed samples, as the decoders in SPOILT_FRAMES give them."""
    for plane in frame.planes:
        plane.update(bytes(plane.buffer_size))

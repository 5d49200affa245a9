"""The sound of a video: as the user gave it, read piece by piece while the picture is written."""

from collections.abc import Iterator
from fractions import Fraction

import av
import numpy as np
from av.audio.stream import AudioStream
from av.container import OutputContainer
from av.packet import Packet

from app.core.audio import MODEL_SAMPLE_RATE_HZ, AudioClip
from app.media.channels import Samples, stereo_matrix
from app.media.resampling import Resampler
from app.media.sound_stream import PIECE_SAMPLES, SoundStream

# Sampling frequencies of ISO/IEC 14496-3, table 1.18; 7350 is left out, as many players refuse it.
AAC_RATES_HZ = (96000, 88200, 64000, 48000, 44100, 32000, 24000, 22050, 16000, 12000, 11025, 8000)
# Layouts with a channel configuration of their own (same standard, table 1.19). 5.1 with side instead of back speakers
# differs in name alone. Anything else becomes stereo: few players know what to do with it.
_AAC_LAYOUTS = {name: name for name in ("mono", "stereo", "3.0", "4.0", "5.0", "5.1")}
_AAC_LAYOUTS |= {"5.0(side)": "5.0", "5.1(side)": "5.1", "downmix": "stereo"}
_BITS_PER_CHANNEL = 96_000
_BITS_PER_SAMPLE = 5  # the format holds 6; low rates need no more


class Soundtrack:
    """The AAC stream of one video.

    With a source file its channels and rate are kept as far as AAC can; a sound made in memory is mono at 16 kHz.
    """

    def __init__(self, clip: AudioClip) -> None:
        """Raises BadSound if the clip's file can no longer be read."""
        self._stream_in = SoundStream(clip.source) if clip.source else None
        self._clip = clip
        layout_in = self._stream_in.layout if self._stream_in else "mono"
        self._rate_in_hz = self._stream_in.sample_rate_hz if self._stream_in else MODEL_SAMPLE_RATE_HZ
        self.sample_rate_hz = min(AAC_RATES_HZ, key=lambda rate_hz: abs(rate_hz - self._rate_in_hz))
        self.layout = _AAC_LAYOUTS.get(layout_in, "stereo")
        self.channels = av.AudioLayout(self.layout).nb_channels
        self._fold = None if layout_in in _AAC_LAYOUTS else stereo_matrix(layout_in)
        self._pieces = self._at_final_rate()
        self._rest: Samples = np.zeros((self.channels, 0), np.float32)
        self._position = 0
        self._encoder: AudioStream

    def open_in(self, container: OutputContainer) -> None:
        """Add the stream to a video that is about to be written."""
        self._encoder = container.add_stream("aac", rate=self.sample_rate_hz)
        context = self._encoder.codec_context
        context.layout = self.layout
        context.format = "fltp"
        context.bit_rate = self.channels * min(_BITS_PER_CHANNEL, _BITS_PER_SAMPLE * self.sample_rate_hz)

    def packets_until(
        self, time_s: Fraction
    ) -> "list[Packet[AudioStream]]":  # in quotes: generic for type checkers alone
        """Encode up to a moment of the video, with silence after the sound's end."""
        packets: list[Packet[AudioStream]] = []
        while (missing := round(time_s * self.sample_rate_hz) - self._position) > 0:
            if not self._rest.shape[1]:
                silence = np.zeros((self.channels, PIECE_SAMPLES), np.float32)
                self._rest = next(self._pieces, silence)
            samples, self._rest = self._rest[:, :missing], self._rest[:, missing:]
            packets += self._encoder.encode(self._frame(samples))
        return packets

    def last_packets(self) -> "list[Packet[AudioStream]]":  # in quotes: generic for type checkers alone
        """What the encoder still holds."""
        return self._encoder.encode(None)

    def close(self) -> None:
        """Let go of the sound file."""
        if self._stream_in:
            self._stream_in.close()

    def _frame(self, samples: Samples) -> av.AudioFrame:
        frame = av.AudioFrame.from_ndarray(np.ascontiguousarray(samples), format="fltp", layout=self.layout)
        frame.sample_rate = self.sample_rate_hz
        frame.time_base = Fraction(1, self.sample_rate_hz)
        frame.pts = self._position
        self._position += samples.shape[1]
        return frame

    def _at_final_rate(self) -> Iterator[Samples]:
        """(C, n) pieces as they go into the encoder."""
        resampler = Resampler(self._rate_in_hz, self.sample_rate_hz, self.channels)
        for piece in self._stream_in.pieces() if self._stream_in else self._from_memory():
            folded = piece if self._fold is None else self._fold @ piece  # (2, C) @ (C, n) -> (2, n)
            resampled = resampler.push(folded)
            if resampled.shape[1]:
                yield resampled
        if (rest := resampler.finish()).shape[1]:
            yield rest

    def _from_memory(self) -> Iterator[Samples]:
        for start in range(0, len(self._clip.samples), PIECE_SAMPLES):
            yield self._clip.samples[None, start : start + PIECE_SAMPLES]

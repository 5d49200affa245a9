"""The sound of a video, encoded in step with its frames."""

from fractions import Fraction

import av
from av.audio.stream import AudioStream
from av.container import OutputContainer
from av.packet import Packet

from app.media.sound.mix import SoundMix
from app.media.sound.soundtrack import Soundtrack

# Codecs that do not compress take no notice of these.
_BITS_PER_CHANNEL = 96_000  # a second: music stays clean, and the picture is still the larger part
_BITS_PER_SAMPLE = 5  # AAC holds 6; low rates need no more


class SoundEncoder:
    """Encodes a soundtrack piece by piece, up to the time that the pictures have reached."""

    def __init__(self, container: OutputContainer, encoder: str, sound: Soundtrack | SoundMix) -> None:
        """encoder: FFmpeg's name of it."""
        self._sound = sound
        self._position = 0  # samples encoded so far
        stream = container.add_stream(encoder, rate=sound.sample_rate_hz, layout=sound.layout)
        assert isinstance(stream, AudioStream)
        stream.bit_rate = sound.channels * min(_BITS_PER_CHANNEL, _BITS_PER_SAMPLE * sound.sample_rate_hz)
        self._stream = stream

    # The return types stand in quotes because packets are generic for type checkers alone.
    def packets_until(self, time_s: Fraction) -> "list[Packet[AudioStream]]":
        """Encode the sound up to this time of the video; the packets that are finished."""
        packets: list[Packet[AudioStream]] = []
        while (missing := round(time_s * self._sound.sample_rate_hz) - self._position) > 0:
            packets += self._stream.encode(self._next_frame(missing))
        return packets

    def last_packets(self) -> "list[Packet[AudioStream]]":
        """End encoding; the packets that the encoder still held."""
        return self._stream.encode(None)

    def _next_frame(self, most_samples: int) -> av.AudioFrame:
        samples = self._sound.samples(most_samples)
        frame = av.AudioFrame.from_ndarray(samples, format="fltp", layout=self._sound.layout)
        frame.sample_rate = self._sound.sample_rate_hz
        frame.time_base = Fraction(1, self._sound.sample_rate_hz)
        frame.pts = self._position
        self._position += samples.shape[1]
        return frame

"""Several sounds as one soundtrack: summed, never louder than full scale."""

from collections.abc import Sequence

import numpy as np

from app.core.audio import AudioClip
from app.core.formats import AAC, SoundCodec
from app.media.sound.channels import Samples, fit_channels
from app.media.sound.resampling import Resampler
from app.media.sound.soundtrack import Soundtrack
from app.media.sound.stream import PIECE_SAMPLES

LOUDEST = 0.95  # of full scale: AAC overshoots a little


class SoundMix:
    """The soundtracks of several clips as one, as an encoder reads it; see `Soundtrack`.

    sample_rate_hz: the highest of theirs. layout: theirs if all have the same, else stereo.
    """

    def __init__(self, clips: Sequence[AudioClip], codec: SoundCodec = AAC) -> None:
        """Reads every sound once to learn how loud they are together. Raises BadSound."""
        self._clips = tuple(clips)
        self._codec = codec
        self._parts = self._opened()
        self.sample_rate_hz = max(part.track.sample_rate_hz for part in self._parts)
        self.layout = self._parts[0].layout
        self.channels = self._parts[0].channels
        self._gain = min(1.0, LOUDEST / max(self._peak(), 1e-6))

    def samples(self, count: int) -> Samples:
        """(C, n) the next samples, at least one and at most `count`; after the last sound's end silence."""
        return self._sum(min(count, PIECE_SAMPLES)) * np.float32(self._gain)

    def close(self) -> None:
        """Close the sound files."""
        for part in self._parts:
            part.track.close()

    def _opened(self) -> "list[_Part]":
        tracks: list[Soundtrack] = []
        try:
            for clip in self._clips:
                tracks.append(Soundtrack(clip, self._codec))
        except BaseException:
            for track in tracks:
                track.close()
            raise
        layouts = {track.layout for track in tracks}
        layout = layouts.pop() if len(layouts) == 1 else "stereo"
        rate_hz = max(track.sample_rate_hz for track in tracks)
        return [_Part(track, clip, layout, rate_hz) for track, clip in zip(tracks, self._clips, strict=True)]

    def _peak(self) -> float:
        """The largest magnitude of the sum, found by reading all sounds once; opens them anew afterwards."""
        left = round(max(clip.duration_s for clip in self._clips) * self.sample_rate_hz) + self.sample_rate_hz
        peak = 0.0
        while left > 0:
            piece = self._sum(PIECE_SAMPLES)
            peak = max(peak, float(np.abs(piece).max()))
            left -= piece.shape[1]
        self.close()
        self._parts = self._opened()
        return peak

    def _sum(self, count: int) -> Samples:
        """(C, count) the next samples of all sounds, added up."""
        total = np.zeros((self.channels, count), np.float32)
        for part in self._parts:
            total += part.samples(count)
        return total


def mixed(clips: Sequence[AudioClip], codec: SoundCodec = AAC) -> Soundtrack | SoundMix:
    """The soundtrack of one or more clips; a single one stays as it is. Raises BadSound."""
    return Soundtrack(clips[0], codec) if len(clips) == 1 else SoundMix(clips, codec)


class _Part:
    """One soundtrack at the rate and in the channels of the mix."""

    def __init__(self, track: Soundtrack, clip: AudioClip, layout: str, rate_hz: int) -> None:
        self.track = track
        self.layout = layout
        self.channels = track.channels if track.layout == layout else 2
        self._resampler = Resampler(track.sample_rate_hz, rate_hz, self.channels)
        self._ready: Samples = np.zeros((self.channels, 0), np.float32)

    def samples(self, count: int) -> Samples:
        """(C, count) the next samples at the mix's rate; after the end silence."""
        while self._ready.shape[1] < count:
            piece = fit_channels(self.track.samples(PIECE_SAMPLES), self.track.layout, self.channels)
            self._ready = np.concatenate([self._ready, self._resampler.push(piece)], axis=1)
        taken, self._ready = self._ready[:, :count], self._ready[:, count:]
        return taken
